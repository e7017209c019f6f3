#pragma once

#include "ui/controllers/job_controller.h"
#include "ui/controllers/project_session.h"
#include "ui/models/background_reader.h"
#include "ui/models/map_colouring.h"
#include "ui/models/map_data.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace maskwright::ui {

class CropStrip;
class EmptyState;
class HoverCard;
class ImageLoader;
class MapLegend;
class ReviewController;
class ScatterView;
class VerdictBar;

/// The masks of the reviewed round as points, near ones alike. A lasso or a line of the legend
/// selects; a verdict goes to all that are selected, as one command.
class MapWorkspace final : public QWidget {
  Q_OBJECT
 public:
  MapWorkspace(ProjectSession& session,
               ReviewController& review,
               JobController& jobs,
               ImageLoader& loader,
               QWidget* parent = nullptr);

  void decide(Verdict verdict);
  void relabel();
  void showInGrid();
  QList<qint64> selectedCandidates() const;  ///< of the round shown
  /// What a verdict on them is for: accepted masks of earlier rounds stand for their later
  /// outlines.
  QList<qint64> selectedObjects() const;
  void selectAll();
  void askSoon();  ///< what is stored has changed: it is read again when it is seen
  /// A job began or ended, or the workspace came to the front.
  void showState();
  ScatterView& plot() { return *plot_; }
  const MapData& data() const { return data_; }

 Q_SIGNALS:
  void gridRequested(const QList<qint64>& candidates);
  void relabelRequested(const QList<qint64>& candidates);
  void discoverRequested();
  void moveRequested(bool toNew);  ///< the selected masks to another cluster

 protected:
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void build(ImageLoader& loader);
  QWidget* buildHeader();
  void connectParts();
  void take(const MapData& data);
  void colour();
  void showSelection();
  void showPreview(const std::vector<int>& points);
  std::vector<int> targets() const;  ///< what a verdict is for
  void showHovered(int point);
  void showEmptyState();
  QString clusterTitle(ClusterId cluster) const;
  /// If all of them are of one named cluster.
  std::optional<std::string> clusterName(const std::vector<int>& points) const;

  ProjectSession& session_;
  ReviewController& review_;
  JobController& jobs_;
  BackgroundReader<int, MapData> reader_;
  QTimer askTimer_;
  bool isOld_ = true;  ///< what is stored changed since it was read
  MapData data_;
  MapColouring colouring_;
  std::vector<int> justDecided_;  ///< of the selection: a verdict that follows corrects it
  QStackedWidget* pages_ = nullptr;
  QWidget* work_ = nullptr;
  QWidget* loading_ = nullptr;
  EmptyState* empty_ = nullptr;
  ScatterView* plot_ = nullptr;
  MapLegend* legend_ = nullptr;
  HoverCard* card_ = nullptr;
  CropStrip* strip_ = nullptr;
  VerdictBar* verdicts_ = nullptr;
  QLabel* counts_ = nullptr;
  QLabel* stale_ = nullptr;
  QComboBox* colour_ = nullptr;
  QPushButton* again_ = nullptr;
  QPushButton* grid_ = nullptr;
  QPushButton* move_ = nullptr;
  QPushButton* fresh_ = nullptr;
};

}  // namespace maskwright::ui
