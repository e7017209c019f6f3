// The mask editor on a picture of 12 megapixels: how long one step of a stroke takes from the mouse
// event to its paint, a pan and a zoom of the whole window, and the automatic edits. Goal of a
// step: a frame at 60 Hz.
//   bench_mask_editor [--shot OUT.png] [--size WxH]

#include "ui/editor/mask_editor.h"

#include "core/coco/rle.h"
#include "tests/support/temp_project.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QImage>
#include <QMouseEvent>
#include <QPainter>
#include <QTimer>

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace maskwright;
using namespace maskwright::ui;

namespace {

constexpr int kWidth = 4000, kHeight = 3000;
constexpr double kFrameMs = 1000.0 / 60;

struct Times {
  std::vector<double> ms;
  double at(double share) {
    std::sort(ms.begin(), ms.end());
    return ms[static_cast<size_t>(share * static_cast<double>(ms.size() - 1))];
  }
  void print(const char* what) {
    std::printf("%-24s median %6.2f ms (%.2f of a frame), 95 %%: %6.2f ms (%.2f)\n",
                what,
                at(0.5),
                at(0.5) / kFrameMs,
                at(0.95),
                at(0.95) / kFrameMs);
  }
};

void send(EditorCanvas& canvas, QEvent::Type type, const QPointF& at, Qt::MouseButtons held) {
  const auto button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
  QMouseEvent event(type, at, canvas.mapToGlobal(at), button, held, Qt::NoModifier);
  QCoreApplication::sendEvent(&canvas, &event);
}

/// Mouse event and the paint that follows from it, at once and not when the platform would ask.
template <typename Act>
double timed(QWidget& window, Act act) {
  QElapsedTimer timer;
  timer.start();
  act();
  QEvent paint(QEvent::UpdateRequest);
  QCoreApplication::sendEvent(&window, &paint);
  return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication app(argc, argv);
  QCommandLineParser parser;
  parser.addOptions(
      {{"shot", "picture of the window", "file"}, {"size", "WxH", "size", "1440x900"}});
  parser.process(app);
  applyTheme(app, ThemeKind::Dark);
  test::TempFolder folder;
  const QString file = QString::fromStdString((folder.path() / "large.jpg").string());
  QImage image(kWidth, kHeight, QImage::Format_RGB32);
  image.fill(QColor(110, 130, 120));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(QColor(190, 90, 60));
  painter.drawEllipse(QPointF(2000, 1500), 1100, 900);
  painter.end();
  image.save(file, "JPG", 90);
  cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
  cv::ellipse(mask, {2060, 1520}, {1060, 880}, 0, 0, 360, 255, cv::FILLED);

  ImageLoader loader;
  MaskEditor editor(&loader);
  const QStringList size = parser.value("size").split('x');
  editor.resize(size[0].toInt(), size[1].toInt());
  editor.show();
  EditTask task;
  task.candidate = 1;
  task.file = {file, 1, {kWidth, kHeight}};
  task.mask = coco::encode(mask.data, kHeight, kWidth, mask.step);
  task.title = "large.jpg";
  QElapsedTimer opening;
  opening.start();
  editor.edit(task);
  std::printf("%-24s %6.1f ms\n", "open", static_cast<double>(opening.nsecsElapsed()) / 1e6);
  auto& canvas = editor.canvas();
  while (canvas.picture().isNull()) QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
  for (int i = 0; i < 20; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 20);

  for (const double brush : {40.0, 160.0, 600.0}) {
    canvas.setBrushSize(brush);
    Times steps;
    QPointF at(canvas.width() * 0.2, canvas.height() * 0.3);
    send(canvas, QEvent::MouseButtonPress, at, Qt::LeftButton);
    for (int i = 0; i < 120; ++i) {
      at += QPointF(4, i % 2 ? 3 : -2);
      steps.ms.push_back(
          timed(editor, [&] { send(canvas, QEvent::MouseMove, at, Qt::LeftButton); }));
    }
    const double end =
        timed(editor, [&] { send(canvas, QEvent::MouseButtonRelease, at, Qt::NoButton); });
    char name[64];
    std::snprintf(name, sizeof name, "stroke, brush %.0f px", brush);
    steps.print(name);
    std::printf("%-24s %6.1f ms\n", "  its end", end);
  }
  Times zooms;
  for (int i = 0; i < 20; ++i)
    zooms.ms.push_back(timed(editor, [&] { i % 2 ? canvas.zoomOut() : canvas.zoomIn(); }));
  zooms.print("zoom, whole window");
  std::printf("%-24s %6.1f ms\n", "undo", timed(editor, [&] { editor.run(EditorCommand::Undo); }));
  for (const auto& [command, name] : {std::pair{EditorCommand::Snap, "snap to edges"},
                                      std::pair{EditorCommand::GrabCut, "GrabCut"}}) {
    QElapsedTimer timer;
    timer.start();
    editor.run(command);
    const double blocked = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    while (!editor.isPossible(EditorCommand::Accept))
      QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    std::printf("%-24s %6.0f ms, of these %.1f on the GUI thread at its start\n",
                name,
                static_cast<double>(timer.nsecsElapsed()) / 1e6,
                blocked);
  }
  if (parser.isSet("shot")) editor.grab().save(parser.value("shot"));
  return 0;
}
