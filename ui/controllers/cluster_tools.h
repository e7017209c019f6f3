#pragma once

#include "core/services/cluster_edit.h"
#include "ui/controllers/project_session.h"
#include "ui/models/background_reader.h"

#include <QObject>
#include <QPointer>

#include <functional>

namespace maskwright::ui {

class ClusterPopup;
class ReviewController;

/// What came of asking for two halves of a cluster.
struct SplitAnswer {
  SplitProposal halves;
  QString problem;  ///< for people; empty = there are halves
};

/// Edits of clusters as a person asks for them: asks where to, sends them to the writer. Each is
/// one undoable command. Clusters and candidates by id.
class ClusterTools final : public QObject {
  Q_OBJECT
 public:
  /// `over`: the widget in whose middle questions are asked.
  ClusterTools(ProjectSession& session, ReviewController& review, QWidget* over);

  /// Two or more: into the named one, else the largest. One alone: asks into which.
  void merge(const QList<qint64>& clusters);
  void mergeInto(const QList<qint64>& clusters, qint64 into);
  /// What merging would do, for people; empty if nothing.
  QString mergeText(const QList<qint64>& clusters, qint64 into) const;
  /// Asks for halves; proposed() answers. Writes nothing.
  void proposeSplit(qint64 cluster);
  void cancelProposal();  ///< nobody waits for the halves any more
  void split(qint64 cluster, const QList<qint64>& part);
  /// Locks them all, or unlocks them if all are locked; likewise junk.
  void toggleLock(const QList<qint64>& clusters);
  void toggleJunk(const QList<qint64>& clusters);
  /// Asks for the cluster, then moves them there.
  void moveMasks(const QList<qint64>& candidates);
  void moveToNew(const QList<qint64>& candidates);

 Q_SIGNALS:
  void proposed(const maskwright::ui::SplitAnswer& answer);
  void merging(qint64 into);  ///< the others are about to go

 private:
  void ask(const QString& title,
           const QList<qint64>& without,
           bool withNew,
           std::function<void(qint64)> then);
  void move(const QList<qint64>& candidates, qint64 into);
  qint64 mergeTarget(const QList<qint64>& clusters) const;

  ProjectSession& session_;
  ReviewController& review_;
  ClusterPopup* popup_;
  QPointer<QWidget> before_;  ///< had the focus when a question was asked
  std::function<void(qint64)> then_;
  bool isLooking_ = false;  ///< for halves, in the background
  BackgroundReader<qint64, SplitAnswer> reader_;
};

}  // namespace maskwright::ui
