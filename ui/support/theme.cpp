#include "ui/support/theme.h"

#include "ui/support/calm_style.h"

#include <QApplication>
#include <QFontDatabase>
#include <QLabel>
#include <QWidget>

// The resources sit in a static library, so the linker needs a reference. Outside any namespace.
static void initResources() {
  Q_INIT_RESOURCE(app);
  Q_INIT_RESOURCE(translations);
}

namespace maskwright::ui {
namespace {

ThemeColours darkColours() {
  ThemeColours c;
  c.dark = true;
  c.window = QColor(0x1e, 0x1f, 0x22);
  c.panel = QColor(0x26, 0x28, 0x2c);
  c.raised = QColor(0x2f, 0x31, 0x36);
  c.hover = QColor(0x39, 0x3c, 0x42);
  c.hairline = QColor(0x37, 0x3a, 0x40);
  c.outline = QColor(0x4a, 0x4e, 0x56);
  c.text = QColor(0xe6, 0xe7, 0xea);
  c.secondary = QColor(0xa4, 0xa9, 0xb2);
  c.disabled = QColor(0x63, 0x68, 0x71);
  c.accent = QColor(0x4c, 0x8d, 0xff);
  c.accentText = QColor(0xff, 0xff, 0xff);
  c.accentSoft = QColor(0x2c, 0x3d, 0x5e);
  return c;
}

ThemeColours lightColours() {
  ThemeColours c;
  c.dark = false;
  c.window = QColor(0xe9, 0xea, 0xec);
  c.panel = QColor(0xf5, 0xf5, 0xf7);
  c.raised = QColor(0xff, 0xff, 0xff);
  c.hover = QColor(0xe4, 0xe6, 0xea);
  c.hairline = QColor(0xd9, 0xdb, 0xdf);
  c.outline = QColor(0xbc, 0xc0, 0xc7);
  c.text = QColor(0x1d, 0x1f, 0x23);
  c.secondary = QColor(0x5c, 0x62, 0x6b);
  c.disabled = QColor(0xa2, 0xa7, 0xaf);
  c.accent = QColor(0x2f, 0x6f, 0xe4);
  c.accentText = QColor(0xff, 0xff, 0xff);
  c.accentSoft = QColor(0xd3, 0xe2, 0xfd);
  return c;
}

QPalette paletteOf(const ThemeColours& c) {
  QPalette p;
  p.setColor(QPalette::Window, c.window);
  p.setColor(QPalette::WindowText, c.text);
  p.setColor(QPalette::Base, c.panel);
  p.setColor(QPalette::AlternateBase, c.raised);
  p.setColor(QPalette::Text, c.text);
  p.setColor(QPalette::PlaceholderText, c.secondary);
  p.setColor(QPalette::Button, c.raised);
  p.setColor(QPalette::ButtonText, c.text);
  p.setColor(QPalette::BrightText, c.accentText);
  p.setColor(QPalette::ToolTipBase, c.raised);
  p.setColor(QPalette::ToolTipText, c.text);
  p.setColor(QPalette::Highlight, c.accent);
  p.setColor(QPalette::HighlightedText, c.accentText);
  p.setColor(QPalette::Link, c.accent);
  p.setColor(QPalette::Light, c.hover);
  p.setColor(QPalette::Midlight, c.hairline);
  p.setColor(QPalette::Mid, c.hairline);
  p.setColor(QPalette::Dark, c.outline);
  p.setColor(QPalette::Shadow, QColor(0, 0, 0, 120));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    p.setColor(QPalette::Disabled, role, c.disabled);
  p.setColor(QPalette::Disabled, QPalette::Highlight, c.outline);
  return p;
}

/// One sheet for both themes; @names are replaced by colours.
constexpr const char* kStyleSheet = R"(
* { outline: none; }
QToolTip { background: @raised; color: @text; border: 1px solid @outline; padding: 4px 8px; }
QLabel { background: transparent; }
QPushButton { background: @raised; border: 1px solid @outline; border-radius: 6px; padding: 0 14px;
  min-height: 30px; color: @text; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @hairline; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: transparent; border-color: @hairline; }
QPushButton[primary="true"] { background: @accentFill; color: @accentText; border-color: @accentFill; }
QPushButton[primary="true"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[primary="true"]:focus { border-color: @text; }
QPushButton[primary="true"]:disabled { background: @raised; color: @disabled; border-color: @hairline; }
QPushButton[quiet="true"] { background: transparent; border-color: transparent; color: @text; padding: 0 10px; }
QPushButton[quiet="true"]:hover { background: @hover; }
QPushButton[quiet="true"]:disabled { color: @disabled; }
QPushButton[quiet="true"]:focus { border-color: @accent; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px;
  color: @text; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:open { background: @hairline; }
QToolButton:checked { background: @raised; }
QToolButton:focus { border-color: @accent; }
QToolButton:disabled { color: @disabled; }
QToolButton::menu-indicator { image: none; }
QToolButton[chip="true"] { background: @accentSoft; padding: 2px 8px; min-height: 20px; }
QToolButton[chip="true"]:hover { background: @hover; }
QToolButton[chip="true"]:focus { border-color: @accent; }
QToolButton[fold="true"] { padding: 0 4px; color: @secondary; }
QToolButton[fold="true"]:checked { background: transparent; }
QToolButton[fold="true"]:hover { background: @hover; }
QToolButton[segment="true"] { padding: 4px 12px; min-height: 20px; color: @secondary; }
QToolButton[segment="true"]:checked { background: @hover; color: @text; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: @raised; border: 1px solid @outline;
  border-radius: 6px; padding: 0 8px; min-height: 28px; color: @text;
  selection-background-color: @accent; selection-color: @accentText; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: @accent; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: @disabled; border-color: @hairline; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/icons/chevron-@mode.svg); width: 14px; height: 14px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
  border: none; background: transparent; width: 18px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/icons/up-@mode.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/icons/chevron-@mode.svg); width: 10px; height: 10px; }
QComboBoxPrivateContainer { background: @raised; }
QComboBox QAbstractItemView { background: @raised; border: 1px solid @outline; border-radius: 6px; padding: 4px; selection-background-color: @accentSoft; selection-color: @text; }
QComboBox QAbstractItemView::item { min-height: 20px; }
QCheckBox, QRadioButton { spacing: 8px; color: @text; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @secondary; border-radius: 3px;
  background: @raised; }
QCheckBox::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked { border-color: @accentFill; background: @accentFill;
  image: url(:/icons/check-white.svg); }
QCheckBox::indicator:disabled { border-color: @outline; background: transparent; }
QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @secondary; border-radius: 8px;
  background: @raised; }
QRadioButton::indicator:focus { border-color: @accent; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accentFill; background: @accentText; }
QRadioButton::indicator:disabled { border-color: @outline; background: transparent; }
QMenu { background: @raised; border: 1px solid @outline; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: @accentSoft; color: @text; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @hairline; margin: 4px 8px; }
QMenuBar { background: @panel; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @hover; }
QAbstractScrollArea { background: @window; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }
QListView, QTreeView, QTableView { background: @panel; border: none; }
QListView::item { border-radius: 4px; padding: 4px 8px; }
QTreeView::item { padding: 4px 8px; }
QListView::item:selected { background: @accentSoft; color: @text; }
QTextEdit, QPlainTextEdit, QTextBrowser { background: @panel; border: 1px solid @hairline; border-radius: 6px;
  selection-background-color: @accent; selection-color: @accentText; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: @outline; border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 36px; }
QScrollBar::handle:horizontal { min-width: 36px; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @outline; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @secondary; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: @text; }
QSlider::handle:horizontal:focus { background: @accent; }
QSlider::handle:horizontal:disabled { background: @disabled; }
QSlider::sub-page:horizontal:disabled { background: @outline; }
QProgressBar { background: @hairline; border: none; border-radius: 2px; min-height: 4px; max-height: 4px; }
QProgressBar::chunk { background: @secondary; border-radius: 2px; }
QProgressBar[state="running"]::chunk { background: @accent; }
QSplitter::handle { background: @hairline; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QStatusBar { background: @panel; }
QStatusBar::item { border: none; }
QDockWidget::title { background: @panel; padding: 8px; }
QDialog { background: @panel; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QHeaderView::section { text-align: left; background: @panel; border: none; border-bottom: 1px solid @hairline; padding: 4px 8px;
  color: @secondary; }
QTableView, QTreeView { selection-background-color: @accentSoft; selection-color: @text; }
QTableView { gridline-color: @hairline; }
QTableView::item { padding: 0 8px; border: none; }
QTabBar::tab { padding: 6px 12px; border-bottom: 2px solid transparent; color: @secondary; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @hairline; }
QGroupBox { border: none; border-top: 1px solid @hairline; margin-top: 18px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 0; color: @secondary; }
*[surface="panel"] { background: @panel; }
*[surface="window"] { background: @window; }
QFrame[surface="card"] { background: @raised; border: 1px solid @hairline; border-radius: 6px; }
QFrame[surface="card"]:focus { border-color: @accent; }
QFrame[surface="popup"] { background: @raised; border: 1px solid @outline; border-radius: 8px; }
QFrame[line="h"] { background: @hairline; max-height: 1px; min-height: 1px; border: none; }
QFrame[line="v"] { background: @hairline; max-width: 1px; min-width: 1px; border: none; }
QLabel[tone="secondary"] { color: @secondary; }
QLabel[tone="problem"] { color: @problem; }
)";

QString styleSheetOf(const ThemeColours& c) {
  QString sheet = QString::fromLatin1(kStyleSheet);
  static const QColor kFilled(0x2f, 0x6f, 0xe4);
  // Longer names first: @accent is a prefix of others.
  const QList<QPair<QString, QColor>> names{
      // White text on it has a contrast of 4.6; on the accent of the dark theme only 3.2.
      {"@accentFill", kFilled},
      {"@accentHover", kFilled.darker(112)},
      {"@accentText", c.accentText},
      {"@accentSoft", c.accentSoft},
      {"@accent", c.accent},
      {"@window", c.window},
      {"@panel", c.panel},
      {"@raised", c.raised},
      {"@hover", c.hover},
      {"@hairline", c.hairline},
      {"@outline", c.outline},
      {"@secondary", c.secondary},
      {"@disabled", c.disabled},
      {"@problem", c.dark ? QColor(0xff, 0x9a, 0x76) : QColor(0xb3, 0x3c, 0x00)},
      {"@text", c.text}};
  for (const auto& [name, colour] : names) sheet.replace(name, colour.name());
  return sheet.replace("@mode", c.dark ? "dark" : "light");
}

/// The desktop's own font unless it has none worth the name, then the best one installed.
QString uiFamily() {
  QString system = QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
  static const QStringList kFallbacks{
      "", "Sans", "Sans Serif", "sans-serif", "DejaVu Sans", "Bitstream Vera Sans", "Helvetica"};
  if (!kFallbacks.contains(system)) return system;
  const QStringList families = QFontDatabase::families();
  for (const char* name : {"Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans"})
    if (families.contains(QLatin1String(name))) return QLatin1String(name);
  return system;
}

}  // namespace

const ThemeColours& coloursOf(const QPalette& palette) {
  static const ThemeColours kDark = darkColours();
  static const ThemeColours kLight = lightColours();
  // By the text: a style sheet on a widget may have made its window colour transparent.
  return palette.color(QPalette::Active, QPalette::WindowText).lightness() > 128 ? kDark : kLight;
}

QFont uiFont(TextSize size, bool strong) {
  QFont font = QApplication::font();
  font.setPixelSize(static_cast<int>(size));
  font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
  return font;
}

void setTextRole(QWidget* widget, TextSize size, bool strong, bool secondary) {
  widget->setFont(uiFont(size, strong));
  widget->setProperty("tone", secondary ? QVariant(QStringLiteral("secondary")) : QVariant());
}

void applyTheme(QApplication& application, ThemeKind kind) {
  initResources();
  // The first palette is the desktop's; ours replaces it below.
  static const bool kSystemIsDark =
      QApplication::palette().color(QPalette::Window).lightness() < 128 ||
      !qEnvironmentVariableIsSet("XDG_CURRENT_DESKTOP");
  const bool dark = kind == ThemeKind::Dark || (kind == ThemeKind::System && kSystemIsDark);
  const ThemeColours colours = dark ? darkColours() : lightColours();
  QApplication::setStyle(new CalmStyle);
  QFont font(uiFamily());
  font.setPixelSize(static_cast<int>(TextSize::Body));
  QApplication::setFont(font);
  QApplication::setPalette(paletteOf(colours));
  application.setStyleSheet(styleSheetOf(colours));
}

}  // namespace maskwright::ui
