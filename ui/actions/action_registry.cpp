#include "ui/actions/action_registry.h"

#include <QMenu>
#include <QWidget>

#include <utility>

namespace maskwright::ui {

ActionRegistry::ActionRegistry(QWidget* owner) : QObject(owner), owner_(owner) {}

QAction* ActionRegistry::add(ActionSpec spec) {
  auto* action = new QAction(spec.text, owner_);
  action->setObjectName(spec.id);
  action->setShortcuts(spec.keys);
  action->setShortcutContext(spec.scope ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
  action->setAutoRepeat(true);
  const auto run = spec.run;
  const auto isEnabled = spec.isEnabled;
  connect(action, &QAction::triggered, this, [run, isEnabled] {
    if (!isEnabled || isEnabled()) run();
  });
  (spec.scope ? spec.scope : owner_)->addAction(action);
  actions_.insert(spec.id, action);
  specs_.push_back(std::move(spec));
  return action;
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
