#pragma once

#include "ui/support/theme.h"

#include <QString>

class QApplication;

namespace maskwright::ui {

/// What a person chose for the whole program; kept in the settings.
struct Preferences {
  QString language;  ///< "en", "zh_CN"; empty = the system's, if it is one of them, else English
  ThemeKind theme = ThemeKind::Dark;
  bool highContrastOutlines = false;  ///< thicker outlines of masks, with a wider halo
  bool reducedMotion = false;
  int scalePercent = 100;  ///< of the whole interface; takes effect when the program starts
  bool operator==(const Preferences&) const = default;
};

/// Those in force. Any thread.
Preferences preferences();
/// The same without copying: painters ask for every mask. Any thread.
bool highContrastOutlines();

/// Reads the settings. Before the application object exists as well.
void loadPreferences();
void setPreferences(const Preferences& chosen);  ///< stores them

/// Another theme than the preferences', until a theme is chosen there; it is not stored.
void setThemeForNow(ThemeKind theme);
/// The theme that counts.
ThemeKind themeInUse();

/// Applies language and theme to the running program; what is shown already keeps its words until
/// it is made anew.
void applyPreferences(QApplication& application);
/// The language that counts: "en" or "zh_CN".
QString languageInUse();

/// Sets the scale for the application object that is made next, unless the environment does.
void applyInterfaceScale();

}  // namespace maskwright::ui
