#pragma once

#include "ui/support/shortcuts.h"

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

class QMenu;

namespace maskwright::ui {

/// One thing a person can do.
struct ActionSpec {
  QString id;                ///< "review.accept"
  QString group;             ///< heading of the key overlay
  QString text;              ///< for menus and the palette
  QList<QKeySequence> keys;  ///< when added: the default; then those that count now
  std::function<void()> run;
  std::function<bool()> isEnabled = {};  ///< nothing = always
  QWidget* scope = nullptr;  ///< keys that mean something else elsewhere work only inside this

  bool isPossible() const { return !isEnabled || isEnabled(); }
};

/// Every action of a window in one table: menus, shortcuts, key overlay and command palette come
/// from it.
class ActionRegistry final : public QObject {
  Q_OBJECT
 public:
  /// Actions become actions of `owner`: their keys work while it is visible in the active window.
  explicit ActionRegistry(QWidget* owner);

  QAction* add(ActionSpec spec);
  QAction* action(const QString& id) const;  ///< null = unknown
  const std::vector<ActionSpec>& specs() const { return specs_; }
  void setText(const QString& id, const QString& text);
  /// Greys out what is not possible now while `menu` is open, and then no longer: a disabled action
  /// has no keys.
  void dimIn(QMenu* menu);
  /// Runs an action if it is enabled.
  void trigger(const QString& id);
  /// Other actions that `key` would mean at the same place if `id` had it too.
  QStringList conflicts(const QString& id, const QKeySequence& key) const;
  /// The first two actions that share a key in an arrangement (those not in it have their own
  /// keys); empty = none do.
  QStringList conflictIn(const KeyMap& map) const;
  /// "Verdict: Accept".
  QString nameOf(const QString& id) const;

 private:
  void takeKeys();
  const ActionSpec* spec(const QString& id) const;
  QWidget* owner_;
  std::vector<ActionSpec> specs_;
  QHash<QString, QAction*> actions_;
};

}  // namespace maskwright::ui
