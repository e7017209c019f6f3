#include "ui/prototype_workspace.h"

#include "core/store/run_repository.h"
#include "ui/models/guarded_read.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/empty_state.h"
#include "ui/views/prototype_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {

PrototypeWorkspace::PrototypeWorkspace(ProjectSession& session,
                                       JobController& jobs,
                                       ImageLoader& loader,
                                       QWidget* parent)
    : QWidget(parent), session_(session), jobs_(jobs), model_(session.prototypes()) {
  setObjectName(QStringLiteral("prototypeWorkspace"));
  setProperty("takesOwnKeys", true);  // its letters are verdicts elsewhere
  build(loader);
  connect(wall_, &PrototypeWall::commandGiven, this, &PrototypeWorkspace::run);
  connect(wall_, &PrototypeWall::renamed, this, &PrototypeWorkspace::rename);
  connect(wall_, &PrototypeWall::targetsChanged, this, &PrototypeWorkspace::showTargets);
  connect(wall_, &QWidget::customContextMenuRequested, this, &PrototypeWorkspace::showMenu);
  connect(bar_, &PrototypeBar::commandGiven, this, &PrototypeWorkspace::run);
  connect(&session_.prototypeWriter(),
          &PrototypeWriter::finished,
          this,
          &PrototypeWorkspace::onWritten);
  connect(&jobs_, &JobController::prototypesChanged, this, [this] {
    const qint64 current = wall_->current();
    model_.reload();
    wall_->setCurrent(current);
    showState();
  });
  connect(&session_.categories(),
          &QAbstractItemModel::modelReset,
          this,
          &PrototypeWorkspace::showNames);
  connect(&model_, &QAbstractItemModel::dataChanged, this, &PrototypeWorkspace::showTargets);
  connect(empty_, &EmptyState::actionTriggered, this, [this] {
    session_.hasSlotCon() ? jobs_.semantic(QStringLiteral("slotcon")) : Q_EMIT trainRequested();
  });
  connect(empty_, &EmptyState::secondTriggered, this, [this] {
    session_.hasSlotCon() ? Q_EMIT trainRequested() : jobs_.semantic(QStringLiteral("maskdistill"));
  });
  showNames();
  showState();
}

QWidget* PrototypeWorkspace::buildHeader() {
  auto* header = new QWidget(this);
  counts_ = new QLabel(header);
  counts_->setObjectName(QStringLiteral("prototypeCounts"));
  origin_ = new ElidedLabel(header);
  setTextRole(origin_, TextSize::Caption, false, true);
  mapAgain_ = new QPushButton(tr("Make maps again"), header);
  mapAgain_->setProperty("quiet", true);
  connect(mapAgain_, &QPushButton::clicked, this, [this] {
    jobs_.semantic(QString::fromStdString(model_.run()->method));
  });
  auto* train = new QPushButton(tr("Train SlotCon…"), header);
  train->setProperty("quiet", true);
  connect(train, &QPushButton::clicked, this, &PrototypeWorkspace::trainRequested);
  for (QPushButton* button : {mapAgain_, train}) button->setFocusPolicy(Qt::TabFocus);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(2 * kGap, kGap, 2 * kGap, 0);
  layout->setSpacing(kGap);
  layout->addWidget(counts_);
  layout->addSpacing(kGap);
  layout->addWidget(origin_, 1);
  layout->addWidget(mapAgain_);
  layout->addWidget(train);
  return header;
}

void PrototypeWorkspace::build(ImageLoader& loader) {
  work_ = new QWidget(this);
  wall_ = new PrototypeWall(&loader, work_);
  wall_->setModel(&model_);
  wall_->setMaskProvider(&model_.masks());
  bar_ = new PrototypeBar(work_);
  auto* inner = new QVBoxLayout(work_);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(0);
  inner->addWidget(buildHeader());
  inner->addWidget(wall_, 1);
  inner->addWidget(bar_);
  empty_ = new EmptyState(this);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(work_);
  pages_->addWidget(empty_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  setFocusProxy(wall_);
}

void PrototypeWorkspace::run(PrototypeCommand command) {
  if (!model_.run()) return;
  switch (command) {
    case PrototypeCommand::Name:
      if (wall_->currentIndex().isValid()) wall_->edit(wall_->currentIndex());
      break;
    case PrototypeCommand::Merge:
      merge();
      break;
    case PrototypeCommand::Split:
      split();
      break;
    case PrototypeCommand::Switch:
      switchTargets();
      break;
    case PrototypeCommand::Undo:
      session_.prototypeWriter().undo(*model_.run());
      break;
  }
}

void PrototypeWorkspace::write(const PrototypeEdits& edits, const QString& text) {
  session_.prototypeWriter().edit(*model_.run(), edits, text);
}

void PrototypeWorkspace::rename(qint64 number, const QString& name) {
  PrototypeEdits edits;
  edits.names.emplace_back(static_cast<int>(number), name.toStdString());
  write(edits,
        name.isEmpty() ? tr("Prototype %1 has no name now").arg(number)
                       : tr("Prototype %1 is \"%2\"").arg(number).arg(name));
}

/// Into the named one, so that its name stays; else into the first on the wall, the largest.
void PrototypeWorkspace::merge() {
  QList<int> group = wall_->mergeGroup();
  if (group.size() < 2) {
    Q_EMIT announced(tr("Mark at least two prototypes to merge (Space)"), Notice::Note);
    return;
  }
  const auto isNamed = [this](int number) {
    return !model_.index(model_.rowOf(number)).data(PrototypeNameRole).toString().isEmpty();
  };
  const auto target = std::find_if(group.begin(), group.end(), isNamed);
  if (target != group.end()) std::rotate(group.begin(), target, target + 1);
  PrototypeEdits edits;
  edits.merges.emplace_back(group.begin(), group.end());
  wall_->clearSelection();
  wall_->setCurrent(group.front());
  write(
      edits,
      tr("%1 prototypes are shown as \"%2\"").arg(group.size()).arg(model_.titleOf(group.front())));
}

QList<int> PrototypeWorkspace::mergedInto(const QList<int>& numbers) {
  QList<int> members;
  for (const int number : numbers)
    members += model_.index(model_.rowOf(number)).data(PrototypeMembersRole).value<QList<int>>();
  return members;
}

void PrototypeWorkspace::split() {
  const QList<int> members = mergedInto(wall_->targets());
  if (members.isEmpty())
    Q_EMIT announced(tr("Nothing is merged into it"), Notice::Note);
  else
    splitOff(members);
}

void PrototypeWorkspace::splitOff(const QList<int>& numbers) {
  PrototypeEdits edits;
  edits.split.assign(numbers.begin(), numbers.end());
  write(edits,
        numbers.size() == 1 ? tr("Prototype %1 is shown as itself").arg(numbers.front())
                            : tr("%1 prototypes are shown as themselves").arg(numbers.size()));
}

void PrototypeWorkspace::switchTargets() {
  const QList<int> targets = wall_->targets();
  if (targets.isEmpty()) return;
  const auto isOff = [this](int number) {
    return !model_.index(model_.rowOf(number)).data(PrototypeEnabledRole).toBool();
  };
  const bool on = std::all_of(targets.begin(), targets.end(), isOff);
  PrototypeEdits edits;
  (on ? edits.on : edits.off).assign(targets.begin(), targets.end());
  const QString what = targets.size() == 1 ? model_.titleOf(targets.front())
                                           : tr("%1 prototypes").arg(targets.size());
  write(edits, on ? tr("%1: switched on").arg(what) : tr("%1: switched off").arg(what));
}

void PrototypeWorkspace::onWritten(const PrototypeWriteResult& result) {
  if (!result.ok && !result.nothingToDo) Q_EMIT failed(result.error);
  // Also after a failure: the step may be stored, only its legend not.
  const qint64 current = wall_->current();
  session_.categories().reload();
  model_.refresh();
  if (wall_->current() != current) wall_->setCurrent(current);
  showState();
  if (result.nothingToDo)
    Q_EMIT announced(tr("No edit of prototypes to undo"), Notice::Note);
  else if (result.ok && result.isUndo)
    Q_EMIT announced(tr("The newest edit of prototypes is undone"), Notice::Undone);
  else if (result.ok)
    Q_EMIT announced(result.text, Notice::Done);
}

void PrototypeWorkspace::showMenu(const QPoint& position) {
  const QModelIndex index = wall_->indexAt(position);
  if (!index.isValid()) return;
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto add = [&](const char* picture, const QString& text, PrototypeCommand command) {
    return menu->addAction(
        icon(QLatin1String(picture)), text, this, [this, command] { run(command); });
  };
  const auto members = mergedInto(wall_->targets());
  add("tag", tr("Name…"), PrototypeCommand::Name);
  add("merge", tr("Merge the marked ones"), PrototypeCommand::Merge)
      ->setEnabled(wall_->mergeGroup().size() > 1);
  const bool off = !index.data(PrototypeEnabledRole).toBool();
  add("switch", off ? tr("Switch on") : tr("Switch off"), PrototypeCommand::Switch);
  if (!members.isEmpty()) {
    menu->addSeparator();
    add("split", tr("Split off all merged ones"), PrototypeCommand::Split);
    for (const int member : members)
      menu->addAction(tr("Split off %1").arg(member), this, [this, member] { splitOff({member}); });
  }
  menu->popup(wall_->viewport()->mapToGlobal(position));
}

void PrototypeWorkspace::showTargets() {
  const QList<int> targets = wall_->targets();
  PrototypeBar::Targets shown;
  shown.marked = static_cast<int>(wall_->marked().size());
  shown.any = !targets.isEmpty();
  shown.canMerge = wall_->mergeGroup().size() > 1;
  shown.canSplit = !mergedInto(targets).isEmpty();
  shown.areOff = shown.any && std::all_of(targets.begin(), targets.end(), [this](int number) {
                   return !model_.index(model_.rowOf(number)).data(PrototypeEnabledRole).toBool();
                 });
  bar_->setTargets(shown);
}

void PrototypeWorkspace::showNames() {
  QStringList names;
  for (const Category& one : session_.categories().categories())
    names << QString::fromStdString(one.name);
  wall_->setCategoryNames(names);
}

void PrototypeWorkspace::showState() {
  const bool any = model_.rowCount() > 0;
  pages_->setCurrentWidget(any ? work_ : static_cast<QWidget*>(empty_));
  const bool fromMasks = model_.run() && model_.run()->method == "maskdistill";
  mapAgain_->setEnabled((fromMasks || session_.hasSlotCon()) &&
                        !jobs_.isRunning(QStringLiteral("semantic")));
  if (!any) {
    showEmptyState();
    return;
  }
  if (!wall_->currentIndex().isValid())
    wall_->selectionModel()->setCurrentIndex(model_.index(0), QItemSelectionModel::NoUpdate);
  int named = 0, off = 0, merged = 0;
  for (const Prototype& one : model_.prototypes()) {
    named += one.state.category && !one.state.mergedInto;
    off += !one.state.enabled && !one.state.mergedInto;
    merged += one.state.mergedInto.has_value();
  }
  QStringList counts{tr("%n prototypes", nullptr, model_.rowCount())};
  if (named > 0) counts << tr("%n named", nullptr, named);
  if (merged > 0) counts << tr("%n merged", nullptr, merged);
  if (off > 0) counts << tr("%n off", nullptr, off);
  counts_->setText(counts.join(QStringLiteral(" · ")));
  const auto model = guardedRead(
      [this] { return store::RunRepository(session_.connection()).model(model_.run()->model); });
  origin_->setFullText(model ? QString::fromStdString(model->provenance) : QString());
  showTargets();
}

void PrototypeWorkspace::showEmptyState() {
  const QString picture = QStringLiteral("clusters");
  if (jobs_.isRunning(QStringLiteral("semantic"))) {
    empty_->setContents(picture,
                        tr("Semantic maps are being made"),
                        tr("Prototypes appear here when the job is done; %1 shows how far it is.")
                            .arg(withKey(tr("Jobs"), QStringLiteral("view.jobs"))));
    empty_->setSecondAction({});
  } else if (jobs_.isRunning(QStringLiteral("pretrain"))) {
    empty_->setContents(
        picture,
        tr("Pre-training is running"),
        tr("After SlotCon has been trained, make semantic maps here. %1 shows how far "
           "it is.")
            .arg(withKey(tr("Jobs"), QStringLiteral("view.jobs"))));
    empty_->setSecondAction({});
  } else if (session_.hasSlotCon()) {
    empty_->setContents(picture,
                        tr("No semantic maps yet"),
                        tr("There is a SlotCon model. Make semantic maps with it: every pixel gets "
                           "one of its prototypes, which you then name, merge or switch off."),
                        tr("Make semantic maps"));
    empty_->setSecondAction(tr("Train SlotCon again…"));
  } else {
    empty_->setContents(
        picture,
        tr("No prototypes yet"),
        tr("Prototypes are kinds of regions that all images share, each a card here "
           "to name, merge or switch off. Train SlotCon on this collection, then "
           "make semantic maps; or let MaskDistill learn them from the masks and "
           "clusters that there are."),
        tr("Train SlotCon…"));
    const bool masks = session_.hasCandidates();
    empty_->setSecondAction(tr("Learn from masks (MaskDistill)"),
                            masks ? QString() : tr("Needs masks: find them first"));
  }
}

}  // namespace maskwright::ui
