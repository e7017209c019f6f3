#pragma once

#include "core/domain/decision.h"
#include "ui/controllers/project_session.h"
#include "ui/controllers/review_counts.h"
#include "ui/support/notice.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace maskwright::ui {

/// Turns what a person asks for into decisions: paints them at once, sends them to the writer, and
/// says what came of it. Each call is one undoable command.
class ReviewController final : public QObject {
  Q_OBJECT
 public:
  /// Candidates a verdict key applies to, in the order of the grid.
  using Targets = std::function<QList<qint64>()>;

  ReviewController(ProjectSession& session, Targets targets, QObject* parent = nullptr);

  void setFilter(const store::ReviewFilter& filter);
  const store::ReviewFilter& filter() const { return session_.candidates().filter(); }
  void setThreshold(double threshold);
  void recount() { countSoon(); }  ///< confidences changed
  double threshold() const { return threshold_; }
  /// Reads candidates, clusters and categories anew; the current candidate is asked to be kept.
  void reload();

  /// A verdict for the selected candidates, or for the whole cluster if that was asked for before.
  void decide(Verdict verdict);
  /// For these, as one command, whatever is selected. `category`: nothing = keep each one's.
  /// `left`: how many were decided before and stay as they are, which is said with what was done.
  void decideThese(std::vector<CandidateId> candidates,
                   Verdict verdict,
                   std::optional<std::string> category = {},
                   qint64 left = 0);
  /// Relabelled as `category` (made if new).
  void relabel(const QString& category);
  /// Back to undecided.
  void clearVerdict();
  /// The next verdict goes to all undecided members of the current candidate's cluster; again or
  /// Escape takes it back.
  void setClusterScope(bool on);
  bool isClusterScope() const { return clusterScope_; }

  /// Gives a candidate an edited mask, accepted (a relabelled one stays so). `tools`: what was
  /// done.
  void editMask(CandidateId candidate, Rle mask, const QString& tools);
  /// A mask that no candidate covers, accepted as an object of the round that is shown.
  void drawMask(ImageId image, Rle mask);

  void decideCluster(ClusterId cluster, Verdict verdict, const QString& category = {});
  /// All undecided members of several (to relabel: accepted ones too), as one command.
  void decideClusters(const QList<qint64>& clusters, Verdict verdict, const QString& category = {});
  void renameCluster(ClusterId cluster, const QString& name);
  /// Another writer stored decisions on these: they are read again, and what undo would do.
  void onDecidedElsewhere(const std::vector<CandidateId>& changed);
  void undo();
  void redo();
  /// Undoes or does again, in one step, until `command` is the newest that is done.
  void goTo(CommandId command);
  void markRound(int round, RoundMark mark);

  void announce(const QString& text, Notice notice = Notice::Note) {
    Q_EMIT announced(text, notice);
  }
  /// Also of masks that the list does not hold: another round's, those a filter leaves out.
  std::optional<store::ReviewItem> itemOf(CandidateId candidate) const;

  QString undoText() const { return undoText_; }
  QString redoText() const { return redoText_; }
  /// Members a cluster decision would change, and the line that says so.
  QString clusterScopeText() const;

 Q_SIGNALS:
  void numbersChanged(const maskwright::ui::ReviewNumbers& numbers);
  void undoTextsChanged();
  void filterApplied();
  void scopeChanged();
  /// One candidate got its verdict: show the next undecided one.
  void moveOnRequested();
  /// The view should show this candidate (after undo or a reload); 0 = the first.
  void candidateRequested(qint64 candidate);
  void announced(const QString& text, maskwright::ui::Notice notice);
  void drawn(qint64 candidate);      ///< a mask drawn by hand is stored
  void failed(const QString& text);  ///< a write was refused; what was painted is taken back
  void saveStateChanged();
  void decisionsStored();  ///< verdicts changed on disk
  void historyChanged();   ///< commands were added, undone or done again
  void clustersEdited();   ///< members or flags of clusters changed on disk
  /// An undo or redo changed these.
  void takenBack(const std::vector<maskwright::CandidateId>& candidates);
  /// What an undo or redo was about, or what a split made.
  void clustersRequested(const QList<qint64>& clusters);
  /// What is painted before it is stored.
  void decidedLocally(const std::vector<maskwright::CandidateId>& candidates,
                      maskwright::Verdict verdict);

 private:
  int send(ReviewService::Request request, bool paint = true);  ///< 0 = nothing to send
  void take(const WriteResult& result);
  void forgetMasks(const WriteResult& result);
  void say(const WriteResult& result);
  void onClustersEdited(const WriteResult& result);
  void countSoon();
  ClusterId currentCluster() const;
  std::optional<std::string> clusterCategory(const std::vector<CandidateId>& ids) const;
  QList<qint64> clustersOf(const WriteResult& result) const;
  /// Members that a verdict on the whole cluster is for.
  std::vector<CandidateId> membersFor(ClusterId cluster, Verdict verdict);
  std::vector<CandidateId> membersWith(ClusterId cluster, std::initializer_list<Verdict> verdicts);

  ProjectSession& session_;
  Targets targets_;
  ReviewCounts counts_;
  QTimer countTimer_;
  double threshold_ = 0.9;
  int handedDownTo_ = -1;  ///< round whose masks have the verdicts of earlier lists
  bool clusterScope_ = false;
  QHash<int, qint64> left_;  ///< by number of the write: decided ones that it leaves alone
  QString undoText_, redoText_;
};

}  // namespace maskwright::ui
