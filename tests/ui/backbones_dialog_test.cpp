#include "ui/dialogs/backbones_dialog.h"

#include "tests/support/fake_engine.h"
#include "tests/ui/desktop_driver.h"
#include "ui/controllers/backbone_shelf.h"
#include "ui/models/published_backbones.h"

#include <QLabel>
#include <QListWidget>
#include <QSignalSpy>

using namespace maskwright::test;
using namespace maskwright::ui;

namespace {

/// Notes what it was called with; "convert" makes the file. ` stands for a quotation mark.
QByteArray engineScript() {
  QByteArray script =
      "echo `$@` >> `$(dirname `$0`)/calls`\n"
      "if [ `$2` = convert ]; then\n"
      "  case `$3` in\n"
      "    *bad*) echo '{`event`:`failed`,`error`:`bad.pth: asks to load os.system`}'; exit 1 ;;\n"
      "  esac\n"
      "  echo weights > `$4`\n"
      "  echo '{`event`:`finished`,`exit`:0,`summary`:{`architecture`:`dino_vits16`}}'\n"
      "else\n"
      "  echo '{`event`:`finished`,`exit`:0,`summary`:{`architecture`:`dino_vits16`,"
      "`backbone_values`:21665664,`heads`:6,`missing`:[],"
      "`metadata`:{`converted_from`:`x.pth`}}}'\n"
      "fi\n";
  return script.replace('`', '"');
}

}  // namespace

/// What the dialog of backbones tells and does.
class BackbonesDialogTest : public QObject {
  Q_OBJECT
  AnsweringPrompts prompts_;

  static QListWidgetItem* itemNamed(QDialog& dialog, const QString& text) {
    const auto found = dialog.findChild<QListWidget*>()->findItems(text, Qt::MatchExactly);
    return found.isEmpty() ? nullptr : found.first();
  }
  static QString shown(QDialog& dialog) {
    QStringList texts;
    for (const auto* label : dialog.findChildren<QLabel*>())
      if (label->isVisible()) texts << label->text().remove(QChar(0x200b));
    return texts.join(u'\n');
  }
  static QString message(QDialog& dialog) {
    return dialog.findChild<QLabel*>(QStringLiteral("message"))->text();
  }

 private Q_SLOTS:
  void theCatalogueIsWhole() {
    const auto backbones = publishedBackbones();
    QVERIFY(backbones.size() >= 20);
    for (const auto& backbone : backbones) {
      QVERIFY(!backbone.name.isEmpty() && !backbone.architecture.isEmpty());
      QVERIFY2(!backbone.licence.isEmpty() && !backbone.goodFor.isEmpty(),
               qPrintable(backbone.name));
      QVERIFY(backbone.source.startsWith("https://"));
    }
    QCOMPARE(architectureText("resnet101"), QString("ResNet-101"));
    QCOMPARE(architectureText("dinov2_vits14_reg"), QString("DINOv2 ViT-S/14 with registers"));
    QCOMPARE(architectureText("odd"), QString("odd"));
  }

  void publishedFilesSayWhatTheyAreGoodFor() {
    QTemporaryDir folder;
    BackboneShelf shelf(folder.path());
    BackbonesDialog dialog({}, shelf, prompts_);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    for (const auto& backbone : publishedBackbones()) {
      auto* item = itemNamed(dialog, backbone.name);
      QVERIFY2(item, qPrintable(backbone.name));
      dialog.findChild<QListWidget*>()->setCurrentItem(item);
      QTRY_VERIFY(shown(dialog).contains(backbone.goodFor));
      QTRY_VERIFY(shown(dialog).contains(backbone.licence));
      QTRY_VERIFY(shown(dialog).contains(backbone.source));
    }
    QVERIFY(!dialog.findChild<QAbstractButton*>("remove")->isEnabled());
    QVERIFY(!dialog.findChild<QAbstractButton*>("showInFolder")->isEnabled());
  }

  void addsDescribesAndRemoves() {
    FakeEngine engine(engineScript());
    QTemporaryDir folder;
    BackboneShelf shelf(folder.filePath("deep/er"));
    BackbonesDialog dialog({}, shelf, prompts_);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    prompts_.file = folder.filePath("dino_small.pth");
    for (int i = 0; i < 2; ++i) {  // the second gets a number
      dialog.findChild<QAbstractButton*>("add")->click();
      QTRY_COMPARE(shelf.files().size(), i + 1);
      QTRY_VERIFY(message(dialog).startsWith("Added"));
      QTRY_VERIFY(shown(dialog).contains("DINO ViT-S/16"));
    }
    QVERIFY(itemNamed(dialog, "dino_small") && itemNamed(dialog, "dino_small-2"));
    QTRY_VERIFY(shown(dialog).contains("x.pth"));
    QVERIFY(engine.read("calls").contains("weights inspect"));
    prompts_.answer = false;
    dialog.findChild<QAbstractButton*>("remove")->click();
    QCOMPARE(shelf.files().size(), 2);
    prompts_.answer = true;
    dialog.findChild<QAbstractButton*>("remove")->click();
    QCOMPARE(shelf.files().size(), 1);
    QVERIFY(itemNamed(dialog, "dino_small") && !itemNamed(dialog, "dino_small-2"));
  }

  void saysWhyAFileIsRefused() {
    FakeEngine engine(engineScript());
    QTemporaryDir folder;
    BackboneShelf shelf(folder.path());
    BackbonesDialog dialog({}, shelf, prompts_);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    prompts_.file = folder.filePath("bad.pth");
    dialog.findChild<QAbstractButton*>("add")->click();
    QVERIFY(!dialog.findChild<QAbstractButton*>("add")->isEnabled());
    QTRY_VERIFY(message(dialog).contains("os.system"));
    QVERIFY(dialog.findChild<QAbstractButton*>("add")->isEnabled());
    QVERIFY(shelf.files().isEmpty());
  }

  void othersFilesAreNotRemoved() {
    QTemporaryDir folder;
    QFile own(folder.filePath("own.safetensors"));
    QVERIFY(own.open(QIODevice::WriteOnly));
    own.close();
    BackboneShelf shelf(folder.filePath("shelf"));
    QVERIFY(!shelf.remove(own.fileName()));
    QVERIFY(own.exists());
  }
};

QTEST_MAIN(BackbonesDialogTest)
#include "backbones_dialog_test.moc"
