#pragma once

#include "core/domain/mask.h"

#include <QSize>
#include <QString>
#include <QWidget>

#include <opencv2/core.hpp>

#include <memory>

namespace maskwright::ui {

class ImageLoader;
class MaskDocument;

enum class EditorTool { Brush = 0, Eraser = 1, Polygon = 2 };

/// A picture file in its displayed frame.
struct PictureFile {
  QString path;
  int orientation = 1;
  QSize size;
};

/// The picture with the mask that is edited: zoom and pan as in the image view; brush, eraser and
/// polygon by mouse. Strokes are made at the picture's resolution, and only what they touch is
/// painted again.
class EditorCanvas : public QWidget {
  Q_OBJECT
 public:
  explicit EditorCanvas(ImageLoader* loader, QWidget* parent = nullptr);
  ~EditorCanvas() override;

  /// `document` stays the caller's and must live until close() or the next open().
  void open(const PictureFile& file, MaskDocument* document);
  void close();
  /// Pixels of the mask were changed from elsewhere.
  void refresh(const cv::Rect& box);

  EditorTool tool() const;
  void setTool(EditorTool tool);
  double brushSize() const;  ///< diameter, pixels of the picture
  void setBrushSize(double px);
  bool polygonCuts() const;
  void setPolygonCuts(bool cuts);  ///< a closed polygon is taken from the mask
  /// Outlined as the other operand of boolean operations; null = none.
  void setNeighbour(const Rle* mask);
  void setBefore(bool before);  ///< shows the mask as it was opened
  void setFilled(bool filled);  ///< outline alone, if not
  bool isFilled() const;
  void setLocked(bool locked);  ///< zoom and pan alone

  bool isPainting() const;  ///< a stroke is being made
  bool hasPolygon() const;  ///< one has been begun
  bool closePolygon();      ///< false if it has fewer than three corners
  void dropPolygon();
  void removeCorner();

  /// The picture at full resolution, displayed frame; null until it is decoded.
  QImage picture() const;
  bool isBroken() const;
  double zoom() const;  ///< widget px per image px
  QPointF toImage(const QPointF& widgetPoint) const;
  QPointF toWidget(const QPointF& imagePoint) const;

 public Q_SLOTS:
  void zoomIn();
  void zoomOut();
  void zoomToFit();
  void zoomToActualSize();
  void zoomToMask();

 Q_SIGNALS:
  void edited();       ///< a stroke or polygon was made
  void strokeMoved();  ///< a stroke grows; at most once per mouse event
  void zoomChanged(double zoom);
  void brushSizeChanged(double px);
  void polygonChanged();
  void pictureLoaded();

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
  void updateCursor();
  void paintBrush(const QPointF& from, const QPointF& to);
  void addCorner(const QPointF& widgetPoint);
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
