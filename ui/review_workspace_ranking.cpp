#include "ui/controllers/live_ranking.h"
#include "ui/dialogs/audit_dialog.h"
#include "ui/review_workspace.h"
#include "ui/support/ranking_words.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/filter_panel.h"
#include "ui/views/inspector_panel.h"

namespace maskwright::ui {

void ReviewWorkspace::connectRanking() {
  ranking_ = new LiveRanking(session_.project().databaseFile(), this);
  connect(ranking_, &LiveRanking::ranked, this, &ReviewWorkspace::onRanked);
  connect(ranking_, &LiveRanking::explained, this, [this](const RankingReasons& news) {
    if (news.candidate == grid_->currentCandidate())
      inspector_->setReasons(rankingReasonsText(news.reasons));
  });
  connect(review_, &ReviewController::decisionsStored, ranking_, &LiveRanking::decided);
  connect(review_, &ReviewController::clustersEdited, ranking_, &LiveRanking::clustersEdited);
  connect(review_, &ReviewController::filterApplied, this, [this] {
    ranking_->setRound(review_->filter().round);
  });
  connect(&session_.candidates(), &QAbstractItemModel::modelReset, this, [this] {
    ranking_->listRead();
    filters_->setMoved(0);
  });
  connect(filters_, &FilterPanel::reorderRequested, this, &ReviewWorkspace::reorder);
}

void ReviewWorkspace::onRanked(const RankingNews& news) {
  if (news.round != review_->filter().round) return;
  if (!news.ok) {
    review_->announce(tr("The ranking did not learn: %1").arg(news.error), Notice::Problem);
    return;
  }
  if (news.changed > 0) {
    review_->recount();
    session_.clusters().refreshCounts();
    Q_EMIT ranked();
  }
  filters_->setRanking(news.report);
  filters_->setMoved(news.moved);
  if (grid_->currentCandidate() != 0) ranking_->explain(grid_->currentCandidate());
}

void ReviewWorkspace::reorder() {
  const qint64 current = grid_->currentCandidate();
  session_.candidates().reload();
  showCandidate(current);
}

void ReviewWorkspace::acceptAbove() {
  if (isComparing()) closeCompare();  // the audit is about the grid
  if (audit_) {
    audit_->raise();
    audit_->activateWindow();
    return;
  }
  session_.writer().flush();  // the audit must see what is on its way
  audit_ = new AuditDialog(session_, loader_, review_->filter(), review_->threshold(), this);
  connect(audit_, &AuditDialog::decided, review_, &ReviewController::onDecidedElsewhere);
  connect(audit_, &AuditDialog::accepted, this, [this](qint64 count, double threshold) {
    const QString undo = Shortcuts::instance().text(QStringLiteral("edit.undo"));
    const QString masks = locale().toString(count), above = confidenceText(threshold);
    review_->announce(
        undo.isEmpty()
            ? tr("Done: accept %1 above %2 by audit.").arg(masks, above)
            : tr("Done: accept %1 above %2 by audit. %3 takes it back.").arg(masks, above, undo),
        Notice::Done);
  });
  connect(audit_, &QObject::destroyed, this, [this] { focusWork(); });
  audit_->show();
}

}  // namespace maskwright::ui
