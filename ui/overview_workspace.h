#pragma once

#include "ui/controllers/dashboard_reader.h"
#include "ui/controllers/job_controller.h"

#include <QWidget>

#include <optional>
#include <unordered_set>

class QGridLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QStandardItemModel;
class QTableView;
class QVBoxLayout;

namespace maskwright::ui {

class AcceptanceTable;
class AreaChart;
class EmptyState;
class ImageLoader;
class ImageWall;
struct ListedImage;
class PaceChart;
class PlaceMap;
class ReliabilityChart;
class VerdictShare;

/// The project in numbers: progress, acceptance, calibration, size and place of masks, health of
/// the images. What is counted leads to what was counted.
class OverviewWorkspace final : public QWidget {
  Q_OBJECT
 public:
  enum class Images { WithoutMasks, WithoutAccepted, Duplicates };

  OverviewWorkspace(ProjectSession& session,
                    JobController& jobs,
                    ImageLoader& loader,
                    QWidget* parent = nullptr);
  void reload();
  void showImages(Images which);
  void showUnreadable();
  void showCards();
  void showJobs() { showHealth(); }  ///< what runs has changed
  const OverviewNumbers& numbers() const { return numbers_; }

 Q_SIGNALS:
  void clusterChosen(qint64 cluster);
  void categoryChosen(qint64 category);  ///< 0 = those without one
  void verdictChosen(maskwright::Verdict verdict);
  void imageChosen(qint64 image);
  /// Masks of all images of a group of copies are wanted; `name` of the first.
  void copiesChosen(const QList<qint64>& images, const QString& name);
  void madeReadable(int images);  ///< that were not, and have no masks yet
  void shown();                   ///< newly read numbers

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void buildCards();
  void buildList(ImageLoader& loader);
  QVBoxLayout* addCard(QGridLayout* grid, int row, int column, const QString& title, int span = 1);
  void buildProgress(QVBoxLayout* card);
  void buildCalibration(QVBoxLayout* card);
  void buildHealth(QVBoxLayout* card);
  QPushButton* healthRow(QVBoxLayout* card, const QString& name);
  void take(const OverviewNumbers& numbers);
  void showProgress();
  void showCalibration();
  void showHealth();
  void openList(const QString& title, const QString& note);
  QVector<ListedImage> imagesOf(Images which) const;
  void showWallOrNothing();
  void refreshList();
  void fillProblems();
  void sayWhatIsReadable();
  void reviewGroup();
  QVector<ListedImage> listOf(const std::vector<PlainImage>& images) const;
  QVector<ListedImage> duplicates() const;

  ProjectSession& session_;
  JobController& jobs_;
  DashboardReader reader_;
  OverviewNumbers numbers_;
  std::unordered_set<ImageId> unreadableIds_;  ///< so far
  std::optional<Images> shownList_;  ///< the newest that was opened; nothing = the unreadable ones
  QStackedWidget* pages_ = nullptr;
  QLabel* share_ = nullptr;
  QLabel* counts_ = nullptr;
  QLabel* left_ = nullptr;
  VerdictShare* bar_ = nullptr;
  PaceChart* pace_ = nullptr;
  AcceptanceTable* clusters_ = nullptr;
  AcceptanceTable* categories_ = nullptr;
  ReliabilityChart* reliability_ = nullptr;
  QLabel* calibration_ = nullptr;
  AreaChart* areas_ = nullptr;
  PlaceMap* places_ = nullptr;
  QLabel* images_ = nullptr;
  QPushButton* withoutMasks_ = nullptr;
  QPushButton* withoutAccepted_ = nullptr;
  QPushButton* unreadable_ = nullptr;
  QPushButton* copies_ = nullptr;
  QPushButton* look_ = nullptr;
  QPushButton* back_ = nullptr;
  QLabel* listTitle_ = nullptr;
  QLabel* listNote_ = nullptr;
  QPushButton* again_ = nullptr;
  QPushButton* reviewGroup_ = nullptr;
  QStackedWidget* lists_ = nullptr;
  ImageWall* wall_ = nullptr;
  QTableView* problems_ = nullptr;
  QStandardItemModel* problemModel_ = nullptr;
  EmptyState* nothing_ = nullptr;
};

}  // namespace maskwright::ui
