#include "ui/dialogs/shortcut_page.h"

#include "ui/actions/key_presets.h"
#include "ui/dialogs/prompts.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/key_recorder.h"
#include "ui/views/section.h"

#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QStyle>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kRowHeight = 28;
constexpr int kOwnArrangement = -1;  ///< keys that are no preset

QPushButton* quietButton(const QString& text, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setAutoDefault(false);
  return button;
}

}  // namespace

ShortcutPage::ShortcutPage(ActionRegistry& actions, Prompts& prompts, QWidget* parent)
    : QWidget(parent), actions_(actions), prompts_(prompts), model_(actions) {
  setObjectName(QStringLiteral("shortcutPage"));
  filter_.setSourceModel(&model_);
  table_ = new QTableView(this);
  table_->setModel(&filter_);
  table_->setAccessibleName(tr("Actions and their keys"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setShowGrid(false);
  table_->setTabKeyNavigation(false);
  table_->setWordWrap(false);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(kRowHeight);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table_->horizontalHeader()->setSectionResizeMode(ShortcutModel::Action, QHeaderView::Stretch);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  layout->addWidget(buildSearch());
  layout->addWidget(table_, 1);
  layout->addWidget(buildEditor());
  layout->addWidget(separator(Qt::Horizontal, this));
  layout->addWidget(buildFiles());
  connect(table_->selectionModel(),
          &QItemSelectionModel::currentRowChanged,
          this,
          &ShortcutPage::showSelected);
  connect(&filter_, &QAbstractItemModel::dataChanged, this, &ShortcutPage::showSelected);
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, &ShortcutPage::showPreset);
  table_->selectRow(0);
  showSelected();
  showPreset();
}

QWidget* ShortcutPage::buildSearch() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  search_ = new QLineEdit(row);
  search_->setObjectName(QStringLiteral("shortcutSearch"));
  search_->setPlaceholderText(tr("Search by name"));
  search_->setAccessibleName(tr("Search by name"));
  search_->setClearButtonEnabled(true);
  searchKey_ = new KeyRecorder(tr("Search by key"), row);
  searchKey_->setObjectName(QStringLiteral("searchKey"));
  searchKey_->setToolTip(tr("Press it, then the key whose action you look for"));
  anyKey_ = quietButton(tr("Any key"), row);
  anyKey_->setProperty("quiet", true);
  anyKey_->hide();
  layout->addWidget(search_, 1);
  layout->addWidget(searchKey_);
  layout->addWidget(anyKey_);
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    filter_.setText(text);
    if (!table_->currentIndex().isValid()) table_->selectRow(0);
    showSelected();
  });
  connect(searchKey_, &KeyRecorder::recorded, this, [this](const QKeySequence& key) {
    filter_.setKey(key);
    searchKey_->setLabel(tr("Key: %1").arg(key.toString(QKeySequence::NativeText)));
    anyKey_->show();
    table_->selectRow(0);
    showSelected();
  });
  connect(anyKey_, &QPushButton::clicked, this, [this] {
    filter_.setKey({});
    searchKey_->setLabel(tr("Search by key"));
    anyKey_->hide();
    searchKey_->setFocus();
  });
  return row;
}

QWidget* ShortcutPage::buildEditor() {
  auto* box = new QWidget(this);
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kSmallGap);
  auto* head = new QHBoxLayout;
  name_ = new QLabel(box);
  setTextRole(name_, TextSize::Body, true);
  keys_ = new QLabel(box);
  keys_->setObjectName(QStringLiteral("shortcutKeys"));
  setTextRole(keys_, TextSize::Body);
  head->addWidget(name_);
  head->addSpacing(kGap);
  head->addWidget(keys_);
  head->addStretch();
  replace_ = new KeyRecorder(tr("Record a key"), box);
  replace_->setObjectName(QStringLiteral("recordKey"));
  replace_->setToolTip(tr("The next key you press is its key, instead of those it has"));
  add_ = new KeyRecorder(tr("Add another"), box);
  add_->setObjectName(QStringLiteral("addKey"));
  none_ = quietButton(tr("No key"), box);
  reset_ = quietButton(tr("Reset"), box);
  reset_->setObjectName(QStringLiteral("resetKey"));
  for (QPushButton* button :
       {static_cast<QPushButton*>(replace_), static_cast<QPushButton*>(add_), none_, reset_})
    head->addWidget(button);
  layout->addLayout(head);
  auto* below = new QHBoxLayout;
  message_ = new QLabel(box);
  message_->setObjectName(QStringLiteral("shortcutMessage"));
  message_->setWordWrap(true);
  message_->setMinimumHeight(32);  // the buttons keep their place when it comes and goes
  setTextRole(message_, TextSize::Caption, false, true);
  take_ = quietButton(tr("Take it over"), box);
  take_->setObjectName(QStringLiteral("takeOver"));
  take_->hide();
  below->addWidget(message_, 1);
  below->addWidget(take_);
  layout->addLayout(below);
  connect(replace_, &KeyRecorder::recorded, this, [this](const QKeySequence& key) {
    record(key, false);
  });
  connect(
      add_, &KeyRecorder::recorded, this, [this](const QKeySequence& key) { record(key, true); });
  connect(none_, &QPushButton::clicked, this, [this] {
    Shortcuts::instance().setKeys(selected(), {});
    say(tr("It has no key now; the command palette still runs it."), false);
  });
  connect(reset_, &QPushButton::clicked, this, [this] {
    const QString id = selected();
    say({}, false);
    for (const auto& key : Shortcuts::instance().defaults(id)) {
      const auto others = actions_.conflicts(id, key);
      if (others.isEmpty()) continue;
      say(tr("%1 means \"%2\" now. Give that another key first, or reset all.")
              .arg(key.toString(QKeySequence::NativeText), actions_.nameOf(others.first())),
          true);
      return;
    }
    Shortcuts::instance().reset(id);
  });
  connect(take_, &QPushButton::clicked, this, &ShortcutPage::takeOver);
  return box;
}

QWidget* ShortcutPage::buildFiles() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  auto* caption = new QLabel(tr("&Preset"), row);
  presets_ = new QComboBox(row);
  presets_->setObjectName(QStringLiteral("keyPresets"));
  presets_->setAccessibleName(tr("Preset"));
  caption->setBuddy(presets_);
  for (const auto& preset : keyPresets()) presets_->addItem(preset.name, preset.id);
  auto* in = quietButton(tr("Import…"), row);
  auto* out = quietButton(tr("Export…"), row);
  resetAll_ = quietButton(tr("Reset all"), row);
  resetAll_->setObjectName(QStringLiteral("resetAllKeys"));
  layout->addWidget(caption);
  layout->addWidget(presets_);
  layout->addStretch();
  layout->addWidget(in);
  layout->addWidget(out);
  layout->addWidget(resetAll_);
  connect(presets_, &QComboBox::activated, this, &ShortcutPage::takePreset);
  connect(in, &QPushButton::clicked, this, &ShortcutPage::importFile);
  connect(out, &QPushButton::clicked, this, &ShortcutPage::exportFile);
  connect(resetAll_, &QPushButton::clicked, this, [this] {
    Shortcuts::instance().setAll({});
    say(tr("Every action has its own key again."), false);
  });
  return row;
}

QStringList ShortcutPage::ids() const {
  QStringList all;
  for (const auto& spec : actions_.specs()) all << spec.id;
  return all;
}

void ShortcutPage::select(const QString& id) {
  for (int row = 0; row < filter_.rowCount(); ++row)
    if (filter_.index(row, 0).data(ShortcutModel::IdRole).toString() == id) table_->selectRow(row);
}

QString ShortcutPage::selected() const {
  return table_->currentIndex().data(ShortcutModel::IdRole).toString();
}

void ShortcutPage::showSelected() {
  const QString id = selected();
  const auto row = table_->currentIndex();
  name_->setText(row.siblingAtColumn(ShortcutModel::Action).data().toString());
  const QString keys = row.siblingAtColumn(ShortcutModel::Keys).data().toString();
  keys_->setText(keys.isEmpty() && !id.isEmpty() ? tr("no key") : keys);
  for (QPushButton* button :
       {static_cast<QPushButton*>(replace_), static_cast<QPushButton*>(add_), none_})
    button->setEnabled(!id.isEmpty());
  reset_->setEnabled(Shortcuts::instance().isChanged(id));
  if (!wanted_.isEmpty()) say({}, false);
  if (filter_.rowCount() == 0) say(tr("No action has this name or key."), false);
}

void ShortcutPage::showPreset() {
  int shown = kOwnArrangement;
  const auto& changes = Shortcuts::instance().changes();
  const auto all = keyPresets();
  const auto same = [&](const KeyPreset& preset) {
    KeyMap effective;
    for (auto one = preset.keys.cbegin(); one != preset.keys.cend(); ++one)
      if (*one != Shortcuts::instance().defaults(one.key())) effective.insert(one.key(), *one);
    return effective == changes;
  };
  for (size_t i = 0; i < all.size(); ++i)
    if (same(all[i])) shown = static_cast<int>(i);
  presets_->setPlaceholderText(tr("Your own"));
  presets_->setCurrentIndex(shown);
  resetAll_->setEnabled(Shortcuts::instance().hasChanges());
}

void ShortcutPage::say(const QString& text, bool isProblem) {
  wanted_ = {};
  take_->hide();
  message_->setProperty("tone",
                        isProblem ? QStringLiteral("problem") : QStringLiteral("secondary"));
  message_->style()->unpolish(message_);
  message_->style()->polish(message_);
  message_->setText(text);
}

void ShortcutPage::record(const QKeySequence& key, bool adds) {
  const auto others = actions_.conflicts(selected(), key);
  if (others.isEmpty()) return give(key, adds);
  QStringList names;
  for (const QString& id : others) names << QStringLiteral("\"%1\"").arg(actions_.nameOf(id));
  say(tr("%1 already means %2.")
          .arg(key.toString(QKeySequence::NativeText), names.join(QStringLiteral(", "))),
      true);
  wanted_ = key;
  wantedAdds_ = adds;
  take_->show();
  take_->setFocus();
}

void ShortcutPage::give(const QKeySequence& key, bool adds) {
  auto keys = adds ? Shortcuts::instance().keys(selected()) : QList<QKeySequence>{};
  if (!keys.contains(key)) keys << key;
  wanted_ = {};
  Shortcuts::instance().setKeys(selected(), keys);
  say({}, false);
}

void ShortcutPage::takeOver() {
  const QKeySequence key = wanted_;
  const bool adds = wantedAdds_;
  QStringList without;
  wanted_ = {};
  for (const QString& id : actions_.conflicts(selected(), key)) {
    auto keys = Shortcuts::instance().keys(id);
    keys.removeAll(key);
    Shortcuts::instance().setKeys(id, keys);
    if (keys.isEmpty()) without << QStringLiteral("\"%1\"").arg(actions_.nameOf(id));
  }
  give(key, adds);
  if (!without.isEmpty())
    say(tr("Taken over. Without a key now: %1.").arg(without.join(QStringLiteral(", "))), false);
  replace_->setFocus();
}

void ShortcutPage::takePreset(int index) {
  const auto preset = keyPresets()[static_cast<size_t>(index)];
  Shortcuts::instance().setAll(preset.keys);
  say(tr("Keys as in the preset %1.").arg(preset.name), false);
}

void ShortcutPage::importFile() {
  const QString path = prompts_.chooseFile(
      this, tr("Import keys"), QDir::homePath(), tr("Keys (*.json);;All files (*)"));
  if (path.isEmpty()) return;
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return say(tr("%1 can't be read: %2").arg(path, file.errorString()), true);
  QStringList unknown;
  const auto map = keysFromJson(file.readAll(), ids(), unknown);
  if (!map) return say(tr("%1: %2").arg(path, QString::fromStdString(map.error().message)), true);
  if (const auto both = actions_.conflictIn(*map); !both.isEmpty())
    return say(tr("%1: \"%2\" and \"%3\" share a key. Nothing was changed.")
                   .arg(path, actions_.nameOf(both[0]), actions_.nameOf(both[1])),
               true);
  Shortcuts::instance().setAll(*map);
  say(unknown.isEmpty() ? tr("Keys read from %1.").arg(path)
                        : tr("Keys read from %1. Unknown here and left out: %2.")
                              .arg(path, unknown.join(QStringLiteral(", "))),
      false);
}

void ShortcutPage::exportFile() {
  const QString path = prompts_.chooseSaveFile(
      this, tr("Export keys"), QDir::home().filePath("maskwright-keys.json"), tr("Keys (*.json)"));
  if (path.isEmpty()) return;
  QSaveFile file(path);
  const QByteArray json = keysToJson(ids());
  if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit())
    return say(tr("%1 can't be written: %2").arg(path, file.errorString()), true);
  say(tr("Keys written to %1.").arg(path), false);
}

}  // namespace maskwright::ui
