#include "ui/dialogs/export_dialog.h"

#include "ui/dialogs/prompts.h"
#include "ui/support/theme.h"
#include "ui/views/empty_state.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace maskwright::ui {

ExportDialog::ExportDialog(ExportPreview& preview,
                           const QString& suggestedPath,
                           Prompts& prompts,
                           QWidget* parent)
    : QDialog(parent),
      preview_(preview),
      prompts_(prompts),
      which_(new QComboBox(this)),
      segmentation_(new QComboBox(this)),
      path_(new QLineEdit(suggestedPath, this)),
      counts_(new QTableWidget(0, 2, this)),
      empty_(new EmptyState(this)),
      message_(new QLabel(this)) {
  setWindowTitle(tr("Export COCO"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("exportDialog"));
  which_->setObjectName(QStringLiteral("which"));
  which_->addItem(tr("Accepted and relabelled"), QStringLiteral("accepted"));
  which_->addItem(tr("All candidates but rejected ones"), QStringLiteral("all"));
  segmentation_->setObjectName(QStringLiteral("segmentation"));
  segmentation_->addItem(tr("Polygons (masks with holes as RLE)"), QStringLiteral("polygon"));
  segmentation_->addItem(tr("RLE for all"), QStringLiteral("rle"));
  path_->setObjectName(QStringLiteral("path"));
  path_->setMinimumWidth(360);
  auto* browse = new QPushButton(tr("Browse…"), this);
  auto* pathRow = new QHBoxLayout;
  pathRow->addWidget(path_, 1);
  pathRow->addWidget(browse);
  counts_->setObjectName(QStringLiteral("counts"));
  counts_->setHorizontalHeaderLabels({tr("Category"), tr("Masks")});
  counts_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
  counts_->horizontalHeaderItem(0)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  counts_->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  counts_->verticalHeader()->hide();
  counts_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  counts_->setSelectionMode(QAbstractItemView::NoSelection);
  counts_->setShowGrid(false);
  counts_->setFocusPolicy(Qt::NoFocus);
  empty_->setContents("export",
                      tr("Nothing to export yet"),
                      tr("Accept masks with A; they are counted here by category."));
  message_->setWordWrap(true);
  message_->setObjectName(QStringLiteral("message"));
  auto* note = new QLabel(tr("Masks lie in the image as it is displayed (EXIF orientation "
                             "applied). Ids start at 1; the file is put in place only when whole."),
                          this);
  note->setWordWrap(true);
  setTextRole(note, TextSize::Caption, false, true);
  auto* box = new QDialogButtonBox(QDialogButtonBox::Close, this);
  export_ = new QPushButton(tr("Export"), this);
  export_->setProperty("primary", true);  // before it is laid out, or the style sheet misses it
  box->addButton(export_, QDialogButtonBox::ActionRole);
  export_->setObjectName(QStringLiteral("export"));
  export_->setDefault(true);
  showFolder_ = box->addButton(tr("Show in folder"), QDialogButtonBox::ActionRole);
  showFolder_->setObjectName(QStringLiteral("showInFolder"));
  showFolder_->hide();
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->addRow(tr("Masks"), which_);
  form->addRow(tr("Outlines"), segmentation_);
  path_->setAccessibleName(tr("File"));
  form->addRow(tr("File"), pathRow);
  form->setHorizontalSpacing(12);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addLayout(form);
  layout->addWidget(counts_, 1);
  layout->addWidget(empty_, 1);
  layout->addWidget(note);
  layout->addWidget(message_);
  layout->addWidget(box);
  connect(which_, &QComboBox::currentIndexChanged, this, &ExportDialog::showCounts);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString file =
        prompts_.chooseSaveFile(this, tr("Export to"), path_->text(), tr("COCO JSON (*.json)"));
    if (!file.isEmpty()) path_->setText(file);
  });
  connect(export_, &QPushButton::clicked, this, &ExportDialog::start);
  connect(box, &QDialogButtonBox::rejected, this, &QDialog::close);
  connect(showFolder_, &QPushButton::clicked, this, [this] {
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path_->text()).absolutePath()));
  });
  showCounts();
  resize(560, 480);
}

void ExportDialog::showCounts() {
  auto rows = preview_.accepted();
  if (which_->currentData().toString() == QLatin1String("all"))
    rows.push_back({tr("(undecided, by confidence)"), preview_.undecided()});
  counts_->setRowCount(static_cast<int>(rows.size()));
  qint64 total = 0;
  for (int i = 0; i < rows.size(); ++i) {
    counts_->setItem(i, 0, new QTableWidgetItem(rows[i].category));
    auto* number = new QTableWidgetItem(locale().toString(rows[i].accepted));
    number->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    counts_->setItem(i, 1, number);
    total += rows[i].accepted;
  }
  export_->setEnabled(total > 0);
  counts_->setVisible(total > 0);
  empty_->setVisible(total == 0);
  message_->setText(total == 1  ? tr("1 mask")
                    : total > 0 ? tr("%1 masks").arg(locale().toString(total))
                                : QString());
}

void ExportDialog::start() {
  if (path_->text().trimmed().isEmpty()) {
    message_->setText(tr("Say which file to write."));
    return;
  }
  ExportChoice choice;
  choice.path = path_->text().trimmed();
  choice.which = which_->currentData().toString();
  choice.segmentation = segmentation_->currentData().toString();
  export_->setEnabled(false);
  message_->setText(tr("Exporting…"));
  Q_EMIT exportRequested(choice);
}

void ExportDialog::showDone(const ExportDone& done) {
  QString text = tr("Written: %1, masks: %2").arg(done.path).arg(done.masks);
  if (done.merged > 0)
    text +=
        tr("\nLeft out because a newer accepted mask shows the same object: %1").arg(done.merged);
  message_->setText(text);
  export_->setEnabled(true);
  showFolder_->show();
}

void ExportDialog::showFailed(const QString& error) {
  message_->setText(error);
  export_->setEnabled(true);
}

}  // namespace maskwright::ui
