#include "ui/dialogs/backbones_dialog.h"

#include "ui/controllers/backbone_shelf.h"
#include "ui/dialogs/prompts.h"
#include "ui/models/published_backbones.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/section.h"

#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QUrl>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

constexpr int kKey = Qt::UserRole;  // a path, or kPublished and a number
constexpr QLatin1String kPublished("published:");
constexpr int kListWidth = 280, kDetailsWidth = 420;

QString sizeText(qint64 bytes) {
  return QLocale().formattedDataSize(bytes, 0, QLocale::DataSizeSIFormat);
}

QString namesOf(const QJsonObject& facts, const char* key) {
  QStringList names;
  for (const auto& name : facts.value(QLatin1String(key)).toVariant().toStringList()) names << name;
  return names.mid(0, 5).join(QStringLiteral(", "));
}

}  // namespace

BackbonesDialog::BackbonesDialog(const QVector<InstalledBackbone>& installed,
                                 BackboneShelf& shelf,
                                 Prompts& prompts,
                                 QWidget* parent)
    : QDialog(parent),
      installed_(installed),
      shelf_(shelf),
      prompts_(prompts),
      list_(new QListWidget(this)),
      title_(new QLabel(this)),
      purpose_(new QLabel(this)),
      rows_(new QFormLayout),
      message_(new QLabel(this)) {
  setWindowTitle(tr("Backbones"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("backbonesDialog"));
  list_->setObjectName(QStringLiteral("backbones"));
  list_->setAccessibleName(tr("Backbones"));
  list_->setFixedWidth(kListWidth);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setTextElideMode(Qt::ElideMiddle);
  title_->setObjectName(QStringLiteral("title"));
  title_->setWordWrap(true);
  setTextRole(title_, TextSize::Title, true);
  purpose_->setWordWrap(true);
  purpose_->setObjectName(QStringLiteral("purpose"));
  message_->setWordWrap(true);
  message_->setObjectName(QStringLiteral("message"));
  message_->hide();
  rows_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
  rows_->setHorizontalSpacing(2 * kGap);
  rows_->setVerticalSpacing(kGap);
  auto* note = new QLabel(tr("Masks rest on what a backbone has learned. Nothing is downloaded by "
                             "the program: get a file from its publisher and add it here "
                             "(safetensors, .pth, .pkl). Nothing in a file is ever run."),
                          this);
  note->setWordWrap(true);
  setTextRole(note, TextSize::Caption, false, true);

  auto* details = new QVBoxLayout;
  details->setSpacing(12);
  details->addWidget(title_);
  details->addWidget(purpose_);
  details->addLayout(rows_);
  details->addStretch(1);
  auto* columns = new QHBoxLayout;
  columns->setSpacing(2 * kGap);
  columns->addWidget(list_);
  columns->addLayout(details, 1);

  auto* box = new QDialogButtonBox(QDialogButtonBox::Close, this);
  add_ = new QPushButton(tr("Add a file…"), this);
  add_->setProperty("primary", true);  // before it is laid out, or the style sheet misses it
  add_->setObjectName(QStringLiteral("add"));
  add_->setDefault(true);
  box->addButton(add_, QDialogButtonBox::ActionRole);
  showFolder_ = box->addButton(tr("Show in folder"), QDialogButtonBox::ActionRole);
  showFolder_->setObjectName(QStringLiteral("showInFolder"));
  remove_ = box->addButton(tr("Remove"), QDialogButtonBox::ActionRole);
  remove_->setObjectName(QStringLiteral("remove"));

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(note);
  layout->addLayout(columns, 1);
  layout->addWidget(message_);
  layout->addWidget(box);
  setMinimumSize(kListWidth + kDetailsWidth, 480);

  connect(box, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(add_, &QPushButton::clicked, this, &BackbonesDialog::chooseFile);
  connect(remove_, &QPushButton::clicked, this, &BackbonesDialog::removeCurrent);
  connect(showFolder_, &QPushButton::clicked, this, [this] {
    const QString path = list_->currentItem()->data(kKey).toString();
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
  });
  connect(list_, &QListWidget::currentItemChanged, this, &BackbonesDialog::showCurrent);
  connect(&shelf_, &BackboneShelf::described, this, [this](const QString& file, const auto& facts) {
    known_.insert(file, facts);
    if (list_->currentItem() && list_->currentItem()->data(kKey).toString() == file)
      showFacts(file, facts);
  });
  connect(
      &shelf_, &BackboneShelf::notDescribed, this, [this](const QString& file, const auto& why) {
        if (list_->currentItem() && list_->currentItem()->data(kKey).toString() == file)
          tell(why, true);
      });
  connect(&shelf_, &BackboneShelf::added, this, [this](const QString& path) {
    add_->setEnabled(true);
    fill(path);
    tell(tr("Added. Choose it under Weights when you find masks."), false);
  });
  connect(&shelf_, &BackboneShelf::refused, this, [this](const QString& why) {
    add_->setEnabled(true);
    tell(why.isEmpty() ? tr("Cancelled.") : tr("Not added: %1").arg(why), !why.isEmpty());
  });
  fill({});
}

void BackbonesDialog::addHeading(const QString& text) {
  auto* item = new QListWidgetItem(text, list_);
  item->setFlags(Qt::NoItemFlags);
  item->setFont(uiFont(TextSize::Caption, true));
}

QListWidgetItem* BackbonesDialog::addItem(const QString& title,
                                          const QString& key,
                                          const QString& tip) {
  auto* item = new QListWidgetItem(title, list_);
  item->setData(kKey, key);
  item->setToolTip(tip);
  return item;
}

void BackbonesDialog::fill(const QString& current) {
  list_->clear();
  addHeading(tr("On this computer"));
  for (const auto& backbone : installed_) addItem(backbone.title, backbone.path, backbone.path);
  for (const auto& file : shelf_.files()) addItem(QFileInfo(file).completeBaseName(), file, file);
  if (list_->count() == 1) addHeading(tr("None yet: add a file, or pre-train"));
  addHeading(tr("Published, to be added"));
  const auto published = publishedBackbones();
  for (int i = 0; i < published.size(); ++i)
    addItem(published[i].name, kPublished + QString::number(i), published[i].goodFor);
  for (int row = 0; row < list_->count(); ++row) {
    auto* item = list_->item(row);
    const bool wanted = current.isEmpty() ? item->flags().testFlag(Qt::ItemIsSelectable)
                                          : item->data(kKey).toString() == current;
    if (!wanted) continue;
    list_->setCurrentItem(item);
    break;
  }
}

void BackbonesDialog::showCurrent() {
  const auto* item = list_->currentItem();
  if (!item) return;
  message_->hide();
  const QString key = item->data(kKey).toString();
  const bool here = !key.startsWith(kPublished);
  showFolder_->setEnabled(here);
  remove_->setEnabled(here && shelf_.files().contains(key));
  clearRows();
  if (!here) {
    showPublished(key.mid(kPublished.size()).toInt());
    return;
  }
  title_->setText(item->text());
  if (known_.contains(key)) {
    showFacts(key, known_.value(key));
  } else {
    purpose_->setText(tr("Reading…"));
    shelf_.describe(key);
  }
}

void BackbonesDialog::showFacts(const QString& file, const QJsonObject& facts) {
  clearRows();
  const QString architecture = facts.value(QLatin1String("architecture")).toString();
  purpose_->setText(architecturePurpose(architecture));
  addRow(tr("Network"), architectureText(architecture));
  const auto parameters = facts.value(QLatin1String("backbone_values")).toInteger();
  if (parameters > 0) addRow(tr("Parameters"), QLocale().toString(parameters));
  if (const auto heads = facts.value(QLatin1String("heads")).toInteger(-1); heads == 0)
    addRow(tr("Heads"), tr("not told by the file"));
  addRow(tr("Size"), sizeText(QFileInfo(file).size()));
  for (const auto& backbone : installed_)
    if (backbone.path == file) addRow(tr("Rests on"), backbone.provenance);
  const auto metadata = facts.value(QLatin1String("metadata")).toObject();
  if (const auto from = metadata.value(QLatin1String("converted_from")).toString(); !from.isEmpty())
    addRow(tr("Made from"), from);
  if (const auto missing = namesOf(facts, "missing"); !missing.isEmpty())
    addRow(tr("Missing"), missing);
  addRow(tr("File"), file);
}

void BackbonesDialog::showPublished(int number) {
  const auto backbone = publishedBackbones().value(number);
  title_->setText(backbone.name);
  purpose_->setText(backbone.goodFor);
  addRow(tr("Network"), backbone.architecture);
  if (backbone.values > 0) addRow(tr("Size"), tr("about %1").arg(sizeText(4 * backbone.values)));
  addRow(tr("Learned from"), backbone.labels ? tr("labels") : tr("pictures alone, without labels"));
  addRow(tr("Licence"), backbone.licence);
  addRow(tr("Publisher"), backbone.source, true);
  if (!backbone.file.isEmpty()) addRow(tr("File"), backbone.file);
}

void BackbonesDialog::addRow(const QString& name, const QString& text, bool link) {
  if (text.isEmpty()) return;
  auto* caption = new QLabel(name, this);
  setTextRole(caption, TextSize::Body, false, true);
  caption->setAlignment(Qt::AlignTop);
  auto* value = new QLabel(this);
  value->setWordWrap(true);
  value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                 Qt::LinksAccessibleByKeyboard);
  if (link) {
    value->setTextFormat(Qt::RichText);
    value->setText(QStringLiteral("<a href=\"%1\">%1</a>").arg(text.toHtmlEscaped()));
    value->setOpenExternalLinks(true);
  } else {
    value->setTextFormat(Qt::PlainText);
    // A long path has no spaces: it may be broken behind every slash.
    value->setText(QString(text).replace(u'/', QStringLiteral("/\u200b")));
  }
  rows_->addRow(caption, value);
}

void BackbonesDialog::clearRows() {
  while (rows_->rowCount() > 0) rows_->removeRow(0);
}

void BackbonesDialog::chooseFile() {
  const QString file = prompts_.chooseFile(
      this,
      tr("Weights of a backbone"),
      {},
      tr("Weights (*.safetensors *.pth *.pt *.pkl *.tar *.bin *.ckpt);;All files (*)"));
  if (file.isEmpty()) return;
  add_->setEnabled(false);
  tell(tr("Reading %1…").arg(QFileInfo(file).fileName()), false);
  shelf_.add(file);
}

void BackbonesDialog::removeCurrent() {
  const QString file = list_->currentItem()->data(kKey).toString();
  const bool go = prompts_.confirm(
      this,
      tr("Remove %1?").arg(list_->currentItem()->text()),
      tr("The copy in %1 is deleted. Projects that used it keep their own.").arg(shelf_.folder()),
      tr("Remove"));
  if (!go) return;
  const bool removed = shelf_.remove(file);
  fill({});
  tell(removed ? tr("Removed.") : tr("%1 can't be deleted.").arg(file), !removed);
}

void BackbonesDialog::tell(const QString& text, bool bad) {
  message_->setText(text);
  auto palette = this->palette();
  if (bad) palette.setColor(QPalette::WindowText, verdictStyle(Verdict::NotAnObject).colour);
  message_->setPalette(palette);
  message_->setVisible(!text.isEmpty());
}

}  // namespace maskwright::ui
