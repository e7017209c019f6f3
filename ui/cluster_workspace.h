#pragma once

#include "ui/controllers/project_session.h"

#include <QWidget>

namespace maskwright::ui {

class ClusterPanel;
class ImageLoader;
class ReviewController;
class VerdictBar;

/// The wall of clusters with the verdict buttons below; a verdict goes to all undecided members of
/// the current cluster.
class ClusterWorkspace final : public QWidget {
  Q_OBJECT
 public:
  ClusterWorkspace(ProjectSession& session,
                   ReviewController& review,
                   ImageLoader& loader,
                   QWidget* parent = nullptr);

  /// For the current cluster; the next one becomes current.
  void decide(Verdict verdict);
  void relabel();
  void rename();
  void skip();

 Q_SIGNALS:
  void clusterOpened(qint64 cluster);     ///< show its masks
  void relabelRequested(qint64 cluster);  ///< all its members: ask for the category

 private:
  void build(ImageLoader& loader);
  void showCurrent();
  void showNames();

  ProjectSession& session_;
  ReviewController& review_;
  ClusterPanel* wall_ = nullptr;
  VerdictBar* verdicts_ = nullptr;
};

}  // namespace maskwright::ui
