#pragma once

#include <QColor>
#include <QFont>
#include <QPalette>
#include <QString>

class QApplication;
class QWidget;

namespace maskwright::ui {

enum class ThemeKind { System = 0, Dark = 1, Light = 2 };

/// Colours of the interface. Only pictures, masks and verdicts are colourful beside these.
struct ThemeColours {
  bool dark = true;
  QColor window;    ///< behind everything, and around images
  QColor panel;     ///< side panels, bars
  QColor raised;    ///< tiles, cards, fields
  QColor hover;     ///< raised, under the pointer
  QColor hairline;  ///< separators
  QColor outline;   ///< borders of fields and buttons
  QColor text;
  QColor secondary;  ///< captions; contrast at least 4.5 on panel
  QColor disabled;
  QColor accent;      ///< focus and selection only
  QColor accentText;  ///< on accent
  QColor accentSoft;  ///< selected rows
};

/// Colours that belong to `palette` (dark or light by the lightness of its text).
const ThemeColours& coloursOf(const QPalette& palette);

/// Spacing: multiples of 8 px, 4 px within groups.
inline constexpr int kGap = 8;
inline constexpr int kSmallGap = 4;
inline constexpr int kRadius = 6;

enum class TextSize { Caption = 11, Body = 13, Title = 17 };
/// The application's family in one of the three sizes (px) and two weights.
QFont uiFont(TextSize size, bool strong = false);
/// Sets size and weight on a label, and the secondary colour for captions; follows the theme.
void setTextRole(QWidget* widget, TextSize size, bool strong = false, bool secondary = false);

/// Sets Fusion, palette, font and the one style sheet. System = what the desktop's palette says.
void applyTheme(QApplication& application, ThemeKind kind);

}  // namespace maskwright::ui
