#pragma once

#include "ui/controllers/project_session.h"
#include "ui/views/cluster_command.h"

#include <QWidget>

class QStackedWidget;

namespace maskwright::ui {

class CategoryPopup;
class ClusterBar;
class ClusterPanel;
class ClusterTools;
class ImageLoader;
class ReviewController;
class SplitPage;
struct SplitAnswer;
class VerdictBar;

/// The wall of clusters: what can be done to them above, the verdict buttons below; a verdict goes
/// to all undecided members of the selected clusters. Or, in its place, two halves to split into.
class ClusterWorkspace final : public QWidget {
  Q_OBJECT
 public:
  ClusterWorkspace(ProjectSession& session,
                   ReviewController& review,
                   ClusterTools& tools,
                   ImageLoader& loader,
                   QWidget* parent = nullptr);

  /// For the selected clusters; after one alone the next one becomes current.
  void decide(Verdict verdict);
  void relabel();  ///< asks for the category first
  void skip();
  void move(int step);               ///< along the wall
  void run(ClusterCommand command);  ///< for the selected clusters
  /// Of the proposed halves: the selected masks to the other one. On the wall: as Merge.
  void moveMasks();
  void selectAll();
  bool isSplitting() const;
  QWidget& wall();

 Q_SIGNALS:
  void clusterOpened(qint64 cluster);  ///< show its masks

 private:
  void build(ImageLoader& loader);
  void connectParts();
  void showTargets();
  void showNames();
  bool areAllJunk(const QList<qint64>& clusters) const;
  void askCategory(const QList<qint64>& clusters);
  void showHalves(const SplitAnswer& answer);
  void leaveSplit();

  ProjectSession& session_;
  ReviewController& review_;
  ClusterTools& tools_;
  QStackedWidget* pages_ = nullptr;
  QWidget* work_ = nullptr;
  SplitPage* split_ = nullptr;
  ClusterBar* bar_ = nullptr;
  ClusterPanel* wall_ = nullptr;
  VerdictBar* verdicts_ = nullptr;
  CategoryPopup* categories_ = nullptr;
  QList<qint64> toRelabel_;  ///< what the category that is asked for is for
};

}  // namespace maskwright::ui
