#include "ui/jobs/engine_event.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonDocument>

namespace maskwright::ui {
namespace {

std::optional<EngineEvent::Kind> kindOf(const QString& name) {
  using Kind = EngineEvent::Kind;
  static const QHash<QString, Kind> kinds{{QStringLiteral("started"), Kind::Started},
                                          {QStringLiteral("progress"), Kind::Progress},
                                          {QStringLiteral("issue"), Kind::Issue},
                                          {QStringLiteral("message"), Kind::Message},
                                          {QStringLiteral("finished"), Kind::Finished},
                                          {QStringLiteral("failed"), Kind::Failed},
                                          {QStringLiteral("cancelled"), Kind::Cancelled}};
  const auto found = kinds.constFind(name);
  if (found == kinds.constEnd()) return std::nullopt;
  return *found;
}

/// The error is a sentence, or an object with `message` and `where`.
QString errorText(const QJsonValue& error) {
  if (!error.isObject()) return error.toString();
  const auto object = error.toObject();
  const auto where = object.value(QStringLiteral("where")).toString();
  const auto message = object.value(QStringLiteral("message")).toString();
  return where.isEmpty() ? message : where + QStringLiteral(": ") + message;
}

}  // namespace

std::optional<EngineEvent> parseEngineLine(const QByteArray& line) {
  const auto document = QJsonDocument::fromJson(line);
  if (!document.isObject()) return std::nullopt;
  const auto object = document.object();
  const auto kind = kindOf(object.value(QStringLiteral("event")).toString());
  if (!kind) return std::nullopt;
  EngineEvent event;
  event.kind = *kind;
  event.stage = object.value(QStringLiteral("stage")).toString();
  event.done = object.value(QStringLiteral("done")).toInteger();
  event.total = object.value(QStringLiteral("total")).toInteger();
  event.etaS = object.value(QStringLiteral("eta_s")).toDouble(-1);
  event.where = object.value(QStringLiteral("where")).toString();
  event.metrics = object.value(QStringLiteral("metrics")).toObject().toVariantMap();
  event.summary = object.value(QStringLiteral("summary")).toObject();
  if (event.kind == EngineEvent::Kind::Failed) {
    event.text = errorText(object.value(QStringLiteral("error")));
  } else if (event.kind == EngineEvent::Kind::Message) {
    event.text = object.value(QStringLiteral("text")).toString();
  } else if (event.kind == EngineEvent::Kind::Issue) {
    event.text = object.value(QStringLiteral("message")).toString();
  } else {
    event.text = object.value(QStringLiteral("note")).toString();
  }
  return event;
}

bool isTimeShare(const QString& stage) {
  return stage == QLatin1String("pretrain") || stage == QLatin1String("train");
}

QString stageText(const QString& stage) {
  static const QHash<QString, const char*> names{
      {QStringLiteral("scan"), QT_TRANSLATE_NOOP("Stage", "Looking for images")},
      {QStringLiteral("pretrain"), QT_TRANSLATE_NOOP("Stage", "Pre-training the backbone")},
      {QStringLiteral("discover"), QT_TRANSLATE_NOOP("Stage", "Finding masks")},
      {QStringLiteral("cluster"), QT_TRANSLATE_NOOP("Stage", "Grouping look-alikes")},
      {QStringLiteral("rank"), QT_TRANSLATE_NOOP("Stage", "Ordering by confidence")},
      {QStringLiteral("similar"), QT_TRANSLATE_NOOP("Stage", "Indexing look-alikes")},
      {QStringLiteral("hash"), QT_TRANSLATE_NOOP("Stage", "Comparing pictures")},
      {QStringLiteral("map"), QT_TRANSLATE_NOOP("Stage", "Laying out the map")},
      {QStringLiteral("semantic"), QT_TRANSLATE_NOOP("Stage", "Making semantic maps")},
      {QStringLiteral("round"), QT_TRANSLATE_NOOP("Stage", "Training")},
      {QStringLiteral("train"), QT_TRANSLATE_NOOP("Stage", "Training")},
      {QStringLiteral("export"), QT_TRANSLATE_NOOP("Stage", "Exporting")},
      {QStringLiteral("import"), QT_TRANSLATE_NOOP("Stage", "Importing")}};
  const auto found = names.constFind(stage);
  return found == names.constEnd() ? stage : QCoreApplication::translate("Stage", *found);
}

}  // namespace maskwright::ui
