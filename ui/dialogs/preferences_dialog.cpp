#include "ui/dialogs/preferences_dialog.h"

#include "ui/dialogs/shortcut_page.h"
#include "ui/views/empty_state.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include <set>

namespace maskwright::ui {
namespace {

QLabel* note(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setWordWrap(true);
  setTextRole(label, TextSize::Caption, false, true);
  return label;
}

}  // namespace

PreferencesDialog::PreferencesDialog(ActionRegistry* actions, Prompts& prompts, QWidget* parent)
    : QDialog(parent) {
  setObjectName(QStringLiteral("preferencesDialog"));
  setWindowTitle(tr("Preferences"));
  setAttribute(Qt::WA_DeleteOnClose);
  pages_ = new QTabWidget(this);
  pages_->setDocumentMode(true);
  pages_->tabBar()->setDrawBase(false);
  pages_->setAccessibleName(tr("Pages of the preferences"));
  pages_->addTab(buildLooks(), tr("Interface"));
  pages_->addTab(buildKeys(actions, prompts), tr("Keys"));
  auto* buttons = new QDialogButtonBox(this);
  auto* done = buttons->addButton(tr("Close"), QDialogButtonBox::AcceptRole);
  done->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, kGap, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(pages_, 1);
  layout->addWidget(buttons);
  resize(760, 600);
}

QWidget* PreferencesDialog::buildLooks() {
  auto* page = new QWidget(pages_);
  const Preferences now = preferences();
  language_ = new QComboBox(page);
  language_->setObjectName(QStringLiteral("language"));
  language_->addItem(tr("As the system"), QString());
  language_->addItem(QStringLiteral("English"), QStringLiteral("en"));
  language_->addItem(QStringLiteral("简体中文"), QStringLiteral("zh_CN"));
  language_->setCurrentIndex(language_->findData(now.language));
  theme_ = new QComboBox(page);
  theme_->setObjectName(QStringLiteral("theme"));
  theme_->addItem(tr("As the system"), static_cast<int>(ThemeKind::System));
  theme_->addItem(tr("Dark"), static_cast<int>(ThemeKind::Dark));
  theme_->addItem(tr("Light"), static_cast<int>(ThemeKind::Light));
  theme_->setCurrentIndex(theme_->findData(static_cast<int>(themeInUse())));
  scale_ = new QComboBox(page);
  scale_->setObjectName(QStringLiteral("scale"));
  std::set<int> sizes{90, 100, 110, 125, 150, 175, 200};
  sizes.insert(now.scalePercent);  // another one may stand in the settings
  for (const int percent : sizes) scale_->addItem(tr("%1 %").arg(percent), percent);
  scale_->setCurrentIndex(scale_->findData(now.scalePercent));
  contrast_ = new QCheckBox(tr("High-contrast outlines"), page);
  contrast_->setObjectName(QStringLiteral("contrast"));
  contrast_->setChecked(now.highContrastOutlines);
  motion_ = new QCheckBox(tr("Reduced motion"), page);
  motion_->setObjectName(QStringLiteral("motion"));
  motion_->setChecked(now.reducedMotion);
  auto* form = new QFormLayout(page);
  form->setContentsMargins(0, 16, 0, 0);
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  form->setHorizontalSpacing(2 * kGap);
  form->setVerticalSpacing(2 * kGap);
  const auto add = [&](const QString& title, QWidget* field, const QString& text) {
    auto* both = new QVBoxLayout;
    both->setSpacing(kSmallGap);
    both->addWidget(field, 0, Qt::AlignLeft);
    if (!text.isEmpty()) both->addWidget(note(text, page));
    auto* label = new QLabel(title, page);
    if (!title.isEmpty()) label->setBuddy(field);
    label->setFixedHeight(field->sizeHint().height());
    form->addRow(label, both);
  };
  add(tr("&Language"), language_, tr("Takes effect when this dialog is closed. Jobs go on."));
  add(tr("&Theme"), theme_, {});
  add(tr("&Size"), scale_, tr("Of the whole interface, from the next start on."));
  add({}, contrast_, tr("Masks get a thicker outline with a wider dark halo."));
  add({}, motion_, tr("Nothing moves by itself: what would slide or fade changes at once."));
  for (auto* box : {language_, theme_, scale_}) {
    box->setMinimumWidth(200);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(box, &QComboBox::activated, this, [this, box] { take(box == theme_); });
  }
  for (auto* box : {contrast_, motion_})
    connect(box, &QCheckBox::toggled, this, [this] { take(false); });
  return page;
}

QWidget* PreferencesDialog::buildKeys(ActionRegistry* actions, Prompts& prompts) {
  auto* page = new QWidget(pages_);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 12, 0, 0);
  if (actions) {
    keys_ = new ShortcutPage(*actions, prompts, page);
    layout->addWidget(keys_);
  } else {
    auto* empty = new EmptyState(page);
    empty->setContents(QStringLiteral("keys"),
                       tr("Keys belong to an open project"),
                       tr("Open one, then look at its preferences to see and change them."));
    layout->addWidget(empty);
  }
  return page;
}

void PreferencesDialog::showKeys() {
  pages_->setCurrentIndex(1);
}

void PreferencesDialog::take(bool isTheme) {
  const Preferences before = preferences();
  Preferences chosen = before;
  chosen.language = language_->currentData().toString();
  // The box may show a theme that counts for this time only.
  if (isTheme) chosen.theme = static_cast<ThemeKind>(theme_->currentData().toInt());
  chosen.scalePercent = scale_->currentData().toInt();
  chosen.highContrastOutlines = contrast_->isChecked();
  chosen.reducedMotion = motion_->isChecked();
  const ThemeKind shown = themeInUse();
  setPreferences(chosen);
  if (isTheme) setThemeForNow(chosen.theme);
  const bool isOther = themeInUse() != shown;
  if (isOther) applyTheme(*qApp, themeInUse());
  if (isOther || chosen.highContrastOutlines != before.highContrastOutlines) Q_EMIT looksChanged();
}

}  // namespace maskwright::ui
