#include "ui/dialogs/method_dialog.h"

#include "tests/ui/desktop_driver.h"
#include "ui/dialogs/pretrain_dialog.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSpinBox>

using namespace maskwright::test;
using namespace maskwright::ui;

/// What the dialogs of methods offer, and what they ask for.
class MethodDialogTest : public QObject {
  Q_OBJECT
  AnsweringPrompts prompts_;

  static QAbstractButton* button(QDialog* dialog, const char* name) {
    return dialog->findChild<QAbstractButton*>(QString::fromLatin1(name));
  }
  DiscoverDialog* discover(bool hasSlotCon) {
    auto* dialog = new DiscoverDialog(
        {{"some", "/w.safetensors", Network::ResNet}}, hasSlotCon, 100, prompts_);
    dialog->show();
    return dialog;
  }

 private Q_SLOTS:
  void slotsNeedASlotConModel() {
    auto* dialog = discover(false);
    for (const auto* method : {"slots", "free-mask,slots"}) {
      QVERIFY(!button(dialog, method)->isEnabled());
      QVERIFY(button(dialog, method)->toolTip().contains("SlotCon"));
    }
    QVERIFY(button(dialog, "tree")->isEnabled());
    QVERIFY(button(dialog, "free-mask")->isChecked());
    dialog->close();
  }

  void theChosenMethodReachesTheEngine_data() {
    QTest::addColumn<QString>("method");
    for (const auto* method : {"free-mask", "tree", "slots", "free-mask,slots"})
      QTest::newRow(method) << QString::fromLatin1(method);
  }
  void theChosenMethodReachesTheEngine() {
    QFETCH(QString, method);
    auto* dialog = discover(true);
    QString asked;
    connect(dialog, &DiscoverDialog::chosen, this, [&](const DiscoverChoice& choice) {
      asked = discoverJob("/p", choice).arguments.mid(0, 4).join(u' ');
    });
    dialog->findChild<QAbstractButton*>(method)->click();
    button(dialog, "start")->click();
    QCOMPARE(asked, QString("discover /p --method %1").arg(method));
  }

  void weightsFitTheMethod() {
    auto* dialog = discover(true);
    auto* weights = dialog->findChild<QComboBox*>("weights");
    auto* start = button(dialog, "start");
    QString asked;
    connect(dialog, &DiscoverDialog::chosen, this, [&](const DiscoverChoice& choice) {
      asked = choice.method + " " + choice.weights;
    });
    QCOMPARE(weights->currentData().toString(), QString("/w.safetensors"));
    QVERIFY(!button(dialog, "backbones")->isVisible());
    // No transformer yet: said, and nothing can be started.
    button(dialog, "attention")->click();
    QVERIFY(!start->isEnabled());
    QVERIFY(weights->findData("/w.safetensors") < 0);
    QVERIFY(dialog->findChild<QLabel*>("explanation")->text().contains("vision transformer"));
    QSignalSpy wants(dialog, &DiscoverDialog::backbonesRequested);
    button(dialog, "backbones")->click();
    QCOMPARE(wants.size(), 1);
    // The engine has told what an added file holds.
    dialog->addWeights({"Added: vit", "/v.safetensors", Network::Transformer});
    QVERIFY(start->isEnabled());
    QCOMPARE(weights->currentData().toString(), QString("/v.safetensors"));
    button(dialog, "free-mask")->click();
    QCOMPARE(weights->currentData().toString(), QString("/w.safetensors"));
    QVERIFY(weights->findData("/v.safetensors") < 0);
    // A chosen file serves any method: what it holds is not known here.
    prompts_.file = "/own.pth";
    weights->setCurrentIndex(weights->count() - 1);
    Q_EMIT weights->activated(weights->currentIndex());
    button(dialog, "mask-cut")->click();
    QCOMPARE(weights->currentData().toString(), QString("/own.pth"));
    start->click();
    QCOMPARE(asked, QString("mask-cut /own.pth"));
  }

  void fewImagesAreWarnedOfButNotRefused_data() {
    QTest::addColumn<int>("images");
    QTest::addColumn<bool>("warned");
    QTest::addColumn<QString>("method");
    QTest::newRow("few for slots") << 499 << true << "slotcon";
    QTest::newRow("enough for slots") << 500 << false << "slotcon";
    QTest::newRow("few for a transformer") << 4999 << true << "dino";
    QTest::newRow("enough for a transformer") << 5000 << false << "dino";
  }
  void fewImagesAreWarnedOfButNotRefused() {
    QFETCH(int, images);
    QFETCH(bool, warned);
    QFETCH(QString, method);
    auto* dialog = new PretrainDialog(images);
    dialog->show();
    auto* warning = dialog->findChild<QLabel*>("fewImagesWarning");
    QVERIFY(!warning->isVisible());
    button(dialog, method.toUtf8().constData())->click();
    QCOMPARE(warning->isVisible(), warned);
    const bool transformer = method == "dino";
    QVERIFY(warning->text().contains(transformer ? "transformer" : "colour"));
    dialog->findChild<QSpinBox*>("minutes")->setValue(7);
    QStringList asked;
    connect(dialog, &PretrainDialog::chosen, this, [&](const PretrainChoice& choice) {
      asked = pretrainJob("/p", choice).arguments;
    });
    button(dialog, "start")->click();
    QCOMPARE(asked.mid(0, 6),
             QStringList({"pretrain", "/p", "--method", method, "--minutes", "7"}));
    QCOMPARE(
        asked.mid(6, 2),
        transformer ? QStringList({"--vit", "tiny"}) : QStringList({"--backbone", "resnet18"}));
    // The engine refuses a transformer on few images unless told that somebody knows.
    QCOMPARE(asked.contains("--anyway"), transformer && warned);
  }
};

QTEST_MAIN(MethodDialogTest)
#include "method_dialog_test.moc"
