#pragma once

#include "ui/controllers/review_controller.h"

#include <QPointer>
#include <QSet>
#include <QWidget>

class QLabel;
class QSplitter;
class QStackedWidget;

namespace maskwright::ui {

class AuditDialog;
class CandidateGrid;
class CategoryPopup;
class ClusterPanel;
class ComparePresenter;
class CompareView;
class EditPresenter;
class FilterPanel;
class ImageCanvas;
class ImageLoader;
class ImagePresenter;
class ImageView;
class InspectorPanel;
class LiveRanking;
class MaskEditor;
class SimilarReader;
class VerdictBar;
class ViewChip;
struct RankingNews;
struct SimilarAnswer;

/// Filters | grid or image | inspector, with the verdict buttons below; or the mask editor in the
/// place of it all.
class ReviewWorkspace final : public QWidget {
  Q_OBJECT
 public:
  ReviewWorkspace(ProjectSession& session, ImageLoader& loader, QWidget* parent = nullptr);
  ~ReviewWorkspace() override;

  ReviewController& review() { return *review_; }
  CandidateGrid& grid() { return *grid_; }
  FilterPanel& filters() { return *filters_; }
  QWidget& imageArea();
  ImageCanvas& canvas();
  MaskEditor& editor() { return *editor_; }
  QList<qint64> targets() const;  ///< candidates that a key is for
  QWidget& centre();  ///< grid and image: where Enter, Space and Escape are the workspace's

  bool isComparing() const;  ///< two rounds, side by side
  void compare();            ///< the round shown with the one before it, or back to the grid
  void compareRound(int round, ImageId image = {});
  void closeCompare();
  void showGrid();  ///< in the place of an image or a comparison
  /// What a command changed, of whichever round, as a view of a few.
  void showCommand(CommandId command, const QString& text);
  /// What a round trained on, of whichever round, until the filter is taken away.
  void showTargets(RoundId round);
  bool isImageOpen() const;
  void openImage();   ///< of the current candidate
  void closeImage();  ///< back to the grid
  bool isEditing() const;
  void editMask();   ///< of the current candidate, or the one before the eyes in a comparison
  void editQueue();  ///< those marked to fix later, one after the other
  void drawMask();   ///< a new one, on the image of the current candidate
  void move(int step, bool undecidedOnly);
  void moveImage(int step);  ///< to the next candidate of another image
  void skip();
  /// Selects the undecided ones on the screen. A verdict on just these finishes the screen: the
  /// next one is shown.
  void selectScreen();
  /// To the undecided candidate that is hardest to tell; again: to the next hardest.
  void moveToUncertain();
  void askCategory();
  /// Relabels as the n-th category of the list (0-based); asks if there is none.
  void giveCategory(int number);
  /// Relabels the selected masks as what is suggested for them, if that is one category.
  void takeSuggestion();
  /// One step back: cluster scope, image, view of a few, filter by cluster or image.
  void stepBack();
  void leaveView();                  ///< what the chip names
  void showCluster(qint64 cluster);  ///< 0 = all
  /// Only these, under `text`, until that view is left: then what was shown before is back.
  /// `inThisOrder`: not that of confidence; `anyRound`: some may be of another round.
  void showOnly(std::vector<int64_t> candidates,
                const QString& text,
                bool inThisOrder = false,
                bool anyRound = false);
  void leaveOnly();
  /// Those most like the current one, by falling similarity, as such a view.
  void showSimilar();
  /// Accepts all above the threshold, if an audit proves that they are right.
  void acceptAbove();
  /// Shows the list in the order of the newest confidences, the current candidate kept.
  void reorder();
  void setRounds();
  /// A discovery runs: an empty page says so instead of offering one.
  void setSearching(bool searching);
  bool isSearching() const { return searching_; }
  /// Gives its place to another panel where the window is narrow.
  void setInspectorVisible(bool visible);
  void focusWork();
  void showCandidate(qint64 candidate);  ///< in the list as it is filtered

 Q_SIGNALS:
  void targetsChanged();
  void discoverRequested();
  void moveRequested();  ///< the selected masks to another cluster
  void ranked();         ///< confidences of the round are others now
  void tileSizeChanged(int px);

 private:
  void build(ImageLoader& loader);
  void connectFilters();
  void connectGrid();
  void connectImage();
  void connectCompare();
  void setRoundMarks();
  void showTargetCounts();
  QString viewText() const;  ///< which part of the list is shown, for the chip; empty = all
  void nameView();
  bool leavesCompareFirst();
  void showInspector();
  void showNumbers(const ReviewNumbers& numbers);
  void showEmptyState();
  void buildFixBar(QWidget* parent);
  void showFixBar();
  void connectEditor();
  void showEditor(bool shown);
  void showMenu(const QPoint& globalPosition);
  /// Shows the next screen after a verdict on what selectScreen() selected.
  void finishScreen(const std::vector<CandidateId>& decided, Verdict verdict);
  void notePlace(const std::vector<CandidateId>& decided);
  void showTakenBack(const std::vector<CandidateId>& candidates);
  void onSimilar(const SimilarAnswer& answer);
  void connectRanking();
  void onRanked(const RankingNews& news);
  void showCategories();

  ProjectSession& session_;
  ReviewController* review_ = nullptr;
  FilterPanel* filters_ = nullptr;
  ClusterPanel* clusters_ = nullptr;
  QStackedWidget* pages_ = nullptr;  ///< review or editor
  QStackedWidget* centre_ = nullptr;
  MaskEditor* editor_ = nullptr;
  EditPresenter* edits_ = nullptr;
  CompareView* compare_ = nullptr;
  ComparePresenter* comparison_ = nullptr;
  bool editsFromCompare_ = false;  ///< the editor was opened there, and leads back
  QWidget* fixBar_ = nullptr;
  QLabel* fixText_ = nullptr;
  QWidget* fixButton_ = nullptr;
  qint64 toFix_ = -1;  ///< masks to fix under the filter; negative = not counted yet
  CandidateGrid* grid_ = nullptr;
  ImageView* image_ = nullptr;
  ImagePresenter* presenter_ = nullptr;
  VerdictBar* verdicts_ = nullptr;
  InspectorPanel* inspector_ = nullptr;
  CategoryPopup* categories_ = nullptr;
  ViewChip* chip_ = nullptr;
  SimilarReader* similar_ = nullptr;
  LiveRanking* ranking_ = nullptr;
  QPointer<AuditDialog> audit_;
  ImageLoader& loader_;
  std::optional<store::ReviewFilter> before_;  ///< the view of a few was entered from
  qint64 candidateBefore_ = 0;
  std::optional<RoundId> counted_;                 ///< whose targets are counted under the filters
  std::optional<store::ReviewOrder> orderBefore_;  ///< a cluster was opened
  bool searching_ = false;
  QList<qint64> screen_;         ///< what selectScreen() selected
  QList<qint64> decidedAt_;      ///< current ones when several were decided, the last ones
  QSet<qint64> uncertainShown_;  ///< by moveToUncertain() since the list was filled
  QTimer inspectorTimer_;
};

}  // namespace maskwright::ui
