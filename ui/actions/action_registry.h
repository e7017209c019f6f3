#pragma once

#include "ui/support/shortcuts.h"

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QWidget>

#include <functional>
#include <utility>
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
  std::function<bool()> isHere = {};  ///< whether what is shown has a use for it; nothing = always
  QWidget* scope = nullptr;  ///< keys that mean something else elsewhere work only inside this
  std::function<bool()> isReady = {};  ///< whether there is something to do now; nothing = always

  bool isOffered() const { return (!scope || scope->isVisible()) && (!isHere || isHere()); }
  bool isPossible() const { return (!isHere || isHere()) && (!isReady || isReady()); }
};

/// What a view does by pointer or by keys that stay its own, for the key overlay.
struct Gesture {
  QString group;
  QString how;  ///< "Drag", "Shift+drag"
  QString text;
  const QWidget* scope = nullptr;  ///< listed while this is seen
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
  void addGesture(Gesture gesture) { gestures_.push_back(std::move(gesture)); }
  const std::vector<Gesture>& gestures() const { return gestures_; }
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
  std::vector<Gesture> gestures_;
  QHash<QString, QAction*> actions_;
};

}  // namespace maskwright::ui
