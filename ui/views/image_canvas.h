#pragma once

#include "core/domain/decision.h"
#include "core/domain/mask.h"

#include <QColor>
#include <QSize>
#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace maskwright::ui {

class ImageLoader;

/// One mask on the canvas, in the displayed frame of the image.
struct CanvasMask {
  qint64 id = 0;
  Rle mask;
  Verdict verdict = Verdict::Undecided;
  QColor colour;  ///< invalid = by verdict
  QString label;
  /// How strongly it is drawn beside the others. Faint: a thin outline without fill, behind them.
  enum class Weight { Normal, Faint, Strong } weight = Weight::Normal;
  std::optional<Qt::PenStyle> border = {};  ///< nothing = by verdict
};

enum class OverlayMode { OutlineAndFill = 0, Outline = 1, None = 2 };

/// One image, large: zoom at the cursor, pan, and all its masks as one composited overlay, the
/// focused one full and its neighbours dimmed.
class ImageCanvas : public QWidget {
  Q_OBJECT
 public:
  explicit ImageCanvas(ImageLoader* loader, QWidget* parent = nullptr);
  ~ImageCanvas() override;

  /// Shows an image fitted to the window; keeps the zoom if it is the one already shown.
  void setImage(const QString& path, int orientation, const QSize& displayedSize);
  void setMasks(std::vector<CanvasMask> masks);
  void setVerdict(qint64 id, Verdict verdict, const QColor& colour = {});
  void setFocused(qint64 id);  ///< 0 = none: all are drawn alike
  qint64 focused() const;
  /// Whether picture and focused mask (or why there is no picture) were painted since they were
  /// set.
  bool isSeen() const;
  /// Has a picture decoded that setImage() will show soon. `owner`: whose queued ones a
  /// ImageLoader::beginPass() drops.
  void prepare(const QString& path,
               int orientation,
               const QSize& displayedSize,
               const QObject* owner);
  /// How much of the other masks is seen while one is focused, 0 to 1; default .35.
  void setNeighbourOpacity(double opacity);
  void clear();

  OverlayMode overlayMode() const;
  double overlayOpacity() const;
  double zoom() const;  ///< widget px per image px
  /// The same part of the same image as another canvas shows, at the same zoom. Emits nothing.
  void showLike(const ImageCanvas& other);
  QPointF toImage(const QPointF& widgetPoint) const;
  QPointF toWidget(const QPointF& imagePoint) const;
  qint64 maskAt(
      const QPointF& imagePoint) const;  ///< smallest mask there, a rejected one last; 0 = none

 public Q_SLOTS:
  void setOverlayMode(maskwright::ui::OverlayMode mode);
  void cycleOverlayMode();
  void setOverlayOpacity(double alpha);  ///< fill, 0 to 0.6
  void zoomIn();
  void zoomOut();
  void zoomToFit();
  void zoomToActualSize();
  void zoomToFocused();

 Q_SIGNALS:
  void maskClicked(qint64 id);  ///< 0 = beside all masks
  void maskHovered(qint64 id);
  void zoomChanged(double zoom);
  void overlayModeChanged(maskwright::ui::OverlayMode mode);
  void closed();  ///< Escape or double click: back to the grid

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  double fitZoom() const;
  void zoomAround(const QPointF& widgetPoint, double zoom);
  void viewChanged();
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
