#include "ui/dialogs/prompts.h"
#include "ui/main_window.h"
#include "ui/support/preferences.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTimer>

/// `maskwright-desktop [PROJECT or FOLDER] [--discover]`
int main(int argc, char** argv) {
  using namespace maskwright::ui;
  loadPreferences();
  applyInterfaceScale();
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("maskwright"));
  QApplication::setApplicationDisplayName(QStringLiteral("Maskwright"));
  QApplication::setOrganizationName(QStringLiteral("maskwright"));
  applyPreferences(application);
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QObject::tr("Finds, reviews and exports instance masks without labels."));
  parser.addHelpOption();
  parser.addPositionalArgument(QStringLiteral("PROJECT"),
                               QObject::tr("project folder, or a folder of images"),
                               QStringLiteral("[PROJECT]"));
  const QCommandLineOption discover(QStringLiteral("discover"),
                                    QObject::tr("find masks if that was not done yet"));
  const QCommandLineOption theme(
      QStringLiteral("theme"),
      QObject::tr("dark, light or system, this time; else as in the preferences"),
      QStringLiteral("NAME"));
  parser.addOption(discover);
  parser.addOption(theme);
  parser.process(application);
  if (parser.isSet(theme)) {
    const QString name = parser.value(theme);
    setThemeForNow(name == QLatin1String("light")    ? ThemeKind::Light
                   : name == QLatin1String("system") ? ThemeKind::System
                                                     : ThemeKind::Dark);
    applyTheme(application, themeInUse());
  }
  DialogPrompts prompts;
  MainWindow window(prompts);
  const QString path = parser.positionalArguments().value(0);
  if (ProjectController::isProject(path)) {
    window.openProject(path, parser.isSet(discover));
    window.show();
  } else {
    window.show();
    if (!path.isEmpty()) window.openFolder(path);
  }
  return QApplication::exec();
}
