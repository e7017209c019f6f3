#pragma once

#include "core/services/round_compare.h"
#include "ui/views/image_canvas.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QListView;

namespace maskwright::ui {

class ChangeLegend;
class ComparisonModel;
class ElidedLabel;
class ImageLoader;
class VerdictBar;

/// One round of the choosers.
struct RoundChoiceText {
  int number = 0;
  QString text;  ///< "Discovery", "Round 2 (rolled back)"
};

/// The same image before and after, side by side and in step: round A on the left, round B on the
/// right, with what was gained, lost and changed; the images by how much changed, and the totals.
class CompareView final : public QWidget {
  Q_OBJECT
 public:
  enum Side { Before = 0, After = 1 };

  CompareView(ImageLoader* loader, QWidget* parent = nullptr);

  void setModel(ComparisonModel* model);
  void setRounds(const QVector<RoundChoiceText>& rounds);
  void setRequest(const RoundCompareRequest& request);
  RoundCompareRequest request() const;
  /// Null: they are being counted.
  void setTotals(const RoundComparison* comparison);
  void setProblem(const QString& text);  ///< why they could not be counted
  void setImage(const QString& path, const QString& name, int orientation, const QSize& size);
  void setMasks(Side side, std::vector<CanvasMask> masks);
  void setCurrentRow(int row);
  void setFocusText(const QString& text, bool isMask);
  ImageCanvas& canvas(Side side) { return *canvases_[side]; }
  VerdictBar& verdicts() { return *verdicts_; }

 Q_SIGNALS:
  void requestChanged();  ///< another round, or how many masks of an image
  void orderChanged();
  void imageChosen(qint64 image);
  void maskClicked(maskwright::ui::CompareView::Side side, qint64 mask);
  void stepRequested(int step);
  void imageStepRequested(int step);
  void closed();
  void shown();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* buildList();
  QWidget* buildBar();
  QWidget* buildSide(Side side, ImageLoader* loader);
  void connectCanvases();
  void zoomToMask();

  ComparisonModel* model_ = nullptr;
  std::array<ImageCanvas*, 2> canvases_{};
  std::array<QComboBox*, 2> rounds_{};
  std::array<QLabel*, 2> reviewed_{};
  QComboBox* best_ = nullptr;
  QComboBox* order_ = nullptr;
  ChangeLegend* legend_ = nullptr;
  QListView* images_ = nullptr;
  ElidedLabel* file_ = nullptr;
  ElidedLabel* focus_ = nullptr;
  QLabel* zoom_ = nullptr;
  VerdictBar* verdicts_ = nullptr;
};

}  // namespace maskwright::ui
