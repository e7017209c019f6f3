#include "ui/actions/action_registry.h"

#include <QMenu>

#include <iterator>
#include <utility>

namespace maskwright::ui {

namespace {

/// The mask editor and the wall of prototypes take their keys before the window does.
bool takesKeysFirst(const QWidget* scope) {
  return scope->property("takesAllKeys").toBool() || scope->property("takesOwnKeys").toBool();
}

/// Whether both can be meant by one key press.
bool overlap(const QWidget* one, const QWidget* other) {
  if (one == other) return true;
  if ((one && takesKeysFirst(one)) || (other && takesKeysFirst(other))) return false;
  return !one || !other || one->isAncestorOf(other) || other->isAncestorOf(one);
}

}  // namespace

ActionRegistry::ActionRegistry(QWidget* owner) : QObject(owner), owner_(owner) {
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, &ActionRegistry::takeKeys);
}

QAction* ActionRegistry::add(ActionSpec spec) {
  auto& shortcuts = Shortcuts::instance();
  shortcuts.declare(spec.id, spec.keys);
  spec.keys = shortcuts.keys(spec.id);
  auto* action = new QAction(spec.text, owner_);
  action->setObjectName(spec.id);
  action->setShortcuts(spec.keys);
  action->setShortcutContext(spec.scope ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
  action->setAutoRepeat(true);
  connect(action, &QAction::triggered, this, [asked = spec] {
    if (asked.isPossible()) asked.run();
  });
  (spec.scope ? spec.scope : owner_)->addAction(action);
  actions_.insert(spec.id, action);
  specs_.push_back(std::move(spec));
  return action;
}

void ActionRegistry::takeKeys() {
  for (auto& spec : specs_) {
    const auto keys = Shortcuts::instance().keys(spec.id);
    if (keys == spec.keys) continue;
    spec.keys = keys;
    actions_[spec.id]->setShortcuts(keys);
  }
}

const ActionSpec* ActionRegistry::spec(const QString& id) const {
  for (const auto& one : specs_)
    if (one.id == id) return &one;
  return nullptr;
}

QStringList ActionRegistry::conflicts(const QString& id, const QKeySequence& key) const {
  QStringList found;
  const ActionSpec* asked = spec(id);
  for (const auto& other : specs_)
    if (asked && other.id != id && other.keys.contains(key) && overlap(asked->scope, other.scope))
      found << other.id;
  return found;
}

QStringList ActionRegistry::conflictIn(const KeyMap& map) const {
  const auto keysOf = [&map](const QString& id) {
    return map.contains(id) ? map.value(id) : Shortcuts::instance().defaults(id);
  };
  for (auto one = specs_.begin(); one != specs_.end(); ++one)
    for (const auto& key : keysOf(one->id))
      for (auto other = std::next(one); other != specs_.end(); ++other)
        if (overlap(one->scope, other->scope) && keysOf(other->id).contains(key))
          return {one->id, other->id};
  return {};
}

QString ActionRegistry::nameOf(const QString& id) const {
  const ActionSpec* found = spec(id);
  return found ? QStringLiteral("%1: %2").arg(found->group, QString(found->text).remove(u'&')) : id;
}

QAction* ActionRegistry::action(const QString& id) const {
  return actions_.value(id);
}

void ActionRegistry::setText(const QString& id, const QString& text) {
  if (auto* found = action(id)) found->setText(text);
}

void ActionRegistry::dimIn(QMenu* menu) {
  connect(menu, &QMenu::aboutToShow, this, [this] {
    for (const auto& spec : specs_) actions_[spec.id]->setEnabled(spec.isPossible());
  });
  connect(menu, &QMenu::aboutToHide, this, [this] {
    for (auto* action : std::as_const(actions_)) action->setEnabled(true);
  });
}

void ActionRegistry::trigger(const QString& id) {
  if (auto* found = action(id)) found->trigger();
}

}  // namespace maskwright::ui
