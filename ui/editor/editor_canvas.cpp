#include "ui/editor/editor_canvas.h"

#include "ui/editor/editor_canvas_p.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/theme.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr double kMaxZoom = 32;
constexpr double kStep = 1.25;
constexpr int kSettleMs = 90;

}  // namespace

EditorCanvas::EditorCanvas(ImageLoader* loader, QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>()) {
  d_->loader = loader;
  setObjectName(QStringLiteral("editorCanvas"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(240, 180);
  setAccessibleName(tr("Picture with the mask that is edited"));
  d_->settle.setSingleShot(true);
  d_->settle.setInterval(kSettleMs);
  connect(&d_->settle, &QTimer::timeout, this, [this] {
    d_->reducePicture(devicePixelRatioF());
    update();
  });
  connect(loader, &ImageLoader::loaded, this, [this](const ImageRequest& request) {
    if (request.path != d_->file.path) return;
    d_->takePicture(this);
    d_->settle.start();
    update();
    Q_EMIT pictureLoaded();
  });
  connect(loader, &ImageLoader::failed, this, [this](const QString& path, const QString& reason) {
    if (path != d_->file.path) return;
    d_->problem = reason;
    update();
    Q_EMIT pictureLoaded();
  });
}

EditorCanvas::~EditorCanvas() = default;

void EditorCanvas::open(const PictureFile& file, MaskDocument* document) {
  const bool isOther = file.path != d_->file.path;
  d_->file = file;
  d_->document = document;
  d_->before = d_->locked = d_->tracing = false;
  d_->painting = Qt::NoButton;
  d_->corners.clear();
  d_->neighbour = {};
  d_->backgroundStale = true;
  if (isOther) {
    d_->problem.clear();
    d_->picture = d_->scaled = {};
    d_->loader->beginPass(this);
    d_->loader->lookAgain(file.path);
    d_->takePicture(this);
  }
  d_->showMask();
  setAccessibleDescription(file.path.section('/', -1));
  zoomToMask();
}

void EditorCanvas::close() {
  d_->document = nullptr;
  d_->overlay.setMask(nullptr);
  d_->file = {};
  d_->picture = d_->scaled = d_->background = {};
  d_->backgroundStale = true;
}

void EditorCanvas::refresh(const cv::Rect& box) {
  const QRect changed = d_->overlay.change(box);
  const double ratio = devicePixelRatioF();
  update(QRectF(changed.x() / ratio,
                changed.y() / ratio,
                changed.width() / ratio,
                changed.height() / ratio)
             .toAlignedRect());
}

EditorTool EditorCanvas::tool() const {
  return d_->tool;
}

void EditorCanvas::setTool(EditorTool tool) {
  if (tool == d_->tool) return;
  dropPolygon();
  d_->tool = tool;
  updateCursor();
  update();
}

double EditorCanvas::brushSize() const {
  return d_->brush;
}

void EditorCanvas::setBrushSize(double px) {
  px = std::clamp(px, kLeastBrush, kMostBrush);
  if (px == d_->brush) return;
  d_->brush = px;
  updateCursor();
  update();
  Q_EMIT brushSizeChanged(px);
}

bool EditorCanvas::polygonCuts() const {
  return d_->cuts;
}

void EditorCanvas::setPolygonCuts(bool cuts) {
  d_->cuts = cuts;
  update();
}

void EditorCanvas::setNeighbour(const Rle* mask) {
  d_->neighbour = mask ? smoothMaskOutline(*mask) : QPainterPath();
  d_->backgroundStale = true;
  update();
}

void EditorCanvas::setBefore(bool before) {
  if (before == d_->before) return;
  d_->before = before;
  d_->showMask();
  update();
}

void EditorCanvas::setFilled(bool filled) {
  d_->filled = filled;
  d_->showMask();
  update();
}

bool EditorCanvas::isFilled() const {
  return d_->filled;
}

void EditorCanvas::setLocked(bool locked) {
  d_->locked = locked;
  updateCursor();
  update();
}

bool EditorCanvas::isPainting() const {
  return d_->painting != Qt::NoButton;
}

bool EditorCanvas::hasPolygon() const {
  return !d_->corners.empty();
}

bool EditorCanvas::closePolygon() {
  if (d_->corners.size() < 3 || !d_->document) return false;
  std::vector<cv::Point2d> corners;
  for (const QPointF& corner : d_->corners) corners.emplace_back(corner.x(), corner.y());
  d_->corners.clear();
  d_->tracing = false;
  refresh(d_->document->polygon(corners, !d_->cuts, "polygon"));
  update();
  Q_EMIT polygonChanged();
  Q_EMIT edited();
  return true;
}

void EditorCanvas::dropPolygon() {
  if (d_->corners.empty()) return;
  d_->corners.clear();
  d_->tracing = false;
  update();
  Q_EMIT polygonChanged();
}

void EditorCanvas::removeCorner() {
  if (d_->corners.empty()) return;
  d_->corners.pop_back();
  update();
  Q_EMIT polygonChanged();
}

QImage EditorCanvas::picture() const {
  return d_->picture.size() == d_->file.size ? d_->picture : QImage();
}

bool EditorCanvas::isBroken() const {
  return !d_->problem.isEmpty();
}

double EditorCanvas::zoom() const {
  return d_->zoom;
}

QPointF EditorCanvas::toImage(const QPointF& widgetPoint) const {
  return (widgetPoint - d_->offset) / d_->zoom;
}

QPointF EditorCanvas::toWidget(const QPointF& imagePoint) const {
  return imagePoint * d_->zoom + d_->offset;
}

double EditorCanvas::fitZoom() const {
  if (d_->file.size.isEmpty()) return 1;
  const double margin = 2 * kGap;
  return std::min({(width() - margin) / d_->file.size.width(),
                   (height() - margin) / d_->file.size.height(),
                   8.0});
}

void EditorCanvas::zoomAround(const QPointF& widgetPoint, double zoom) {
  if (d_->file.size.isEmpty()) return;
  zoom = std::clamp(zoom, std::min(fitZoom() * 0.5, 1.0), kMaxZoom);
  const QPointF fixed = toImage(widgetPoint);
  d_->aim = Private::Aim::Chosen;
  d_->zoom = zoom;
  d_->offset = widgetPoint - fixed * zoom;
  viewChanged();
}

void EditorCanvas::viewChanged() {
  // At least a third of the image stays in reach.
  const QSizeF shown = QSizeF(d_->file.size) * d_->zoom;
  const auto bound = [](double offset, double length, double room) {
    const double visible = std::min(length, room) / 3;
    return std::clamp(offset, visible - length, room - visible);
  };
  d_->offset = {bound(d_->offset.x(), shown.width(), width()),
                bound(d_->offset.y(), shown.height(), height())};
  d_->backgroundStale = true;
  d_->settle.start();
  updateCursor();
  update();
  Q_EMIT zoomChanged(d_->zoom);
}

void EditorCanvas::zoomIn() {
  zoomAround(QRectF(rect()).center(), d_->zoom * kStep);
}
void EditorCanvas::zoomOut() {
  zoomAround(QRectF(rect()).center(), d_->zoom / kStep);
}
void EditorCanvas::zoomToActualSize() {
  zoomAround(QRectF(rect()).center(), 1 / devicePixelRatioF());
}

void EditorCanvas::zoomToFit() {
  d_->zoom = std::max(fitZoom(), 1e-3);
  d_->offset = {(width() - d_->file.size.width() * d_->zoom) / 2,
                (height() - d_->file.size.height() * d_->zoom) / 2};
  d_->aim = Private::Aim::Whole;
  viewChanged();
}

void EditorCanvas::zoomToMask() {
  const cv::Rect box = d_->document ? cv::boundingRect(d_->document->mask()) : cv::Rect();
  if (box.empty()) return zoomToFit();
  const double zoom = 0.7 * std::min(double(width()) / box.width, double(height()) / box.height);
  d_->zoom = std::clamp(zoom, fitZoom(), 8.0);
  const QPointF centre(box.x + box.width / 2.0, box.y + box.height / 2.0);
  d_->offset = QRectF(rect()).center() - centre * d_->zoom;
  d_->aim = Private::Aim::Mask;
  viewChanged();
}

}  // namespace maskwright::ui
