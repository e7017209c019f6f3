#pragma once

#include "core/store/project.h"
#include "ui/commands/prototype_writer.h"
#include "ui/commands/review_writer.h"
#include "ui/models/candidate_model.h"
#include "ui/models/category_model.h"
#include "ui/models/cluster_model.h"
#include "ui/models/issue_model.h"
#include "ui/models/mask_store.h"
#include "ui/models/prototype_model.h"

#include <QObject>
#include <QString>

#include <memory>

namespace maskwright::ui {

/// One open project: its connection for reading on the GUI thread, the models over it, and the
/// writer threads.
class ProjectSession final : public QObject {
  Q_OBJECT
 public:
  /// Errors: NotFound, Unreadable, NewerSchema, Busy.
  static Result<std::unique_ptr<ProjectSession>> open(const QString& folder);
  ~ProjectSession() override;

  store::Project& project() { return *project_; }
  store::Connection& connection() { return project_->connection(); }
  QString folder() const { return folder_; }
  QString name() const;  ///< for people
  QString imagesRoot() const { return imagesRoot_; }

  CategoryModel& categories() { return categories_; }
  CandidateModel& candidates() { return candidates_; }
  ClusterModel& clusters() { return clusters_; }
  PrototypeModel& prototypes() { return prototypes_; }
  IssueModel& issues() { return issues_; }
  MaskStore& masks() { return masks_; }
  ReviewWriter& writer() { return *writer_; }
  PrototypeWriter& prototypeWriter() { return *prototypeWriter_; }

  int64_t imageCount();
  int newestRound();
  /// Whether the list holds candidates that a new discovery has replaced.
  bool showsRemovedCandidates();
  bool hasCandidates();  ///< of any round, whatever the filter shows
  bool hasSlotCon();     ///< a model that slots and semantic maps can rest on

 private:
  ProjectSession(std::unique_ptr<store::Project> project,
                 std::unique_ptr<store::Connection> writing,
                 std::unique_ptr<store::Project> writingPrototypes,
                 const QString& folder);
  std::unique_ptr<store::Project> project_;
  QString folder_, imagesRoot_;
  CategoryModel categories_;
  CandidateModel candidates_;
  ClusterModel clusters_;
  PrototypeModel prototypes_;
  IssueModel issues_;
  MaskStore masks_;
  std::unique_ptr<ReviewWriter> writer_;
  std::unique_ptr<PrototypeWriter> prototypeWriter_;
};

}  // namespace maskwright::ui
