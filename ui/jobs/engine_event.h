#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QVariantMap>

#include <optional>

namespace maskwright::ui {

/// One JSON line of `maskwright … --progress json` (protocol: app/cli/command.h).
struct EngineEvent {
  enum class Kind { Started, Progress, Issue, Message, Finished, Failed, Cancelled };
  Kind kind = Kind::Message;
  QString stage;        ///< Progress: machine name
  qint64 done = 0;      ///< Progress
  qint64 total = 0;     ///< Progress, 0 = unknown
  double etaS = -1;     ///< Progress, < 0 = unknown
  QString text;         ///< note, message, issue or error
  QString where;        ///< Issue: file
  QVariantMap metrics;  ///< Progress: e.g. losses of this step
  QJsonObject summary;  ///< Finished
  bool isTerminal() const { return kind >= Kind::Finished; }
};

/// Nothing for a line that is no event of ours (a stray print of a library).
std::optional<EngineEvent> parseEngineLine(const QByteArray& line);

/// Name of a stage for people: "discover" -> "Finding masks". Unknown names come back as they are.
QString stageText(const QString& stage);

/// A stage that lasts as long as its time budget: `done` of `total` is a share of it, not a count.
bool isTimeShare(const QString& stage);

}  // namespace maskwright::ui
