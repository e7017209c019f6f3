#include "ui/support/curve_words.h"

#include <QCoreApplication>

#include <map>

namespace maskwright::ui {

QString curveText(const QString& name) {
  static const std::map<QString, const char*> kNames{
      {QStringLiteral("total"), QT_TRANSLATE_NOOP("Curve", "total loss")},
      {QStringLiteral("max"), QT_TRANSLATE_NOOP("Curve", "box (max projection)")},
      {QStringLiteral("average"), QT_TRANSLATE_NOOP("Curve", "average projection")},
      {QStringLiteral("affinity"), QT_TRANSLATE_NOOP("Curve", "colour affinity")},
      {QStringLiteral("category"), QT_TRANSLATE_NOOP("Curve", "object or not")},
      {QStringLiteral("embedding"), QT_TRANSLATE_NOOP("Curve", "embedding")},
      {QStringLiteral("pixels"), QT_TRANSLATE_NOOP("Curve", "mask pixels")},
      {QStringLiteral("objectness"), QT_TRANSLATE_NOOP("Curve", "objectness")},
      {QStringLiteral("proposals"), QT_TRANSLATE_NOOP("Curve", "proposals")},
      {QStringLiteral("classes"), QT_TRANSLATE_NOOP("Curve", "classes")},
      {QStringLiteral("boxes"), QT_TRANSLATE_NOOP("Curve", "boxes")},
      {QStringLiteral("masks"), QT_TRANSLATE_NOOP("Curve", "masks")},
  };
  const auto known = kNames.find(name);
  return known == kNames.end() ? name : QCoreApplication::translate("Curve", known->second);
}

}  // namespace maskwright::ui
