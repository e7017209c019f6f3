#include "ui/support/preferences.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QMutex>
#include <QSettings>
#include <QTranslator>

#include <algorithm>
#include <atomic>
#include <optional>

namespace maskwright::ui {
namespace {

constexpr int kLeastScale = 80, kMostScale = 250;

QMutex mutex;
Preferences current;
std::atomic<bool> highContrast{false};
std::optional<ThemeKind> themeForNow;

/// By name: the scale is read before the application has its own.
const QString kProgram = QStringLiteral("maskwright");

/// Replaces the translator in `slot` by one that has `file` loaded; an unknown file leaves none.
void replaceTranslator(QTranslator*& slot, const QString& file, const QString& folder) {
  if (slot) QCoreApplication::removeTranslator(slot);
  delete slot;
  slot = new QTranslator(qApp);
  if (slot->load(file, folder)) {
    QCoreApplication::installTranslator(slot);
    return;
  }
  delete slot;
  slot = nullptr;
}

QSettings settings() {
  return QCoreApplication::instance() ? QSettings() : QSettings(kProgram, kProgram);
}

}  // namespace

Preferences preferences() {
  const QMutexLocker lock(&mutex);
  return current;
}

bool highContrastOutlines() {
  return highContrast;
}

void loadPreferences() {
  QSettings all = settings();
  all.beginGroup(QStringLiteral("interface"));
  Preferences read;
  read.language = all.value(QStringLiteral("language")).toString();
  read.theme = static_cast<ThemeKind>(
      std::clamp(all.value(QStringLiteral("theme"), static_cast<int>(read.theme)).toInt(), 0, 2));
  read.highContrastOutlines = all.value(QStringLiteral("highContrastOutlines")).toBool();
  read.reducedMotion = all.value(QStringLiteral("reducedMotion")).toBool();
  read.scalePercent =
      std::clamp(all.value(QStringLiteral("scale"), 100).toInt(), kLeastScale, kMostScale);
  const QMutexLocker lock(&mutex);
  current = read;
  highContrast = read.highContrastOutlines;
}

void setPreferences(const Preferences& chosen) {
  QSettings all = settings();
  all.beginGroup(QStringLiteral("interface"));
  all.setValue(QStringLiteral("language"), chosen.language);
  all.setValue(QStringLiteral("theme"), static_cast<int>(chosen.theme));
  all.setValue(QStringLiteral("highContrastOutlines"), chosen.highContrastOutlines);
  all.setValue(QStringLiteral("reducedMotion"), chosen.reducedMotion);
  all.setValue(QStringLiteral("scale"), chosen.scalePercent);
  const QMutexLocker lock(&mutex);
  if (chosen.theme != current.theme) themeForNow.reset();
  current = chosen;
  highContrast = chosen.highContrastOutlines;
}

void setThemeForNow(ThemeKind theme) {
  const QMutexLocker lock(&mutex);
  themeForNow = theme;
}

ThemeKind themeInUse() {
  const QMutexLocker lock(&mutex);
  return themeForNow.value_or(current.theme);
}

QString languageInUse() {
  const QString chosen = preferences().language;
  if (!chosen.isEmpty()) return chosen;
  const QLocale system = QLocale::system();
  const bool simplified =
      system.language() == QLocale::Chinese && system.script() != QLocale::TraditionalHanScript;
  return simplified ? QStringLiteral("zh_CN") : QStringLiteral("en");
}

void applyPreferences(QApplication& application) {
  static QTranslator* ours = nullptr;
  static QTranslator* qts = nullptr;  // the words of Qt's own dialogs
  const QString language = languageInUse();
  const QLocale system = QLocale::system();
  const QLocale wanted(language);
  // Numbers and dates as the system writes them where the language is the system's.
  QLocale::setDefault(system.language() == wanted.language() ? system : wanted);
  replaceTranslator(qts,
                    QStringLiteral("qtbase_") + language,
                    QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  applyTheme(application, themeInUse());  // brings the resources in
  replaceTranslator(
      ours, QStringLiteral("maskwright_") + language, QStringLiteral(":/translations"));
}

void applyInterfaceScale() {
  const int scale = preferences().scalePercent;
  if (scale != 100 && !qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
    qputenv("QT_SCALE_FACTOR", QByteArray::number(scale / 100.0));
}

}  // namespace maskwright::ui
