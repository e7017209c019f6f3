#include "ui/views/jobs_panel.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/empty_state.h"
#include "ui/views/job_row.h"
#include "ui/views/section.h"

#include <QAbstractItemModel>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace maskwright::ui {

QString durationText(double seconds) {
  if (!(seconds >= 0)) return {};
  const qint64 whole = std::llround(seconds);
  if (whole < 3600) return QString("%1:%2").arg(whole / 60).arg(whole % 60, 2, 10, QChar('0'));
  return JobsPanel::tr("%1 h %2 min").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QChar('0'));
}

JobsPanel::JobsPanel(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Jobs"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(separator(Qt::Vertical, this));
  auto* scroll = new QScrollArea(this);
  scroll->setAccessibleName(tr("Jobs"));
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  auto* page = new QWidget(scroll);
  rows_ = new QVBoxLayout(page);
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(0);
  auto* empty = new EmptyState(page);
  empty->setContents("jobs",
                     tr("No jobs"),
                     tr("Discovery, rounds and exports run here in the background. You can go on "
                        "reviewing meanwhile."));
  empty_ = empty;
  rows_->addWidget(empty_, 1);
  rows_->addStretch();
  scroll->setWidget(page);
  auto* column = new QVBoxLayout;
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(buildHead());
  column->addWidget(scroll, 1);
  layout->addLayout(column);
}

QHBoxLayout* JobsPanel::buildHead() {
  auto* head = new QHBoxLayout;
  head->setContentsMargins(12, kGap, kGap, 0);
  auto* title = new QLabel(tr("Jobs"), this);
  setTextRole(title, TextSize::Title, true);
  auto* close = new QToolButton(this);
  close->setIcon(icon("close"));
  close->setIconSize({16, 16});
  setKeyToolTip(close, tr("Hide the jobs"), QStringLiteral("view.jobs"));
  close->setAccessibleName(tr("Hide the jobs"));
  head->addWidget(title, 1);
  head->addWidget(close);
  connect(close, &QToolButton::clicked, this, &JobsPanel::closeRequested);
  return head;
}

void JobsPanel::setModel(QAbstractItemModel* model) {
  if (model_) disconnect(model_, nullptr, this, nullptr);
  model_ = model;
  if (model_) {
    connect(model_, &QAbstractItemModel::modelReset, this, &JobsPanel::rebuild);
    connect(model_, &QAbstractItemModel::rowsInserted, this, &JobsPanel::rebuild);
    connect(model_, &QAbstractItemModel::rowsRemoved, this, &JobsPanel::rebuild);
    connect(model_, &QAbstractItemModel::rowsMoved, this, &JobsPanel::rebuild);
    connect(
        model_,
        &QAbstractItemModel::dataChanged,
        this,
        [this](const QModelIndex& from, const QModelIndex& to) { refresh(from.row(), to.row()); });
  }
  rebuild();
}

void JobsPanel::rebuild() {
  const int count = model_ ? model_->rowCount() : 0;
  while (widgets_.size() > count) delete widgets_.takeLast();
  while (widgets_.size() < count) {
    auto* row = new JobRow(this);
    // The newest job, which is the last of the model, stands on top.
    rows_->insertWidget(0, row);
    widgets_.append(row);
    connect(row, &JobRow::cancelRequested, this, &JobsPanel::cancelRequested);
    connect(row, &JobRow::resumeRequested, this, &JobsPanel::resumeRequested);
    connect(row, &JobRow::logRequested, this, &JobsPanel::logRequested);
  }
  empty_->setVisible(count == 0);
  refresh(0, count - 1);
}

void JobsPanel::refresh(int from, int to) {
  for (int row = from; row <= to && row < widgets_.size(); ++row)
    widgets_[row]->setJob(model_->index(row, 0));
}

}  // namespace maskwright::ui
