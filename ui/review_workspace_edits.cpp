#include "ui/controllers/compare_presenter.h"
#include "ui/controllers/edit_presenter.h"
#include "ui/controllers/image_presenter.h"
#include "ui/editor/mask_editor.h"
#include "ui/review_workspace.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/compare_view.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"
#include "ui/views/key_button.h"
#include "ui/views/section.h"
#include "ui/views/verdict_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>

#include <utility>

// The mask editor in the review workspace: into it, through the fix queue, and back.

namespace maskwright::ui {

void ReviewWorkspace::buildFixBar(QWidget* parent) {
  fixBar_ = new QWidget(parent);
  fixBar_->setObjectName(QStringLiteral("fixBar"));
  fixBar_->setProperty("surface", "panel");
  fixBar_->setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QHBoxLayout(fixBar_);
  layout->setContentsMargins(2 * kGap, kSmallGap, kGap, kSmallGap);
  fixText_ = new QLabel(fixBar_);
  setTextRole(fixText_, TextSize::Body);
  layout->addWidget(fixText_, 1);
  auto* edit = new KeyButton(icon(QStringLiteral("brush")),
                             tr("Edit these"),
                             {},
                             fixBar_,
                             QStringLiteral("review.editQueue"));
  edit->setObjectName(QStringLiteral("editThese"));
  edit->setToolTip(tr("One after the other in the mask editor, from the first"));
  layout->addWidget(edit);
  fixButton_ = edit;
  connect(edit, &QToolButton::clicked, this, &ReviewWorkspace::editQueue);
  fixBar_->hide();
}

void ReviewWorkspace::showFixBar() {
  // The list keeps its rows when they get another verdict; what is left is counted.
  const int rows = session_.candidates().rowCount();
  const int left = toFix_ < 0 ? rows : static_cast<int>(toFix_);
  fixBar_->setVisible(review_->filter().verdict == Verdict::FixLater && rows > 0);
  fixText_->setText(left == 0   ? tr("Fix queue: all of these are fixed")
                    : left == 1 ? tr("Fix queue: 1 mask with a real object and a poor outline")
                                : tr("Fix queue: %1 masks with a real object and a poor outline")
                                      .arg(locale().toString(left)));
  fixButton_->setEnabled(left > 0);
}

void ReviewWorkspace::connectEditor() {
  connect(verdicts_, &VerdictBar::editRequested, this, &ReviewWorkspace::editMask);
  connect(
      &session_.candidates(), &QAbstractItemModel::modelReset, this, &ReviewWorkspace::showFixBar);
  connect(edits_, &EditPresenter::moved, this, [this](qint64 candidate) {
    const int row = session_.candidates().rowOf(candidate);
    if (row >= 0) grid_->setCurrentRow(row);
  });
  connect(edits_, &EditPresenter::closed, this, [this] { showEditor(false); });
  connect(review_, &ReviewController::drawn, this, [this](qint64 candidate) {
    presenter_->forget();
    showCandidate(candidate);
    if (isImageOpen()) presenter_->show(grid_->currentCandidate());
  });
  connect(&session_.masks(), &MaskProvider::masksChanged, this, [this] {
    presenter_->forget();
    if (isImageOpen()) presenter_->show(grid_->currentCandidate());
    inspectorTimer_.start();
  });
}

bool ReviewWorkspace::isEditing() const {
  return pages_->currentWidget() == editor_;
}

void ReviewWorkspace::showEditor(bool shown) {
  if (shown) {
    editsFromCompare_ = isComparing();
    pages_->setCurrentWidget(editor_);
  } else if (std::exchange(editsFromCompare_, false)) {
    pages_->setCurrentWidget(compare_);
  } else {
    pages_->setCurrentIndex(0);
  }
  focusWork();
  Q_EMIT targetsChanged();
}

void ReviewWorkspace::editMask() {
  if (isEditing()) return;
  if (edits_->open(isComparing() ? targets().value(0) : grid_->currentCandidate()))
    showEditor(true);
  else
    review_->announce(tr("Choose a mask to edit first"));
}

void ReviewWorkspace::editQueue() {
  if (isEditing() || leavesCompareFirst()) return;
  if (edits_->openQueue())
    showEditor(true);
  else
    review_->announce(
        withKey(tr("Nothing of this list is marked to fix later"), QStringLiteral("review.fix")));
}

void ReviewWorkspace::drawMask() {
  if (isEditing()) return;
  const auto here = review_->itemOf(CandidateId(grid_->currentCandidate()));
  if (edits_->openNew(isComparing() ? comparison_->image() : here ? here->image : ImageId{}))
    showEditor(true);
  else
    review_->announce(tr("Choose a mask of the image to draw on first"));
}

}  // namespace maskwright::ui
