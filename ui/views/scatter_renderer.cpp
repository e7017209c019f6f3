#include "ui/views/scatter_renderer.h"

#include "ui/support/background_priority.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace maskwright::ui {
namespace {

constexpr int kFaint = 56;    ///< of 255: points that are not selected
constexpr int kOpaque = 205;  ///< dense places still show that they are dense
constexpr double kLeast = 0.8, kMost = 6;

/// Coverage of a disc, 0 to 255, in a square of pixels around its centre.
struct Disc {
  explicit Disc(double radius) : half(static_cast<int>(std::ceil(radius))) {
    const int side = 2 * half + 1;
    coverage.resize(static_cast<size_t>(side) * static_cast<size_t>(side));
    for (int y = -half; y <= half; ++y)
      for (int x = -half; x <= half; ++x) {
        const double inside = radius + 0.5 - std::hypot(x, y);
        coverage[static_cast<size_t>((y + half) * side + x + half)] =
            static_cast<uint8_t>(std::clamp(inside, 0.0, 1.0) * 255);
      }
  }
  int half;
  std::vector<uint8_t> coverage;
};

/// `colour` over `below`; alpha 0 to 255.
QRgb over(QRgb below, QRgb colour, int alpha) {
  const int rest = 255 - alpha;
  const auto mixed = [&](int c, int b) { return (c * alpha + b * rest + 127) / 255; };
  return qRgb(mixed(qRed(colour), qRed(below)),
              mixed(qGreen(colour), qGreen(below)),
              mixed(qBlue(colour), qBlue(below)));
}

/// The picture's memory and what is written there.
class Canvas {
 public:
  explicit Canvas(QImage& picture)
      : bits_(reinterpret_cast<QRgb*>(picture.bits())),
        stride_(picture.bytesPerLine() / static_cast<qsizetype>(sizeof(QRgb))),
        width_(picture.width()),
        height_(picture.height()) {}

  void stamp(const Disc& disc, int x, int y, QRgb colour, int alpha) {
    if (x < -disc.half || y < -disc.half || x >= width_ + disc.half || y >= height_ + disc.half)
      return;
    const int side = 2 * disc.half + 1;
    const int top = std::max(0, y - disc.half), bottom = std::min(height_ - 1, y + disc.half);
    const int left = std::max(0, x - disc.half), right = std::min(width_ - 1, x + disc.half);
    for (int row = top; row <= bottom; ++row) {
      QRgb* line = bits_ + row * stride_;
      const uint8_t* cover = &disc.coverage[static_cast<size_t>((row - y + disc.half) * side)];
      for (int column = left; column <= right; ++column) {
        const int part = cover[column - x + disc.half] * alpha / 255;
        if (part > 0) line[column] = over(line[column], colour, part);
      }
    }
  }

 private:
  QRgb* bits_;
  qsizetype stride_;
  int width_, height_;
};

}  // namespace

double pointRadius(size_t points, double zoom) {
  const double base = points > 150'000  ? 0.9
                      : points > 40'000 ? 1.2
                      : points > 10'000 ? 1.6
                      : points > 2'000  ? 2.1
                                        : 3.2;
  return std::clamp(base * std::pow(std::max(zoom, 0.1), 0.4), kLeast, std::max(kMost, base));
}

QImage renderScatter(const ScatterScene& scene,
                     const ScatterCamera& camera,
                     const QSize& size,
                     qreal ratio,
                     double radius) {
  QImage picture(size * ratio, QImage::Format_RGB32);
  picture.fill(scene.background);
  picture.setDevicePixelRatio(ratio);
  if (picture.isNull() || scene.colours.isEmpty()) return picture;
  const Disc disc(radius * ratio);
  Canvas canvas(picture);
  const double scale = camera.scale * ratio;
  const double left = picture.width() / 2.0 - camera.centre.x() * scale;
  const double top = picture.height() / 2.0 - camera.centre.y() * scale;
  std::vector<QRgb> colours;
  for (const QColor& colour : scene.colours) colours.push_back(colour.rgb());
  // Layers: not selected before selected, kind 0 before the rest.
  const int layers = scene.anySelected ? 4 : 2;
  for (int layer = 0; layer < layers; ++layer) {
    const bool others = layer % 2 == 1, chosen = layer >= 2;
    const int alpha = scene.anySelected && !chosen ? kFaint : kOpaque;
    for (size_t i = 0; i < scene.x.size(); ++i) {
      if ((scene.kind[i] != 0) != others) continue;
      if (scene.anySelected && (scene.selected[i] != 0) != chosen) continue;
      const double x = scene.x[i] * scale + left, y = scene.y[i] * scale + top;
      if (!(x > -64 && y > -64 && x < picture.width() + 64 && y < picture.height() + 64)) continue;
      canvas.stamp(disc,
                   static_cast<int>(std::lround(x)),
                   static_cast<int>(std::lround(y)),
                   colours[std::min<size_t>(scene.kind[i], colours.size() - 1)],
                   alpha);
    }
  }
  return picture;
}

ScatterRenderer::ScatterRenderer(QObject* parent) : QObject(parent) {
  worker_.moveToThread(&thread_);
  thread_.setObjectName(QStringLiteral("scatter"));
  thread_.start();
  QMetaObject::invokeMethod(&worker_, &stepBehindInterface, Qt::QueuedConnection);
}

ScatterRenderer::~ScatterRenderer() {
  thread_.quit();
  thread_.wait();
}

void ScatterRenderer::request(Request request) {
  waiting_ = std::move(request);
  if (!busy_) next();
}

void ScatterRenderer::next() {
  busy_ = true;
  QMetaObject::invokeMethod(
      &worker_,
      [this, request = *std::exchange(waiting_, std::nullopt)] {
        QImage picture = renderScatter(
            *request.scene, request.camera, request.size, request.ratio, request.radius);
        QMetaObject::invokeMethod(
            this,
            [this, picture = std::move(picture), request] {
              busy_ = false;
              if (waiting_) next();
              Q_EMIT rendered(picture, request);
            },
            Qt::QueuedConnection);
      },
      Qt::QueuedConnection);
}

}  // namespace maskwright::ui
