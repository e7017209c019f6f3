#pragma once

#include "core/base/result.h"
#include "ui/support/shortcuts.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace maskwright::ui {

/// An arrangement of keys under a name. Actions that it does not list have their own keys.
struct KeyPreset {
  QString id;    ///< "maskwright", "cvat", "labelme"
  QString name;  ///< for people
  KeyMap keys;
};

/// Ours first; then the habits of people who come from other tools, as far as there is something
/// here that does the same.
std::vector<KeyPreset> keyPresets();

/// A file of keys: {"format": "maskwright-keys", "version": 1, "keys": {ACTION: [KEY, ...]}}, keys
/// as QKeySequence::PortableText. Holds the keys of `ids`.
QByteArray keysToJson(const QStringList& ids);
/// Reads what keysToJson() wrote. `unknown`: actions of the file that no `ids` has; left out.
/// Errors: Unreadable (no such JSON, a key that is none), naming the cause.
Result<KeyMap> keysFromJson(const QByteArray& json, const QStringList& ids, QStringList& unknown);

}  // namespace maskwright::ui
