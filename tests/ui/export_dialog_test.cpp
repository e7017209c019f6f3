#include "ui/dialogs/export_dialog.h"

#include "tests/support/temp_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

/// What the export dialog offers, asks for and says.
class ExportDialogTest : public QObject {
  Q_OBJECT

  struct Preview final : ExportPreview {
    QVector<ExportCount> accepted() override { return {{"cat", 3}, {"object", 4}}; }
    qint64 undecided(double minConfidence) override { return minConfidence > 0.4 ? 5 : 50; }
  };

 private Q_SLOTS:
  void initTestCase() { applyTheme(*qApp, ThemeKind::Dark); }
  void init() {
    folder_ = std::make_unique<TempFolder>();
    path_ = QString::fromStdString((folder_->path() / "set.json").string());
    dialog_ = new ExportDialog(preview_, path_, prompts_);
    dialog_->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog_->show();
  }
  void cleanup() { delete dialog_; }

  void asksForWhatIsChosen() {
    QSignalSpy asked(dialog_, &ExportDialog::exportRequested);
    const auto chosen = [&] {
      click(dialog_->findChild<QAbstractButton*>("export"));
      dialog_->showFailed({});
      return exportJob("p", asked.last()[0].value<ExportChoice>()).arguments.mid(3).join(' ');
    };
    QCOMPARE(chosen(), QString("--which accepted --segmentation polygon"));
    find<QDoubleSpinBox>("tolerance")->setValue(1.5);
    find<QSpinBox>("val")->setValue(20);
    QCOMPARE(chosen(),
             QString("--which accepted --segmentation polygon --simplify 1.5 --val-share 0.2"));
    // What has no meaning any more is out of sight and not asked for.
    find<QComboBox>("segmentation")->setCurrentIndex(1);
    QVERIFY(!find<QDoubleSpinBox>("tolerance")->isVisible());
    QVERIFY(!find<QDoubleSpinBox>("minConfidence")->isVisible());
    find<QComboBox>("which")->setCurrentIndex(1);
    QVERIFY(find<QDoubleSpinBox>("minConfidence")->isVisible());
    QVERIFY(find<QLabel>("message")->text().contains("57"));
    find<QDoubleSpinBox>("minConfidence")->setValue(0.5);
    QVERIFY(find<QLabel>("message")->text().contains("12"));
    QCOMPARE(chosen(),
             QString("--which all --segmentation rle --min-confidence 0.5 --val-share 0.2"));
  }

  void saysWhichFilesItReplaces() {
    auto* replaced = find<QLabel>("replaced");
    QVERIFY(!replaced->isVisible());
    touch("set.json");
    find<QLineEdit>("path")->setText(path_ + ' ');
    QVERIFY(replaced->isVisible());
    QCOMPARE(replaced->text(), QString("set.json exists and will be replaced."));
    auto* val = find<QSpinBox>("val");
    val->setValue(20);  // goes to other files
    QVERIFY(!replaced->isVisible());
    touch("set_train.json");
    touch("set_val.json");
    val->setValue(25);
    QCOMPARE(replaced->text(),
             QString("set_train.json and set_val.json exist and will be replaced."));
  }

  void saysWhatAConsumerMightTripOn() {
    QSignalSpy asked(dialog_, &ExportDialog::outlookRequested);
    auto* notes = find<QLabel>("notes");
    find<QComboBox>("segmentation")->setCurrentIndex(1);
    QCOMPARE(asked.size(), 1);
    QVERIFY(asked[0][0].value<ExportRequest>().segmentation == coco::SegmentationForm::Rle);
    ExportOutlook outlook;
    outlook.masks = 738;
    outlook.uncategorised = 369;
    outlook.images = 130;
    outlook.withoutMasks = 61;
    dialog_->showOutlook(outlook);
    QVERIFY(notes->text().contains("\"object\": 369 of 738"));
    QVERIFY(notes->text().contains("61 of 130"));
    QVERIFY(!notes->text().contains("RLE"));
    dialog_->showOutlook({});
    QVERIFY(notes->text().startsWith("Nothing"));
  }

  void saysWhereItWent() {
    find<QSpinBox>("val")->setValue(20);
    dialog_->showDone({path_, 738, 2});
    const QString said = find<QLabel>("message")->text();
    QVERIFY2(said.contains("set_train.json") && said.contains("set_val.json"), qPrintable(said));
    QVERIFY(said.contains("738") && said.contains("same object: 2"));
    QVERIFY(dialog_->findChild<QAbstractButton*>("showInFolder")->isVisible());
  }

 private:
  template <typename Widget>
  Widget* find(const char* name) {
    auto* found = dialog_->findChild<Widget*>(name);
    if (!found) qFatal("no %s", name);
    return found;
  }
  void touch(const char* name) {
    QFile file(QString::fromStdString((folder_->path() / name).string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
  }
  Preview preview_;
  AnsweringPrompts prompts_;
  std::unique_ptr<TempFolder> folder_;
  QString path_;
  ExportDialog* dialog_ = nullptr;
};

QTEST_MAIN(ExportDialogTest)
#include "export_dialog_test.moc"
