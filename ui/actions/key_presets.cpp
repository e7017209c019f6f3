#include "ui/actions/key_presets.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace maskwright::ui {
namespace {

constexpr auto kFormat = "maskwright-keys";
constexpr int kVersion = 1;

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

class Arrangement {
 public:
  Arrangement& set(const char* id, std::initializer_list<const char*> keys) {
    QList<QKeySequence> list;
    for (const char* key : keys) list << QKeySequence(QLatin1String(key));
    map_.insert(QLatin1String(id), list);
    return *this;
  }
  KeyMap map() const { return map_; }

 private:
  KeyMap map_;
};

/// CVAT 2 (site/content/en/docs/manual/advanced/shortcuts.md and the shortcuts that its components
/// register): F and D next and previous frame, N draw, M merge, G group, Del delete the object, H
/// hide it, Q mark it (occluded), Tab the next object, Ctrl+digit its label, Ctrl+Z, Ctrl+Shift+Z
/// or Ctrl+Y, F1 the shortcuts. (V and C go a step of frames, F2 to the settings: other things
/// here.)
KeyMap cvat() {
  Arrangement keys;
  keys.set("move.next", {"F"})
      .set("move.previous", {"D"})
      .set("review.draw", {"N"})
      .set("review.skip", {"R"})
      .set("review.reject", {"Del", "X"})
      .set("review.fix", {"Q"})
      .set("cluster.junk", {"Shift+Del"})
      .set("edit.undo", {"Ctrl+Z"})
      .set("edit.redo", {"Ctrl+Shift+Z", "Ctrl+Y"})
      .set("view.keys", {"F1", "?"})
      .set("editor.undo", {"Ctrl+Z"})
      .set("editor.redo", {"Ctrl+Shift+Z", "Ctrl+Y"})
      .set("view.review", {"Alt+1"})
      .set("view.clusters", {"Alt+2"})
      .set("view.map", {"Alt+3"})
      .set("view.rounds", {"Alt+4"})
      .set("view.prototypes", {"Alt+5"})
      .set("view.overview", {"Alt+6"});
  KeyMap map = keys.map();
  for (int i = 1; i <= 9; ++i)
    map.insert(QStringLiteral("review.category%1").arg(i),
               {QKeySequence(QStringLiteral("Ctrl+%1").arg(i)), QKeySequence(Qt::Key_0 + i)});
  return map;
}

/// labelme 5 (labelme/config/default_config.yaml): D and A next and previous image, Ctrl+S save,
/// Ctrl+Shift+S save as, Del delete the polygon, Ctrl+E edit the label, Ctrl+N create a polygon,
/// Ctrl+J edit one, Backspace remove a point, Ctrl+F fit, Ctrl+0 original size, Ctrl+U open a
/// folder.
KeyMap labelme() {
  return Arrangement()
      .set("move.next", {"D"})
      .set("move.previous", {"A"})
      .set("move.nextImage", {"Ctrl+Shift+D", "PgDown"})
      .set("move.previousImage", {"Ctrl+Shift+A", "PgUp"})
      .set("review.accept", {"S", "Ctrl+S"})
      .set("review.bad", {"B"})
      .set("review.reject", {"Del", "X"})
      .set("cluster.junk", {"Shift+Del"})
      .set("review.relabel", {"Ctrl+E", "T"})
      .set("review.draw", {"Ctrl+N"})
      .set("review.edit", {"Ctrl+J", "E"})
      .set("view.jobs", {"Ctrl+Shift+J"})
      .set("project.export", {"Ctrl+Shift+S"})
      .set("project.open", {"Ctrl+O", "Ctrl+U"})
      .set("edit.undo", {"Ctrl+Z"})
      .set("editor.undo", {"Ctrl+Z"})
      .set("editor.corner", {"Backspace"})
      .set("image.fit", {"Ctrl+F"})
      .set("image.actual", {"Ctrl+0"})
      .set("editor.fit", {"Ctrl+F"})
      .set("editor.actual", {"Ctrl+0"})
      .map();
}

}  // namespace

std::vector<KeyPreset> keyPresets() {
  return {{QStringLiteral("maskwright"), QStringLiteral("Maskwright"), {}},
          {QStringLiteral("cvat"), tr("CVAT habits"), cvat()},
          {QStringLiteral("labelme"), tr("labelme habits"), labelme()}};
}

QByteArray keysToJson(const QStringList& ids) {
  QJsonObject keys;
  for (const QString& id : ids) {
    QJsonArray list;
    for (const auto& key : Shortcuts::instance().keys(id))
      list.append(key.toString(QKeySequence::PortableText));
    keys.insert(id, list);
  }
  return QJsonDocument(QJsonObject{{QStringLiteral("format"), QLatin1String(kFormat)},
                                   {QStringLiteral("version"), kVersion},
                                   {QStringLiteral("keys"), keys}})
      .toJson();
}

Result<KeyMap> keysFromJson(const QByteArray& json, const QStringList& ids, QStringList& unknown) {
  const auto error = [](const QString& text) {
    return Error{ErrorKind::Unreadable, text.toStdString(), ""};
  };
  QJsonParseError problem;
  const QJsonObject root = QJsonDocument::fromJson(json, &problem).object();
  if (problem.error != QJsonParseError::NoError)
    return error(tr("no JSON: %1 at byte %2").arg(problem.errorString()).arg(problem.offset));
  if (root.value(QStringLiteral("format")).toString() != QLatin1String(kFormat))
    return error(tr("not a file of keys"));
  if (root.value(QStringLiteral("version")).toInt() != kVersion)
    return error(tr("written by a newer program"));
  KeyMap map;
  const QJsonObject keys = root.value(QStringLiteral("keys")).toObject();
  for (auto one = keys.begin(); one != keys.end(); ++one) {
    if (!ids.contains(one.key())) {
      unknown << one.key();
      continue;
    }
    QList<QKeySequence> list;
    for (const auto& value : one.value().toArray()) {
      const QKeySequence key(value.toString(), QKeySequence::PortableText);
      if (key.isEmpty() || key[0].key() == Qt::Key_unknown)
        return error(tr("\"%1\" of %2 is no key").arg(value.toString(), one.key()));
      list << key;
    }
    map.insert(one.key(), list);
  }
  return map;
}

}  // namespace maskwright::ui
