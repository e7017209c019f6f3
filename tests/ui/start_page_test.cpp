#include "core/services/bundled_weights.h"
#include "tests/support/temp_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/controllers/folder_probe.h"
#include "ui/controllers/project_controller.h"
#include "ui/jobs/job_queue.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"
#include "ui/views/recent_card.h"

#include <QImage>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// The start page: what it finds in a folder, what it says will happen, and its cards by key.
class StartPageTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    QSettings().clear();
    applyTheme(*qApp, ThemeKind::Dark);
  }

  void brokenFilesAreNoImages() {
    const TempFolder folder;
    fill(folder.path(), 3);
    FolderProbe probe;
    FolderFindings found;
    connect(&probe, &FolderProbe::found, this, [&](const FolderFindings& now) { found = now; });
    probe.start(QString::fromStdString(folder.path().string()));
    QTRY_VERIFY(found.done);
    QCOMPARE(found.images, qint64{3});
    QCOMPARE(found.unreadable, qint64{2});
    QCOMPARE(found.examples.size(), 3);
    for (const QString& one : found.examples) QVERIFY(one.contains("picture"));
    found.issues.sort();
    QCOMPARE(found.issues,
             QStringList({"broken.jpg: can't be read as an image", "empty.png: empty file"}));
  }

  void saysWhatWillBeUsed() {
    const TempFolder folder;
    fill(folder.path(), 3);
    StartPage page(&loader_);
    JobQueue queue;
    AnsweringPrompts prompts;
    ProjectController controller(page, queue, prompts);
    page.show();
    controller.propose(QString::fromStdString(folder.path().string()));
    const auto says = [&page](const QString& text) {
      for (auto* label : page.findChildren<QLabel*>())
        if (label->isVisible() && label->text().contains(text)) return true;
      return false;
    };
    QTRY_VERIFY(says("3 images") && says("2 unreadable"));
    const bool bundled = bundledBackbone().has_value();
    QCOMPARE(says("Pre-train"), !bundled);
    QCOMPARE(says("bundled ResNet-18"), bundled);
    QTRY_VERIFY(says(bundled ? "Less than a minute" : "About 5 min"));
  }

  void saysAboutHowLong() {
    const auto text = [](qint64 images, bool bundled, int cores) {
      return ProjectController::durationText(images, bundled, cores);
    };
    QVERIFY(text(9, true, 2).startsWith("Less than a minute"));
    QVERIFY(text(9, false, 2).startsWith("About 5 min"));
    QVERIFY(text(200, true, 2).startsWith("About 4 min"));
    QVERIFY(text(200, true, 4).startsWith("About 2 min"));
    QCOMPARE(text(4000, true, 64), text(4000, true, 8));
    QVERIFY(text(60'000, true, 8).startsWith("About 5 hours"));
  }

  void enterOpensARecentProject() {
    StartPage page(&loader_);
    RecentProject recent;
    recent.path = "/somewhere/a.maskwright";
    recent.name = "a";
    page.setRecentProjects({recent});
    page.show();
    QSignalSpy chosen(&page, &StartPage::projectChosen), sample(&page, &StartPage::sampleRequested);
    auto* card = page.findChild<RecentCard*>();
    QVERIFY(card);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter, Qt::Key_Space})
      QTest::keyClick(card, key);
    QCOMPARE(chosen.size(), 3);
    QCOMPARE(chosen[0][0].toString(), recent.path);
    QTest::keyClick(page.findChildren<ChoiceCard*>().last(), Qt::Key_Return);
    QCOMPARE(sample.size(), 1);
  }

 private:
  static void touch(const std::filesystem::path& path, const QByteArray& content = {}) {
    QFile file(QString::fromStdString(path.string()));
    if (!file.open(QIODevice::WriteOnly)) qFatal("can't write");
    file.write(content);
  }
  /// So many pictures, a file that is none and an empty one.
  static void fill(const std::filesystem::path& folder, int pictures) {
    QImage image(16, 12, QImage::Format_RGB32);
    image.fill(Qt::gray);
    for (int i = 0; i < pictures; ++i)
      image.save(QString::fromStdString((folder / "picture").string()) + QString::number(i) +
                 ".png");
    touch(folder / "broken.jpg", "this is no picture");
    touch(folder / "empty.png");
    touch(folder / "notes.txt", "nor this");
  }
  ImageLoader loader_;
};

QTEST_MAIN(StartPageTest)
#include "start_page_test.moc"
