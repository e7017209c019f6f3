#pragma once

#include <QColor>
#include <QImage>
#include <QObject>
#include <QPointF>
#include <QSize>
#include <QThread>
#include <QVector>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace maskwright::ui {

/// Points of a scatter plot and their looks. Never changed once shared with the renderer.
struct ScatterScene {
  std::vector<float> x, y;        ///< places
  std::vector<uint8_t> kind;      ///< index into `colours`
  QVector<QColor> colours;        ///< by kind; kind 0 is painted first, below the others
  std::vector<uint8_t> selected;  ///< 1 = selected; empty = none
  bool anySelected = false;
  QColor background = Qt::black;
};

/// Which part of the plane is seen, and how large.
struct ScatterCamera {
  QPointF centre;    ///< place in the middle of the picture
  double scale = 1;  ///< logical pixels a unit
  bool operator==(const ScatterCamera&) const = default;
  QPointF toScreen(const QPointF& place, const QSizeF& size) const {
    return {(place.x() - centre.x()) * scale + size.width() / 2,
            (place.y() - centre.y()) * scale + size.height() / 2};
  }
  QPointF toPlace(const QPointF& point, const QSizeF& size) const {
    return {(point.x() - size.width() / 2) / scale + centre.x(),
            (point.y() - size.height() / 2) / scale + centre.y()};
  }
};

/// Radius of a point in logical pixels: smaller where there are many, larger from near.
double pointRadius(size_t points, double zoom);

/// The points on the background as one picture of `size` logical pixels: every point is a small
/// disc that is written into the picture's memory, no painter and no object a point. Opaque,
/// because such a picture is moved and scaled several times as fast. With a selection the others
/// are faint.
QImage renderScatter(const ScatterScene& scene,
                     const ScatterCamera& camera,
                     const QSize& size,
                     qreal ratio,
                     double radius);

/// Renders in a thread of its own; of the requests that come meanwhile only the newest is kept.
class ScatterRenderer final : public QObject {
  Q_OBJECT
 public:
  struct Request {
    std::shared_ptr<const ScatterScene> scene;
    ScatterCamera camera;
    QSize size;
    qreal ratio = 1;
    double radius = 2;
  };
  explicit ScatterRenderer(QObject* parent = nullptr);
  ~ScatterRenderer() override;
  void request(Request request);
  bool isBusy() const { return busy_; }

 Q_SIGNALS:
  void rendered(const QImage& picture, const maskwright::ui::ScatterRenderer::Request& request);

 private:
  void next();
  QThread thread_;
  QObject worker_;  ///< lives in the thread
  std::optional<Request> waiting_;
  bool busy_ = false;
};

}  // namespace maskwright::ui
