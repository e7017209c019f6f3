#pragma once

#include "core/domain/round_mark.h"
#include "core/services/cluster_edit.h"
#include "core/store/project.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>

namespace maskwright::ui {

/// What the writer thread did with one request.
struct WriteResult {
  enum class Kind {
    Decide,
    Edit,
    Draw,
    Undo,
    Redo,
    NameCluster,
    EditClusters,
    Setting,
    Jump,
    MarkRound,
    HandDown
  };
  int sequence = 0;  ///< as returned by the call that asked for it
  Kind kind = Kind::Decide;
  bool ok = false;
  QString error;             ///< for people, if not ok
  bool nothingToDo = false;  ///< no failure worth a banner: no command to undo, a locked cluster
  QString text;              ///< what was done, e.g. "reject 37 in cluster 12"
  std::vector<CandidateId> asked;  ///< Decide, Edit: candidates of the request
  std::vector<CandidateId> changed;
  std::vector<ClusterId> clusters;  ///< named, changed, made or removed
  int undone = 0, redone = 0;       ///< Jump: commands
  qint64 handedDown = 0;            ///< HandDown: masks that need no look any more
  std::vector<CandidateId> edited;  ///< Jump: of the changed ones those that have edited masks
  QString undoText, redoText;       ///< what the next undo and redo would do; empty = nothing
};

/// The one thread that writes decisions, over its own connection, so that a slow fsync never delays
/// painting. Requests are done in the order of their arrival; each result comes as a queued signal
/// after its transaction is on disk (or refused). All calls from the GUI thread.
class ReviewWriter final : public QObject {
  Q_OBJECT
 public:
  ReviewWriter(std::unique_ptr<store::Connection> connection,
               const std::string& author,
               QObject* parent = nullptr);
  /// Waits until all requests are written.
  ~ReviewWriter() override;

  int decide(ReviewService::Request request);
  int editMask(ReviewService::EditRequest request);
  int drawMask(ReviewService::DrawRequest request);
  int undo();
  int redo();
  /// Undoes or does again until `command` is the newest that is done; none = undoes everything.
  int goTo(CommandId command);
  int markRound(int round, RoundMark mark);
  /// What was decided on earlier lists since (handDownNews).
  int handDown(int round);
  int nameCluster(ClusterId cluster, const QString& name);
  int editClusters(std::function<Result<ClusterEdit::Outcome>(ClusterEdit&)> edit);
  /// A row of `setting`.
  int setSetting(const QString& key, const QString& value);

  /// Requests that have no result yet.
  int pending() const { return pending_; }
  /// Blocks until everything asked for so far is written; results are delivered afterwards.
  void flush();

 Q_SIGNALS:
  void finished(const maskwright::ui::WriteResult& result);
  void pendingChanged(int count);

 private:
  class Worker;
  using Task = std::function<void(Worker&, WriteResult&)>;
  int post(WriteResult::Kind kind, Task task);

  QThread thread_;
  Worker* worker_ = nullptr;
  int nextSequence_ = 1;
  int pending_ = 0;
};

}  // namespace maskwright::ui
