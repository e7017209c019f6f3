#include "tests/support/fake_engine.h"
#include "tests/ui/review_window.h"
#include "ui/actions/action_registry.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/overview_workspace.h"
#include "ui/support/preferences.h"
#include "ui/views/proposal_card.h"
#include "ui/views/start_page.h"

#include <QComboBox>
#include <QDirIterator>
#include <QImage>
#include <QLabel>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QToolButton>
#include <QXmlStreamReader>

#include <algorithm>

using namespace maskwright;
using namespace maskwright::test;
using namespace maskwright::ui;

namespace {

struct Message {
  QString context, source;
  QStringList forms;
  bool isPlural = false, isUnfinished = false;
};

QList<Message> messagesOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  QXmlStreamReader xml(&file);
  QList<Message> all;
  QString context;
  while (!xml.atEnd()) {
    if (xml.readNext() != QXmlStreamReader::StartElement) continue;
    if (xml.name() == QLatin1String("name")) {
      context = xml.readElementText();
    } else if (xml.name() == QLatin1String("message")) {
      all.append(
          Message{context, {}, {}, xml.attributes().value("numerus") == QLatin1String("yes")});
    } else if (xml.name() == QLatin1String("source")) {
      all.back().source = xml.readElementText();
    } else if (xml.name() == QLatin1String("translation")) {
      all.back().isUnfinished = xml.attributes().hasAttribute("type");
      if (!all.back().isPlural) all.back().forms << xml.readElementText();
    } else if (xml.name() == QLatin1String("numerusform")) {
      all.back().forms << xml.readElementText();
    }
  }
  return all;
}

QStringList placeholders(const QString& text) {
  static const QRegularExpression pattern("%(?:L?\\d+|n)");
  QStringList found;
  auto matches = pattern.globalMatch(text);
  while (matches.hasNext()) found << matches.next().captured();
  found.sort();
  return found;
}

bool hasChinese(const QString& text) {
  static const QRegularExpression han("\\p{Han}");
  return han.match(text).hasMatch();
}

}  // namespace

/// Every text of the interface in every language that is offered, and the switch between them.
class TranslationTest : public QObject, private ReviewWindow {
  Q_OBJECT

  static void switchTo(const char* language) {
    press(Qt::Key_Comma, Qt::ControlModifier);
    QTRY_VERIFY(visibleWidget<PreferencesDialog>());
    auto* dialog = visibleWidget<PreferencesDialog>();
    auto* box = dialog->findChild<QComboBox*>(QStringLiteral("language"));
    box->setCurrentIndex(box->findData(QLatin1String(language)));
    Q_EMIT box->activated(box->currentIndex());
    dialog->accept();
    QTRY_VERIFY(!visibleWidget<PreferencesDialog>());
  }

 private Q_SLOTS:
  void initTestCase() { prepare(); }
  void cleanup() {
    if (window_) stop();
    setPreferences({});
    applyPreferences(*qApp);
  }

  /// lupdate files the texts of a function tr() under its namespace, whatever context it asks for.
  void ownTrFunctionsAskUnderTheirNamespace() {
    static const QRegularExpression pattern("translate\\(\"([^\"]+)\", text\\)");
    int seen = 0;
    QDirIterator files("ui", {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      QFile file(files.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QString text = QString::fromUtf8(file.readAll());
      auto matches = pattern.globalMatch(text);
      while (matches.hasNext()) {
        ++seen;
        QVERIFY2(matches.next().captured(1) == QLatin1String("maskwright::ui"),
                 qPrintable(file.fileName()));
      }
    }
    QVERIFY(seen > 5);
  }

  void everyTextIsTranslated_data() {
    QTest::addColumn<QString>("language");
    for (const QString& file : QDir("resources/translations").entryList({"maskwright_*.ts"}))
      QTest::addRow("%s", qPrintable(file)) << file;
  }
  void everyTextIsTranslated() {
    QFETCH(QString, language);
    const QString tool = QDir(QLibraryInfo::path(QLibraryInfo::BinariesPath)).filePath("lupdate");
    QTemporaryDir folder;
    const QString copy = folder.filePath(language);
    QVERIFY(QFile::copy("resources/translations/" + language, copy));
    if (QFileInfo(tool).isExecutable()) {
      // As packaging/translations.sh does it, on a copy.
      QStringList arguments{"-silent", "-I", ".", "-no-obsolete", "-locations", "none"};
      if (language.contains("_en")) arguments << "-pluralonly";
      arguments << "ui"
                << "app/desktop_main.cpp"
                << "-ts" << copy;
      QProcess process;
      process.start(tool, arguments);
      QVERIFY(process.waitForFinished(300'000));
      QCOMPARE(process.exitCode(), 0);
    } else {
      qWarning("lupdate (package qt6-l10n-tools) is missing: only what is in the file is checked");
    }
    const auto messages = messagesOf(copy);
    QVERIFY(messages.size() >= 20);
    QStringList missing, differing;
    for (const Message& message : messages) {
      const QString where = message.context + ": " + message.source;
      if (message.isUnfinished || message.forms.isEmpty() || message.forms.contains(QString()))
        missing << where;
      for (const QString& form : message.forms)
        if (placeholders(form) != placeholders(message.source)) differing << where;
    }
    QVERIFY2(missing.isEmpty(),
             qPrintable("not translated (packaging/translations.sh):\n  " + missing.join("\n  ")));
    QVERIFY2(differing.isEmpty(), qPrintable("other placeholders:\n  " + differing.join("\n  ")));
  }

  void theWindowSpeaksChineseAtOnceAndGoesOnWhereItWas() {
    start(3, 4, 2);
    press(Qt::Key_J);
    const qint64 candidate = grid().currentCandidate();
    switchTo("zh_CN");
    QTRY_VERIFY(visibleButton(QStringLiteral("审阅")));
    QVERIFY(visibleButton(QStringLiteral("接受")));
    QCOMPARE(grid().currentCandidate(), candidate);
    int texts = 0, chinese = 0;
    const auto count = [&](const QWidget* widget, const QString& text) {
      if (!widget->isVisible() || !text.contains(QRegularExpression("\\p{L}{2}"))) return;
      ++texts;
      chinese += hasChinese(text);
    };
    for (auto* label : window_->findChildren<QLabel*>()) count(label, label->text());
    for (auto* button : window_->findChildren<QAbstractButton*>()) count(button, button->text());
    QVERIFY2(texts > 12 && chinese > texts * 2 / 3,
             qPrintable(QString("%1/%2").arg(chinese).arg(texts)));
    for (const auto& spec : window_->projectView()->actions().specs())
      QVERIFY2(hasChinese(spec.text) || spec.text == QLatin1String("GrabCut"),
               qPrintable(spec.text));
    window_->projectView()->showWorkspace(Workspace::Overview);
    QTRY_VERIFY(
        hasChinese(window_->projectView()->overview().findChild<QLabel*>("overviewShare")->text()));
    window_->projectView()->showWorkspace(Workspace::Review);
    grid().setFocus();
    press(Qt::Key_A);
    QTRY_COMPARE(painted(grid(), 1).verdict, Verdict::Accepted);
    waitSaved();
    switchTo("en");
    QTRY_VERIFY(visibleButton("Accept"));
    QCOMPARE(painted(grid(), 1).verdict, Verdict::Accepted);
  }

  void aProposedFolderOutlivesTheSwitch() {
    QTemporaryDir folder;
    QImage(32, 24, QImage::Format_RGB32).save(folder.filePath("a.png"));
    window_ = std::make_unique<MainWindow>(prompts_);
    showActive(*window_);
    window_->openFolder(folder.path());
    QTRY_VERIFY(visibleButton("Find masks"));
    switchTo("zh_CN");
    QTRY_VERIFY(hasChinese(visibleWidget<QToolButton>("preferences")->text()));
    QVERIFY(visibleWidget<ProposalCard>());
    window_.reset();
  }

  void aProjectThatIsBeingMadeOutlivesTheSwitch() {
    const FakeEngine engine(
        "while [ ! -e \"$(dirname \"$0\")/go\" ]; do sleep 0.02; done\n"
        "echo '{\"event\":\"failed\",\"error\":\"the disk is full\"}'\n"
        "exit 1\n");
    QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("images"));
    QImage(32, 24, QImage::Format_RGB32).save(folder.filePath("images/a.png"));
    window_ = std::make_unique<MainWindow>(prompts_);
    showActive(*window_);
    window_->openFolder(folder.filePath("images"));
    QTRY_VERIFY(visibleButton("Find masks"));
    click(visibleButton("Find masks"));
    QTRY_VERIFY(!window_->queue().isIdle());
    switchTo("zh_CN");
    QTRY_VERIFY(hasChinese(visibleWidget<QToolButton>("preferences")->text()));
    const auto says = [](const QString& text) {
      const auto labels = visibleWidget<StartPage>()->findChildren<QLabel*>();
      return std::any_of(labels.begin(), labels.end(), [&](const QLabel* one) {
        return one->isVisible() && one->text().contains(text);
      });
    };
    QVERIFY(says(QStringLiteral("images")));
    QVERIFY(visibleWidget<ProposalCard>());  // busy, not back at the choices
    QVERIFY(QFile(engine.path("go")).open(QIODevice::WriteOnly));
    QTRY_VERIFY(window_->queue().isIdle());
    QTRY_VERIFY(says("the disk is full"));
    window_.reset();
  }

  void pluralsAreRight() {
    setPreferences({"en"});
    applyPreferences(*qApp);
    QCOMPARE(OverviewWorkspace::tr("%n images", nullptr, 1), QString("1 image"));
    QCOMPARE(OverviewWorkspace::tr("%n images", nullptr, 2), QString("2 images"));
    setPreferences({"zh_CN"});
    applyPreferences(*qApp);
    QCOMPARE(OverviewWorkspace::tr("%n images", nullptr, 2), QStringLiteral("2 幅图像"));
  }
};

QTEST_MAIN(TranslationTest)
#include "translation_test.moc"
