#include "ui/support/target_style.h"

#include <QCoreApplication>
#include <QPainter>

namespace maskwright::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

/// Reasons as rounds store them, for the translators; some are followed by a figure.
[[maybe_unused]] constexpr const char* kReasons[] = {
    QT_TRANSLATE_NOOP("TargetReason", "accepted"),
    QT_TRANSLATE_NOOP("TargetReason", "relabelled"),
    QT_TRANSLATE_NOOP("TargetReason", "not an object"),
    QT_TRANSLATE_NOOP("TargetReason", "bad mask"),
    QT_TRANSLATE_NOOP("TargetReason", "fix later"),
    QT_TRANSLATE_NOOP("TargetReason", "undecided"),
    QT_TRANSLATE_NOOP("TargetReason", "confident"),
    QT_TRANSLATE_NOOP("TargetReason", "segmenter"),
};

}  // namespace

QString roleText(TargetRole role) {
  switch (role) {
    case TargetRole::Positive:
      return tr("Positive");
    case TargetRole::Negative:
      return tr("Negative");
    case TargetRole::Ignored:
      break;
  }
  return tr("Ignored");
}

QString roleMeaning(TargetRole role) {
  switch (role) {
    case TargetRole::Positive:
      return tr("It was taught as an object, with this weight.");
    case TargetRole::Negative:
      return tr("It was taught as no object.");
    case TargetRole::Ignored:
      break;
  }
  return tr("Its place cost nothing in training, whatever was found there.");
}

QString reasonText(const QString& reason) {
  // "confident 0.48"
  const qsizetype figure = reason.lastIndexOf(QLatin1String(" 0."));
  const QString kind = figure < 0 ? reason : reason.left(figure);
  const QString text = QCoreApplication::translate("TargetReason", kind.toUtf8().constData());
  return figure < 0 ? text : text + u' ' + reason.mid(figure + 2);
}

void paintRole(QPainter* painter, const QRectF& rect, TargetRole role, const QColor& colour) {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const QRectF ring = rect.adjusted(1, 1, -1, -1);
  painter->setBrush(Qt::NoBrush);
  painter->setPen(QPen(colour, 1.5, role == TargetRole::Ignored ? Qt::DotLine : Qt::SolidLine));
  painter->drawEllipse(ring);
  const QPointF middle = ring.center();
  const qreal arm = ring.width() / 4;
  painter->setPen(QPen(colour, 1.5));
  if (role != TargetRole::Ignored)
    painter->drawLine(middle - QPointF(arm, 0), middle + QPointF(arm, 0));
  if (role == TargetRole::Positive)
    painter->drawLine(middle - QPointF(0, arm), middle + QPointF(0, arm));
  painter->restore();
}

}  // namespace maskwright::ui
