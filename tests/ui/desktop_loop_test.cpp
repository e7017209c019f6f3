#include "core/services/accepted_masks.h"
#include "core/store/decision_repository.h"
#include "tests/support/engine.h"
#include "tests/support/temp_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSettings>
#include <QSpinBox>

#include <csignal>
#include <cstdio>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

namespace {

constexpr int kJobMs = 400'000;

/// Verdicts as they lie on the disk, read over a connection of its own.
Verdict storedVerdict(const QString& project, qint64 candidate) {
  auto opened = store::Project::open(project.toStdString());
  if (!opened) qFatal("%s", opened.error().text().c_str());
  return store::DecisionRepository((*opened)->connection()).current(CandidateId(candidate)).verdict;
}

/// The newest discovery as it lies on the disk: its run and the images that it has finished.
struct StoredDiscovery {
  qint64 run = 0;
  int images = 0;
};

StoredDiscovery newestDiscovery(store::Connection& connection) {
  auto query = connection.prepare(
      "SELECT r.id, COUNT(i.image_id) FROM run r LEFT JOIN run_image i ON i.run_id = r.id "
      "WHERE r.id = (SELECT MAX(id) FROM run WHERE kind = 'discover') GROUP BY r.id");
  if (!query.executeStep()) return {};
  return {query.getColumn(0).getInt64(), query.getColumn(1).getInt()};
}

/// Accepted masks, one per object.
qint64 storedObjects(const QString& project) {
  auto opened = store::Project::open(project.toStdString());
  if (!opened) qFatal("%s", opened.error().text().c_str());
  AcceptedMasks accepted((*opened)->connection());
  qint64 count = 0;
  for (const auto& image : store::ImageRepository((*opened)->connection()).all())
    count += static_cast<qint64>(accepted.ofImage(image.id).size());
  return count;
}

/// What the child of the kill test does: opens the project, decides with keys, and prints each
/// candidate whose mark has turned solid.
int decideForever(const QString& project) {
  AnsweringPrompts prompts;
  MainWindow window(prompts);
  if (!window.openProject(project)) return 1;
  showActive(window);
  auto& grid = window.projectView()->review().grid();
  QSet<qint64> told;
  QObject::connect(grid.model(), &QAbstractItemModel::dataChanged, &grid, [&] {
    for (int row = 0; row < grid.model()->rowCount(); ++row) {
      const auto one = painted(grid, row);
      if (!one.saved || one.verdict == Verdict::Undecided || told.contains(one.candidate)) continue;
      told.insert(one.candidate);
      std::printf(
          "%lld %d\n", static_cast<long long>(one.candidate), static_cast<int>(one.verdict));
      std::fflush(stdout);
    }
  });
  for (int i = 0; i < grid.model()->rowCount(); ++i) {
    press(i % 3 ? Qt::Key_A : Qt::Key_X);
    QTest::qWait(2);
  }
  QTest::qWait(60'000);  // the parent kills this process
  return 0;
}

}  // namespace

/// The loop of a person, through key and mouse events on visible widgets, with the real engine.
class DesktopLoopTest : public QObject {
  Q_OBJECT
  TempFolder folder_;
  QString images_, project_;
  AnsweringPrompts prompts_;
  std::unique_ptr<MainWindow> window_;

  ReviewWorkspace& review() { return window_->projectView()->review(); }
  CandidateGrid& grid() { return review().grid(); }

  void openWindow() {
    window_ = std::make_unique<MainWindow>(prompts_);
    showActive(*window_);
  }
  const Job* newestJob(const QString& kind) {
    const Job* found = nullptr;
    for (const Job& job : window_->queue().jobs())
      if (job.spec.kind == kind) found = &job;
    return found;
  }
  JobState stateOf(const QString& kind) {
    const Job* job = newestJob(kind);
    return job ? job->state : JobState::Queued;
  }
  /// Through the dialog, with the weights of the test; `perImage` 0 = automatic.
  void startDiscovery(int perImage) {
    press(Qt::Key_D, Qt::ControlModifier);
    QTRY_VERIFY(visibleWidget<QDialog>("discoverDialog"));
    auto* dialog = visibleWidget<QDialog>("discoverDialog");
    auto* weights = dialog->findChild<QComboBox*>("weights");
    weights->setFocus();
    QTest::keyClick(weights, Qt::Key_End);  // "Choose a safetensors file…"
    QCOMPARE(weights->currentData().toString(), prompts_.file);
    dialog->findChild<QSpinBox*>("perImage")->setValue(perImage);
    click(dialog->findChild<QAbstractButton*>("start"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("discover"), JobState::Running, 20'000);
  }
  void waitSaved() {
    QTRY_COMPARE_WITH_TIMEOUT(window_->projectView()->session().writer().pending(), 0, 10'000);
  }
  void showJobs() {
    if (!visibleWidget<QWidget>("jobsPanel")) press(Qt::Key_J, Qt::ControlModifier);
    QVERIFY(visibleWidget<QWidget>("jobsPanel"));
  }

 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QSettings().clear();
    applyTheme(*qApp, ThemeKind::Dark);
    const auto sample = text(folder_.path() / "sample");
    const auto run = runEngine({"sample", sample, "--images", "8", "--seed", "3"});
    QVERIFY2(run.code == 0, run.err);
    images_ = sample + "/images";
    project_ = images_ + ".maskwright";
    // Weights of one epoch: what they are worth is no matter here.
    const auto weights = text(folder_.path() / "weights.maskwright");
    QCOMPARE(runEngine({"init", weights, "--images", images_}).code, 0);
    const auto trained = runEngine({"pretrain", weights, "--epochs", "1"});
    QVERIFY2(trained.code == 0, trained.err);
    const auto models = QDir(weights + "/models").entryList({"*.safetensors"}, QDir::Files);
    QVERIFY(!models.isEmpty());
    prompts_.file = weights + "/models/" + models.first();
  }

  void makesAProjectAndFindsMasks() {
    openWindow();
    prompts_.folder = images_;
    auto* choice = visibleButton("Open a folder");
    QVERIFY(choice);
    click(choice);
    QTRY_VERIFY(visibleButton("Find masks"));
    click(visibleButton("Find masks"));
    QTRY_VERIFY_WITH_TIMEOUT(window_->projectView(), 60'000);
    // The discovery that began by itself is cancelled; the one that counts takes its weights from a
    // file.
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("discover"), JobState::Running, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(newestJob("discover")->total > 0, 60'000);
    showJobs();
    click(visibleButton("Cancel"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("discover"), JobState::Cancelled, 60'000);
    QVERIFY(visibleButton("Resume"));
    startDiscovery(0);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("discover"), JobState::Finished, kJobMs);
    // Masks of the cancelled discovery may be there already; clusters come with the end of a job.
    QTRY_VERIFY_WITH_TIMEOUT(window_->projectView()->session().clusters().rowCount() > 0, 20'000);
    QTRY_VERIFY(grid().model()->rowCount() >= 20);
  }

  void decidesWithKeysAndUndoes() {
    press(Qt::Key_J, Qt::ControlModifier);
    grid().setFocus();
    grid().setCurrentRow(0);
    press(Qt::Key_A);
    QCOMPARE(painted(grid(), 0).verdict, Verdict::Accepted);  // painted at once
    QTRY_COMPARE(grid().currentIndex().row(), 1);             // the next one is there
    press(Qt::Key_X);
    press(Qt::Key_S);
    press(Qt::Key_F);
    press(Qt::Key_N);
    press(Qt::Key_A);
    waitSaved();
    const QList<Verdict> expected{Verdict::Accepted,
                                  Verdict::NotAnObject,
                                  Verdict::BadMask,
                                  Verdict::FixLater,
                                  Verdict::Undecided,
                                  Verdict::Accepted};
    for (int row = 0; row < expected.size(); ++row) {
      const auto one = painted(grid(), row);
      QCOMPARE(one.verdict, expected[row]);
      QVERIFY(one.saved);
      QCOMPARE(storedVerdict(project_, one.candidate), expected[row]);
    }
    press(Qt::Key_Z);
    QTRY_COMPARE(painted(grid(), 5).verdict, Verdict::Undecided);
    QTRY_COMPARE(grid().currentIndex().row(), 5);  // the view goes back to it
    press(Qt::Key_Z, Qt::ShiftModifier);
    QTRY_COMPARE(painted(grid(), 5).verdict, Verdict::Accepted);
  }

  void relabelsOneAndAWholeClusterAndUndoesIt() {
    relabelRow(grid(), 6, "cup");
    waitSaved();
    QCOMPARE(storedVerdict(project_, painted(grid(), 6).candidate), Verdict::Relabelled);

    grid().setCurrentRow(7);
    const qint64 cluster = grid().currentIndex().data(ClusterRole).toLongLong();
    QVERIFY(cluster > 0);
    QList<int> members;
    for (int row = 0; row < grid().model()->rowCount(); ++row) {
      const bool isMember = grid().model()->index(row, 0).data(ClusterRole).toLongLong() == cluster;
      const Verdict verdict = painted(grid(), row).verdict;
      if (isMember && (verdict == Verdict::Undecided || verdict == Verdict::Accepted))
        members << row;
    }
    const Verdict before = painted(grid(), members[0]).verdict;
    relabelCluster("plate");
    waitSaved();
    for (const int row : members) {
      QTRY_COMPARE(painted(grid(), row).category, QString("plate"));
      QVERIFY(painted(grid(), row).saved);
    }
    grid().setFocus();
    press(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(painted(grid(), members[0]).verdict, before);
    for (const int row : members) QVERIFY(painted(grid(), row).category != "plate");
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(painted(grid(), members[0]).category, QString("plate"));
  }

  void acceptsAllAboveTheThresholdByMouse() {
    auto* button = visibleButton("Accept");
    for (auto* one : window_->findChildren<QAbstractButton*>())
      if (one->isVisible() && one->text().contains("above")) button = one;
    QVERIFY(button && button->text().contains("above"));
    const double threshold = window_->projectView()->review().review().threshold();
    click(button);
    waitSaved();
    for (int row = 0; row < grid().model()->rowCount(); ++row) {
      const double confidence = grid().model()->index(row, 0).data(ConfidenceRole).toDouble();
      if (confidence >= threshold) QVERIFY(painted(grid(), row).verdict != Verdict::Undecided);
    }
  }

  void exportsWhatWasAccepted() {
    qint64 positive = 0;
    for (int row = 0; row < grid().model()->rowCount(); ++row)
      positive += isPositive(painted(grid(), row).verdict);
    const auto objects = storedObjects(project_);
    QVERIFY(objects > 0 && objects <= positive);
    grid().setFocus();
    press(Qt::Key_E, Qt::ControlModifier);
    QTRY_VERIFY(visibleWidget<QDialog>("exportDialog"));
    auto* dialog = visibleWidget<QDialog>("exportDialog");
    auto* path = dialog->findChild<QLineEdit*>("path");
    const QString file = text(folder_.path() / "out" / "instances.json");
    path->setFocus();
    path->selectAll();
    QTest::keyClicks(path, file);
    click(dialog->findChild<QAbstractButton*>("export"));
    QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QAbstractButton*>("showInFolder")->isVisible(),
                             60'000);
    const auto said = dialog->findChild<QLabel*>("message")->text();
    QVERIFY2(said.contains(QString("masks: %1").arg(objects)), qPrintable(said));
    QCOMPARE(said.contains(QString("same object: %1").arg(positive - objects)), objects < positive);
    dialog->close();
    QFile json(file);
    QVERIFY(json.open(QIODevice::ReadOnly));
    const auto coco = QJsonDocument::fromJson(json.readAll()).object();
    QCOMPARE(coco["annotations"].toArray().size(), objects);
    QCOMPARE(coco["images"].toArray().size(), 8);
    QSet<QString> names;
    for (const auto& category : coco["categories"].toArray())
      names << category.toObject()["name"].toString();
    QVERIFY(names.contains("cup"));
    QVERIFY(names.contains("plate"));
    for (const auto& one : coco["annotations"].toArray())
      QVERIFY(one.toObject()["id"].toInt() >= 1);
    const auto check = runEngine({"export", "--check", file});
    QVERIFY2(check.code == 0, check.out + check.err);
  }

  void aKilledEngineFailsItsJobAndResumes() {
    const auto decided = painted(grid(), 0);
    auto opened = store::Project::open(project_.toStdString());
    QVERIFY(opened.ok());
    auto& disk = (*opened)->connection();
    const auto last = newestDiscovery(disk);
    QCOMPARE(last.images, 8);
    startDiscovery(40);  // other settings than before: every image is to do again
    const int id = newestJob("discover")->id;
    // Looked at often: the kill must come while images are left.
    QVERIFY(QTest::qWaitFor([&] { return newestDiscovery(disk).run != last.run; }, 60'000));
    while (newestDiscovery(disk).images == 0 && stateOf("discover") == JobState::Running)
      QTest::qWait(1);
    const auto pid = static_cast<pid_t>(window_->queue().processId(id));
    QVERIFY(pid > 0);
    ::kill(pid, SIGKILL);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("discover"), JobState::Failed, 20'000);
    auto* banner = visibleWidget<QWidget>("banner");
    QVERIFY(banner);
    QVERIFY(banner->findChild<QLabel*>("text")->text().contains("killed"));
    const auto killed = newestDiscovery(disk);
    QVERIFY(killed.images > 0 && killed.images < 8);
    QCOMPARE(storedVerdict(project_, decided.candidate), decided.verdict);
    grid().setFocus();
    press(Qt::Key_Z);  // review goes on while no engine is there
    waitSaved();
    press(Qt::Key_Z, Qt::ShiftModifier);
    waitSaved();
    showJobs();
    click(visibleButton("Resume"));
    QTRY_COMPARE_WITH_TIMEOUT(stateOf("discover"), JobState::Finished, kJobMs);
    QCOMPARE(newestDiscovery(disk).run, killed.run);  // it went on, from where it was
    QCOMPARE(newestDiscovery(disk).images, 8);
    QCOMPARE(storedVerdict(project_, decided.candidate), decided.verdict);
    press(Qt::Key_F5);
    QTRY_VERIFY(window_->projectView()->session().candidates().rowOf(decided.candidate) >= 0);
  }

  void aReopenedProjectRemembersUndo() {
    window_->close();
    window_.reset();
    openWindow();
    QVERIFY(window_->openProject(project_));
    QVERIFY(!review().review().undoText().isEmpty());
    const auto text = review().review().undoText();
    grid().setFocus();
    press(Qt::Key_Z);
    QTRY_COMPARE(review().review().redoText(), text);
    press(Qt::Key_Z, Qt::ShiftModifier);
    QTRY_COMPARE(review().review().undoText(), text);
    window_->close();
    window_.reset();
  }

  void aKilledDesktopLosesNoSolidMark() {
    for (int round = 0; round < 3; ++round) {
      QProcess child;
      child.start(QCoreApplication::applicationFilePath(), {"--decide", project_});
      QVERIFY(child.waitForStarted());
      QByteArray said;
      while (said.count('\n') < 4 + round) {
        QVERIFY2(child.waitForReadyRead(60'000), child.readAllStandardError());
        said += child.readAllStandardOutput();
      }
      ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
      child.waitForFinished();
      said += child.readAllStandardOutput();
      const auto lines = said.split('\n');
      int checked = 0;
      for (const auto& line : lines.mid(0, lines.size() - 1)) {
        const auto parts = line.split(' ');
        QCOMPARE(static_cast<int>(storedVerdict(project_, parts[0].toLongLong())),
                 parts[1].toInt());
        ++checked;
      }
      QVERIFY(checked >= 4);
    }
  }
};

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  application.setOrganizationName("maskwright-test");
  application.setApplicationName("desktop-loop");
  if (argc == 3 && QByteArray(argv[1]) == "--decide") {
    QStandardPaths::setTestModeEnabled(true);
    return decideForever(QString::fromLocal8Bit(argv[2]));
  }
  qputenv("QTEST_FUNCTION_TIMEOUT", "1200000");
  DesktopLoopTest test;
  QTEST_SET_MAIN_SOURCE_PATH
  return QTest::qExec(&test, argc, argv);
}

#include "desktop_loop_test.moc"
