#include "ui/views/scatter_view.h"

#include "ui/support/theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr double kMargin = 32;     ///< around all points, px
constexpr double kOverscan = 1.5;  ///< of the widget: room to pan into
constexpr double kNearPx = 10;
constexpr double kMostZoom = 400, kLeastZoom = 0.5;  ///< of what fits
constexpr int kMostCells = 512;

}  // namespace

ScatterView::ScatterView(QWidget* parent)
    : QWidget(parent), scene_(std::make_shared<ScatterScene>()) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(240, 180);
  setAccessibleName(tr("Map of the masks"));
  connect(&renderer_, &ScatterRenderer::rendered, this, &ScatterView::take);
}

ScatterScene& ScatterView::change() {
  auto copy = std::make_shared<ScatterScene>(*scene_);
  ScatterScene& scene = *copy;
  scene_ = std::move(copy);
  return scene;
}

void ScatterView::setPlaces(std::vector<float> x, std::vector<float> y) {
  auto scene = std::make_shared<ScatterScene>();
  scene->kind.assign(x.size(), 0);
  scene->colours = {coloursOf(palette()).secondary};
  scene->background = coloursOf(palette()).window;
  scene->x = std::move(x);
  scene->y = std::move(y);
  scene_ = std::move(scene);
  selected_.clear();
  hovered_ = -1;
  buildCells();
  fit();
  Q_EMIT selectionChanged();
}

void ScatterView::setKinds(std::vector<uint8_t> kind, const QVector<QColor>& colours) {
  ScatterScene& scene = change();
  scene.kind = std::move(kind);
  scene.kind.resize(scene.x.size(), 0);
  scene.colours = colours;
  scene.background = coloursOf(palette()).window;
  draw();
}

void ScatterView::setSelected(const std::vector<int>& points, Pick pick) {
  std::vector<int> chosen = pick == Pick::Add ? selected_ : std::vector<int>{};
  chosen.insert(chosen.end(), points.begin(), points.end());
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  ScatterScene& scene = change();
  scene.anySelected = !chosen.empty();
  scene.selected.assign(scene.anySelected ? scene.x.size() : 0, 0);
  for (const int point : chosen) scene.selected[static_cast<size_t>(point)] = 1;
  selected_ = std::move(chosen);
  setAccessibleDescription(tr("%Ln selected", nullptr, static_cast<int>(selected_.size())));
  draw();
  Q_EMIT selectionChanged();
}

void ScatterView::buildCells() {
  const auto& x = scene_->x;
  const auto& y = scene_->y;
  bounds_ = {};
  cells_ =
      std::clamp(static_cast<int>(std::sqrt(static_cast<double>(x.size()) / 4)), 1, kMostCells);
  const auto cells = static_cast<size_t>(cells_);
  cellStart_.assign(cells * cells + 1, 0);
  cellPoints_.resize(x.size());
  if (x.empty()) return;
  const auto [left, right] = std::minmax_element(x.begin(), x.end());
  const auto [top, bottom] = std::minmax_element(y.begin(), y.end());
  bounds_ = QRectF(QPointF(*left, *top), QPointF(*right, *bottom));
  if (bounds_.width() < 1e-6) bounds_.adjust(-1, 0, 1, 0);
  if (bounds_.height() < 1e-6) bounds_.adjust(0, -1, 0, 1);
  const auto cellOf = [&](size_t i) {
    const auto part = [&](double offset, double whole) {
      return std::min(cells - 1, static_cast<size_t>(offset / whole * static_cast<double>(cells)));
    };
    return part(y[i] - bounds_.top(), bounds_.height()) * cells +
           part(x[i] - bounds_.left(), bounds_.width());
  };
  for (size_t i = 0; i < x.size(); ++i) ++cellStart_[cellOf(i) + 1];
  for (size_t c = 1; c < cellStart_.size(); ++c) cellStart_[c] += cellStart_[c - 1];
  auto next = cellStart_;
  for (size_t i = 0; i < x.size(); ++i)
    cellPoints_[static_cast<size_t>(next[cellOf(i)]++)] = static_cast<int>(i);
}

void ScatterView::fit() {
  fitted_ = true;
  ScatterCamera camera;
  if (count() > 0) {
    const double room = 2 * kMargin;
    fitScale_ = std::max(
        1e-6, std::min((width() - room) / bounds_.width(), (height() - room) / bounds_.height()));
    camera = {bounds_.center(), fitScale_};
  }
  camera_ = camera;
  draw();
}

void ScatterView::zoomBy(double factor, const QPointF& around) {
  if (count() == 0) return;
  fitted_ = false;
  const QPointF kept = camera_.toPlace(around, size());
  ScatterCamera camera = camera_;
  camera.scale = std::clamp(camera.scale * factor, kLeastZoom * fitScale_, kMostZoom * fitScale_);
  camera.centre += kept - camera.toPlace(around, size());
  lookFrom(camera);
}

void ScatterView::panBy(const QPointF& pixels) {
  if (count() == 0) return;
  fitted_ = false;
  ScatterCamera camera = camera_;
  camera.centre -= pixels / camera.scale;
  camera.centre.setX(std::clamp(camera.centre.x(), bounds_.left(), bounds_.right()));
  camera.centre.setY(std::clamp(camera.centre.y(), bounds_.top(), bounds_.bottom()));
  lookFrom(camera);
}

void ScatterView::lookFrom(const ScatterCamera& camera) {
  if (camera == camera_) return;
  camera_ = camera;
  draw();
}

void ScatterView::draw() {
  update();
  if (count() == 0 || size().isEmpty()) return;
  const double zoom = camera_.scale / fitScale_;
  renderer_.request({scene_,
                     camera_,
                     (QSizeF(size()) * kOverscan).toSize(),
                     devicePixelRatioF(),
                     pointRadius(scene_->x.size(), zoom)});
}

void ScatterView::take(const QImage& picture, const ScatterRenderer::Request& request) {
  if (request.scene->x.size() != scene_->x.size()) return;  // of an earlier project or round
  picture_ = picture;
  pictured_ = request;
  update();
}

bool ScatterView::isSettled() const {
  return !renderer_.isBusy() && pictured_.scene == scene_ && pictured_.camera == camera_;
}

int ScatterView::pointAt(const QPointF& position) const {
  if (count() == 0) return -1;
  const QPointF place = camera_.toPlace(position, size());
  const double reach = kNearPx / camera_.scale;
  const auto cell = [&](double offset, double whole) {
    return std::clamp(static_cast<int>(std::floor(offset / whole * cells_)), 0, cells_ - 1);
  };
  const int top = cell(place.y() - reach - bounds_.top(), bounds_.height());
  const int bottom = cell(place.y() + reach - bounds_.top(), bounds_.height());
  const int left = cell(place.x() - reach - bounds_.left(), bounds_.width());
  const int right = cell(place.x() + reach - bounds_.left(), bounds_.width());
  int best = -1;
  double least = reach * reach;
  for (int row = top; row <= bottom; ++row) {
    // Cells of a row lie one behind the other.
    const auto first =
        static_cast<size_t>(row) * static_cast<size_t>(cells_) + static_cast<size_t>(left);
    const auto last =
        static_cast<size_t>(row) * static_cast<size_t>(cells_) + static_cast<size_t>(right);
    for (int k = cellStart_[first]; k < cellStart_[last + 1]; ++k) {
      const int point = cellPoints_[static_cast<size_t>(k)];
      const double x = scene_->x[static_cast<size_t>(point)] - place.x();
      const double y = scene_->y[static_cast<size_t>(point)] - place.y();
      if (x * x + y * y > least) continue;
      least = x * x + y * y;
      best = point;
    }
  }
  return best;
}

QPointF ScatterView::positionOf(int point) const {
  const auto i = static_cast<size_t>(point);
  return camera_.toScreen({scene_->x[i], scene_->y[i]}, size());
}

std::vector<int> ScatterView::pointsIn(const QPolygonF& polygon) const {
  // The polygon as a picture: one look for each point, however many corners it has.
  QImage inside(size(), QImage::Format_Grayscale8);
  inside.fill(0);
  QPainter painter(&inside);
  painter.setPen(Qt::NoPen);
  painter.setBrush(Qt::white);
  painter.drawPolygon(polygon, Qt::OddEvenFill);
  painter.end();
  std::vector<int> found;
  for (int i = 0; i < count(); ++i) {
    const QPointF at = positionOf(i);
    const int x = static_cast<int>(std::floor(at.x())), y = static_cast<int>(std::floor(at.y()));
    if (x >= 0 && y >= 0 && x < inside.width() && y < inside.height() &&
        inside.constScanLine(y)[x] != 0)
      found.push_back(i);
  }
  return found;
}

void ScatterView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ThemeColours& colours = coloursOf(palette());
  painter.fillRect(rect(), colours.window);
  if (count() > 0 && !picture_.isNull()) {
    // The picture of another view, put where its points are now.
    const double scale = camera_.scale / pictured_.camera.scale;
    const QSizeF shown = QSizeF(pictured_.size) * scale;
    const QPointF centre = camera_.toScreen(pictured_.camera.centre, size());
    const QRectF target(centre - QPointF(shown.width(), shown.height()) / 2, shown);
    if (scale == 1)
      painter.drawImage(target.topLeft().toPoint(), picture_);
    else
      painter.drawImage(target, picture_);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  if (hovered_ >= 0 && hovered_ < count()) {
    const double radius = pointRadius(scene_->x.size(), camera_.scale / fitScale_) + 2.5;
    painter.setPen(QPen(colours.text, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(positionOf(hovered_), radius, radius);
  }
  if (drag_ == Drag::Lasso && lasso_.size() > 1) {
    QColor fill = colours.accent;
    fill.setAlpha(36);
    painter.setPen(QPen(colours.accent, 1.5));
    painter.setBrush(fill);
    painter.drawPolygon(lasso_);
  }
  if (hasFocus() && byTab_) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.accent, 1));
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void ScatterView::resizeEvent(QResizeEvent*) {
  fitted_ ? fit() : draw();
}

void ScatterView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) {
    change().background = coloursOf(palette()).window;
    draw();
  }
  QWidget::changeEvent(event);
}

}  // namespace maskwright::ui
