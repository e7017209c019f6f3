// Time from start to the painted window on a project of 1,000 images, and from a key press to the
// next candidate painted. Goals: 0.7 s and 50 ms.

#include "tests/support/temp_project.h"
#include "ui/dialogs/prompts.h"
#include "ui/main_window.h"
#include "ui/review_workspace.h"
#include "ui/support/theme.h"
#include "ui/views/candidate_grid.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <QKeyEvent>
#include <QPainter>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace maskwright;

namespace {

constexpr int kImages = 1'000, kEach = 20, kWidth = 800, kHeight = 600;

/// Counts paint events of a widget.
class PaintWatch final : public QObject {
 public:
  explicit PaintWatch(QWidget* widget) { widget->installEventFilter(this); }
  bool eventFilter(QObject*, QEvent* event) override {
    paints += event->type() == QEvent::Paint;
    return false;
  }
  int paints = 0;
};

void writePicture(const std::filesystem::path& path, int seed) {
  QImage image(kWidth, kHeight, QImage::Format_RGB32);
  image.fill(QColor::fromHsv(seed * 37 % 360, 80, 180));
  QPainter painter(&image);
  for (int i = 0; i < kEach; ++i) {
    painter.setBrush(QColor::fromHsv((seed * 53 + i * 71) % 360, 160, 120));
    painter.drawEllipse(20 + i % 5 * 150, 20 + i / 5 * 140, 110, 100);
  }
  painter.end();
  image.save(QString::fromStdString(path.string()), "JPG", 85);
}

/// Column runs of a rectangle.
Rle rectangle(int x, int y, int w, int h) {
  Rle mask{kHeight, kWidth, {}};
  auto gap = static_cast<uint32_t>(x * kHeight + y);
  for (int column = 0; column < w; ++column) {
    mask.counts.push_back(gap);
    mask.counts.push_back(static_cast<uint32_t>(h));
    gap = static_cast<uint32_t>(kHeight - h);
  }
  mask.counts.push_back(static_cast<uint32_t>((kWidth - x - w) * kHeight + kHeight - y - h));
  return mask;
}

void fill(test::TempProject& project) {
  const auto root = project.project().imagesRoot();
  store::Transaction transaction(project.connection());
  std::vector<store::RankingRepository::Ranked> ranked;
  std::vector<store::RankingRepository::Member> members;
  for (int i = 0; i < kImages; ++i) {
    const auto name = "img" + std::to_string(i) + ".jpg";
    writePicture(root / name, i);
    const auto image = project.addImage(name, kHeight, kWidth);
    for (int k = 0; k < kEach; ++k) {
      auto candidate = project.rectangle(image, 0, 1, 0.5);
      const int x = 20 + k % 5 * 150, y = 20 + k / 5 * 140;
      candidate.mask = rectangle(x, y, 110, 100);
      candidate.box = {double(x), double(y), 110, 100};
      const auto id = project.add(candidate);
      ranked.push_back({id, 1.0 - double(ranked.size()) / (kImages * kEach)});
      members.push_back({id, static_cast<int>(members.size()) % 40, 0.5});
    }
  }
  store::RankingRepository(project.connection()).replaceClusters(0, 40, members);
  transaction.commit();
  store::RankingRepository(project.connection()).writeRanking(0, ranked, {});
}

double percentile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(p * static_cast<double>(values.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  QElapsedTimer clock;
  clock.start();
  QApplication application(argc, argv);
  const double applicationMs = double(clock.nsecsElapsed()) / 1e6;
  QStandardPaths::setTestModeEnabled(true);
  application.setOrganizationName("maskwright-bench");
  test::TempProject project;
  fill(project);
  const auto folder = QString::fromStdString(project.project().folder().string());

  clock.restart();
  ui::applyTheme(application, ui::ThemeKind::Dark);
  ui::DialogPrompts prompts;
  ui::MainWindow window(prompts);
  if (!window.openProject(folder)) return 1;
  auto& grid = window.projectView()->review().grid();
  PaintWatch watch(grid.viewport());
  window.show();
  while (watch.paints == 0) QApplication::processEvents(QEventLoop::AllEvents, 5);
  const double windowMs = double(clock.nsecsElapsed()) / 1e6;
  std::printf("window with %d images, %d candidates: %.0f ms (goal 700), QApplication %.0f ms\n",
              kImages,
              kImages * kEach,
              windowMs,
              applicationMs);

  for (int i = 0; i < 200; ++i) QApplication::processEvents(QEventLoop::AllEvents, 10);
  std::vector<double> keyMs;
  for (int i = 0; i < 200; ++i) {
    const int row = grid.currentIndex().row();
    watch.paints = 0;
    clock.restart();
    window.projectView()->review().review().decide(i % 4 ? Verdict::Accepted
                                                         : Verdict::NotAnObject);
    while (watch.paints == 0 || grid.currentIndex().row() == row)
      QApplication::processEvents(QEventLoop::AllEvents, 1);
    keyMs.push_back(double(clock.nsecsElapsed()) / 1e6);
    QApplication::processEvents(QEventLoop::AllEvents, 20);
  }
  window.projectView()->session().writer().flush();
  std::printf(
      "verdict to next candidate painted: median %.1f ms, 95 %% %.1f ms, worst %.1f ms "
      "(goal 50)\n",
      percentile(keyMs, 0.5),
      percentile(keyMs, 0.95),
      percentile(keyMs, 1));
  return 0;
}
