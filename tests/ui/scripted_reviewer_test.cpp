#include "core/coco/rle.h"
#include "core/store/decision_repository.h"
#include "tests/support/review_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/commands/review_writer.h"
#include "ui/support/theme.h"

#include <QElapsedTimer>
#include <QPainter>
#include <QProcess>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <random>

using namespace maskwright;
using namespace maskwright::test;

namespace {

constexpr int kImages = 60, kEach = 40, kDecisions = 2000;

struct Key {
  Qt::Key key;
  Verdict verdict;
};
constexpr Key kKeys[] = {{Qt::Key_A, Verdict::Accepted},
                         {Qt::Key_A, Verdict::Accepted},
                         {Qt::Key_X, Verdict::NotAnObject},
                         {Qt::Key_X, Verdict::NotAnObject},
                         {Qt::Key_S, Verdict::BadMask},
                         {Qt::Key_F, Verdict::FixLater}};

/// Counts the paints of a widget.
class PaintWatch : public QObject {
 public:
  explicit PaintWatch(QWidget* widget) : QObject(widget) { widget->installEventFilter(this); }
  int paints = 0;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::Paint) ++paints;
    return QObject::eventFilter(watched, event);
  }
};

/// Photograph-sized pictures with rectangles, and candidates on them in an order of review.
void fill(TempProject& temp) {
  const QString folder = QString::fromStdString(temp.project().imagesRoot().string());
  std::mt19937 random(3);
  store::Transaction transaction(temp.connection());
  std::vector<store::RankingRepository::Ranked> ranked;
  for (int i = 0; i < kImages; ++i) {
    const auto name = "img" + std::to_string(i) + ".jpg";
    QImage picture(512, 384, QImage::Format_RGB32);
    picture.fill(QColor::fromHsv(i * 6 % 360, 60, 120));
    QPainter painter(&picture);
    const ImageId image = temp.addImage(name, 384, 512);
    for (int k = 0; k < kEach; ++k) {
      const int w = 24 + static_cast<int>(random() % 60), h = 24 + static_cast<int>(random() % 60);
      const int x = static_cast<int>(random() % (512U - 90)),
                y = static_cast<int>(random() % (384U - 90));
      painter.fillRect(x, y, w, h, QColor::fromHsv(static_cast<int>(random() % 360), 160, 200));
      Bitmap mask(384, 512);
      for (int row = y; row < y + h; ++row)
        for (int column = x; column < x + w; ++column) mask.at(row, column) = 1;
      Candidate candidate = temp.rectangle(image, 0, 1, 0.5);
      candidate.mask = coco::encode(mask);
      candidate.box = coco::toBox(candidate.mask);
      candidate.area = coco::area(candidate.mask);
      const auto id = temp.add(candidate);
      ranked.push_back({id, 1 - 1e-3 * static_cast<double>(ranked.size() % 997)});
    }
    painter.end();
    if (!picture.save(folder + '/' + QString::fromStdString(name), "JPG", 85))
      throw std::runtime_error("a picture can't be written");
  }
  transaction.commit();
  store::RankingRepository(temp.connection()).writeRanking(0, ranked, {});
  store::RunRepository(temp.connection()).finish(temp.run(), RunState::Finished);
}

/// The reviewer: opens the window and decides by keys until `count` decisions are on disk. Says
/// "k CANDIDATE VERDICT NS" when the next candidate is painted, "s CANDIDATE" when a decision is on
/// disk.
int review(const QString& project, int count, unsigned seed) {
  AnsweringPrompts prompts;
  ui::MainWindow window(prompts);
  if (!window.openProject(project)) return 2;
  auto& view = *window.projectView();
  auto filter = view.review().review().filter();
  filter.verdict = Verdict::Undecided;
  view.review().review().setFilter(filter);
  showActive(window);
  auto& grid = view.review().grid();
  grid.setFocus();
  if (!QTest::qWaitFor([&] { return grid.currentCandidate() != 0; })) return 3;
  int saved = 0;
  QObject::connect(
      &view.session().writer(), &ui::ReviewWriter::finished, [&](const ui::WriteResult& result) {
        if (!result.ok) std::exit(4);
        for (const CandidateId id : result.changed)
          std::printf("s %lld\n", static_cast<long long>(id.value));
        std::fflush(stdout);
        saved += static_cast<int>(result.changed.size());
      });
  PaintWatch watch(grid.viewport());
  std::mt19937 random(seed);
  QElapsedTimer clock;
  for (int keyed = 0; keyed < count; ++keyed) {
    const qint64 current = grid.currentCandidate();
    const Key& key = kKeys[random() % std::size(kKeys)];
    watch.paints = 0;
    clock.start();
    QTest::keyClick(&grid, key.key);
    while (grid.currentCandidate() == current || watch.paints == 0) {
      QApplication::processEvents(QEventLoop::AllEvents, 1);
      if (clock.elapsed() > 20'000) return 5;
    }
    std::printf("k %lld %d %lld\n",
                static_cast<long long>(current),
                static_cast<int>(key.verdict),
                static_cast<long long>(clock.nsecsElapsed()));
    // Ten keys a second at most are a person's; the rest of the time belongs to the program.
    QApplication::processEvents(QEventLoop::AllEvents, 5);
  }
  return QTest::qWaitFor([&] { return saved >= count; }, 20'000) ? 0 : 6;
}

}  // namespace

/// A reviewer who decides 2,000 masks by keys in a process of its own and is killed again and again
/// in the middle of a stroke: what was told to be saved is in the store, and nothing that nobody
/// pressed.
class ScriptedReviewerTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everySavedDecisionOutlivesAKill() {
    TempProject temp;
    fill(temp);
    const QString folder = QString::fromStdString(temp.project().folder().string());
    std::map<qint64, int> saved, keyed;
    std::vector<double> milliseconds;
    for (int start = 0; static_cast<int>(saved.size()) < kDecisions; ++start) {
      QVERIFY2(start < 12, "too many starts");
      const int left = kDecisions - static_cast<int>(saved.size());
      QProcess reviewer;
      reviewer.setProcessChannelMode(QProcess::ForwardedErrorChannel);
      reviewer.start(QCoreApplication::applicationFilePath(),
                     {"--reviewer", folder, QString::number(left), QString::number(start + 1)});
      QVERIFY(reviewer.waitForStarted());
      // The last one is left alone.
      const int killAfter = start < 4 ? 300 + 37 * start : left;
      int fresh = 0;
      std::map<qint64, int> mine;
      const auto read = [&] {
        while (reviewer.canReadLine()) {
          const auto words = reviewer.readLine().trimmed().split(' ');
          const qint64 id = words.value(1).toLongLong();
          if (words[0] == "k") {
            mine[id] = keyed[id] = words.value(2).toInt();
            milliseconds.push_back(words.value(3).toDouble() / 1e6);
          } else if (words[0] == "s") {
            saved[id] = 0;
            ++fresh;
          }
        }
      };
      while (reviewer.state() != QProcess::NotRunning && fresh < killAfter) {
        reviewer.waitForReadyRead(10'000);
        read();
      }
      if (start < 4) ::kill(static_cast<pid_t>(reviewer.processId()), SIGKILL);
      QVERIFY(reviewer.waitForFinished(60'000));
      read();
      if (start >= 4) {
        QCOMPARE(reviewer.exitStatus(), QProcess::NormalExit);
        QCOMPARE(reviewer.exitCode(), 0);
      } else {
        QCOMPARE(reviewer.exitStatus(), QProcess::CrashExit);
      }
      compare(temp, saved, keyed);
      if (QTest::currentTestFailed()) return;
    }
    QCOMPARE(int(saved.size()), kDecisions);
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto at = [&](double p) {
      return milliseconds[static_cast<size_t>(p * static_cast<double>(milliseconds.size() - 1))];
    };
    qInfo("key to next candidate painted: p50 %.1f ms, p95 %.1f ms over %zu keys",
          at(0.5),
          at(0.95),
          milliseconds.size());
  }

 private:
  /// A killed reviewer may not have told of the last keys: those have a verdict that no line names,
  /// at most one stroke of them.
  static void compare(TempProject& temp,
                      const std::map<qint64, int>& saved,
                      std::map<qint64, int>& keyed) {
    std::map<qint64, int> stored;
    for (const auto& one : store::DecisionRepository(temp.connection()).standing())
      stored[one.candidate.value] = static_cast<int>(one.state.verdict);
    for (const auto& [id, unused] : saved) {
      QVERIFY2(stored.contains(id), qPrintable(QString("decision on %1 is lost").arg(id)));
      if (keyed.contains(id)) QCOMPARE(stored[id], keyed[id]);
    }
    int untold = 0;
    for (const auto& [id, verdict] : stored) {
      if (keyed.contains(id)) continue;
      ++untold;
      keyed[id] = verdict;
    }
    QVERIFY2(untold <= 2, qPrintable(QString("%1 decisions that nobody made").arg(untold)));
    auto query = temp.connection().prepare("SELECT COUNT(*) FROM decision");
    query.executeStep();
    QCOMPARE(query.getColumn(0).getInt64(), int64_t(stored.size()));  // each was decided once
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  QApplication::setOrganizationName("maskwright-reviewer-test");
  ui::applyTheme(application, ui::ThemeKind::Dark);
  const auto words = QCoreApplication::arguments();
  if (words.value(1) == "--reviewer")
    return review(words.value(2), words.value(3).toInt(), words.value(4).toUInt());
  ScriptedReviewerTest test;
  return QTest::qExec(&test, argc, argv);
}

#include "scripted_reviewer_test.moc"
