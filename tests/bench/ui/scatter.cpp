// Frames of the map with 300,000 points while it is panned and zoomed, against a frame that paints
// the same points one by one with QPainter; and what a frame of 60 a second may take.
// Usage: bench_scatter [POINTS] [FRAMES] (default 300000 240)
#include "ui/support/theme.h"
#include "ui/views/scatter_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <random>

using namespace maskwright::ui;

namespace {

constexpr double kFrameMs = 1000.0 / 60;

struct Times {
  double median, high, worst;
};

Times timesOf(std::vector<double> ms) {
  std::sort(ms.begin(), ms.end());
  return {ms[ms.size() / 2], ms[ms.size() * 99 / 100], ms.back()};
}

/// One frame as the window makes it: what happened is handled, then everything is painted.
template <typename Move>
Times play(ScatterView& view, QImage& screen, int frames, Move move) {
  std::vector<double> ms;
  for (int frame = 0; frame < frames; ++frame) {
    QElapsedTimer clock;
    clock.start();
    move(frame);
    QCoreApplication::processEvents();
    view.render(&screen);
    ms.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    const double left = kFrameMs - ms.back();
    if (left > 0) QThread::usleep(static_cast<unsigned long>(1000 * left));
  }
  return timesOf(ms);
}

double painterMs(const ScatterView& view, QImage& screen) {
  QElapsedTimer clock;
  clock.start();
  QPainter painter(&screen);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  const auto& scene = view.scene();
  for (int i = 0; i < view.count(); ++i) {
    painter.setBrush(scene.colours[scene.kind[static_cast<size_t>(i)]]);
    painter.drawEllipse(view.positionOf(i), 1.5, 1.5);
  }
  painter.end();
  return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication application(argc, argv);
  applyTheme(application, ThemeKind::Dark);
  const int points = argc > 1 ? std::atoi(argv[1]) : 300'000;
  const int frames = argc > 2 ? std::atoi(argv[2]) : 240;
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  std::vector<float> x, y;
  std::vector<uint8_t> kind;
  for (int i = 0; i < points; ++i) {
    const int group = i % 60;
    x.push_back(static_cast<float>(30 * std::cos(group)) + normal(random) * 3);
    y.push_back(static_cast<float>(20 * std::sin(2.4 * group)) + normal(random) * 3);
    kind.push_back(static_cast<uint8_t>(group % 7));
  }
  ScatterView view;
  view.resize(1200, 800);
  view.show();
  view.setPlaces(x, y);
  view.setKinds(kind, {Qt::gray, Qt::red, Qt::green, Qt::blue, Qt::cyan, Qt::magenta, Qt::yellow});
  while (!view.isSettled()) QCoreApplication::processEvents();
  QImage screen(view.size(), QImage::Format_ARGB32_Premultiplied);

  QElapsedTimer clock;
  clock.start();
  const QImage whole =
      renderScatter(view.scene(), view.camera(), view.size() * 1.5, 1, pointRadius(x.size(), 1));
  const double splat = static_cast<double>(clock.nsecsElapsed()) / 1e6;
  const double painter = painterMs(view, screen);
  const Times pan = play(view, screen, frames, [&](int frame) {
    view.panBy({8 * std::cos(frame * 0.1), 8 * std::sin(frame * 0.1)});
  });
  const Times zoom = play(view, screen, frames, [&](int frame) {
    view.zoomBy(frame / 60 % 2 == 0 ? 1.03 : 1 / 1.03, {700, 300});
  });
  clock.restart();
  const auto inside = view.pointsIn(QPolygonF(QRectF(300, 200, 500, 400)));
  const double lasso = static_cast<double>(clock.nsecsElapsed()) / 1e6;
  std::printf("%d points: drawn in %.1f ms by the thread, %.1f ms by QPainter (%.1f times)\n",
              points,
              splat,
              painter,
              painter / splat);
  for (const auto& [name, times] : {std::pair("panning", pan), std::pair("zooming", zoom)})
    std::printf(
        "%s: %.2f ms a frame, 99 of 100 within %.2f ms, worst %.2f ms; of a frame of 60 a "
        "second %.2f, %.2f, %.2f\n",
        name,
        times.median,
        times.high,
        times.worst,
        times.median / kFrameMs,
        times.high / kFrameMs,
        times.worst / kFrameMs);
  std::printf(
      "lasso over %zu of them: %.1f ms (%.2f frames)\n", inside.size(), lasso, lasso / kFrameMs);
  return whole.isNull();
}
