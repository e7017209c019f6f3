#pragma once

#include "ui/editor/editor_canvas.h"
#include "ui/editor/mask_document.h"
#include "ui/editor/mask_overlay.h"

#include <QImage>
#include <QPainterPath>
#include <QTimer>

#include <vector>

namespace maskwright::ui {

inline constexpr double kLeastBrush = 1, kMostBrush = 1000;  ///< diameter, pixels of the picture

struct EditorCanvas::Private {
  ImageLoader* loader = nullptr;
  PictureFile file;
  QString problem;
  QImage picture;  ///< full resolution, or a smaller one until that is decoded
  MaskDocument* document = nullptr;

  MaskOverlay overlay;
  QImage background;  ///< picture and neighbour at the window's resolution
  bool backgroundStale = true;
  QImage scaled;          ///< the picture smoothly reduced for this zoom
  double scaledZoom = 0;  ///< device px per image px
  QTimer settle;          ///< reduces it when zooming pauses

  double zoom = 1;
  QPointF offset;
  enum class Aim { Whole, Mask, Chosen } aim = Aim::Whole;  ///< kept when the window changes

  EditorTool tool = EditorTool::Brush;
  double brush = 24;
  bool cuts = false, before = false, filled = true, locked = false;
  QPainterPath neighbour;        ///< image coordinates
  std::vector<QPointF> corners;  ///< of the polygon that is being made, image coordinates
  bool tracing = false;          ///< corners follow the pressed mouse
  Qt::MouseButton painting = Qt::NoButton;
  bool panning = false, spaceHeld = false, pointerInside = false;
  QPointF lastAt, pointer;  ///< widget coordinates

  void takePicture(const QObject* owner);
  void showMask();
  void setOverlayView(const EditorCanvas* canvas);
  void reducePicture(qreal ratio);
  void paintBackground(EditorCanvas* canvas);
  void paintPolygon(QPainter* painter, const EditorCanvas* canvas) const;
  void paintPointer(QPainter* painter) const;
  QRect pointerRect() const;  ///< what the brush's circle covers, widget coordinates
  bool paintsInside() const;
};

}  // namespace maskwright::ui
