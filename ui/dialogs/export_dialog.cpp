#include "ui/dialogs/export_dialog.h"

#include "ui/dialogs/prompts.h"
#include "ui/support/theme.h"
#include "ui/views/empty_state.h"
#include "ui/views/section.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
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
      tolerance_(new QDoubleSpinBox(this)),
      minConfidence_(new QDoubleSpinBox(this)),
      val_(new QSpinBox(this)),
      path_(new QLineEdit(suggestedPath, this)),
      counts_(new QTableWidget(0, 2, this)),
      empty_(new EmptyState(this)),
      notes_(new QLabel(this)),
      replaced_(new QLabel(this)),
      message_(new QLabel(this)) {
  setWindowTitle(tr("Export COCO"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("exportDialog"));
  build();
  connect(which_, &QComboBox::currentIndexChanged, this, &ExportDialog::showCounts);
  connect(minConfidence_, &QDoubleSpinBox::valueChanged, this, &ExportDialog::showCounts);
  connect(segmentation_, &QComboBox::currentIndexChanged, this, [this](int row) {
    form_->setRowVisible(tolerance_, row == 0);
    askOutlook();
  });
  connect(tolerance_, &QDoubleSpinBox::valueChanged, this, &ExportDialog::askOutlook);
  connect(val_, &QSpinBox::valueChanged, this, &ExportDialog::showReplaced);
  connect(path_, &QLineEdit::textChanged, this, &ExportDialog::showReplaced);
  connect(export_, &QPushButton::clicked, this, &ExportDialog::start);
  connect(showFolder_, &QPushButton::clicked, this, [this] {
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path_->text()).absolutePath()));
  });
  showCounts();
  showReplaced();
  resize(600, 640);
}

QFormLayout* ExportDialog::buildForm() {
  which_->setObjectName(QStringLiteral("which"));
  which_->addItem(tr("Accepted and relabelled"), QStringLiteral("accepted"));
  which_->addItem(tr("All candidates but rejected ones"), QStringLiteral("all"));
  segmentation_->setObjectName(QStringLiteral("segmentation"));
  segmentation_->addItem(tr("Polygons (masks with holes as RLE)"), QStringLiteral("polygon"));
  segmentation_->addItem(tr("RLE for all"), QStringLiteral("rle"));
  minConfidence_->setObjectName(QStringLiteral("minConfidence"));
  minConfidence_->setRange(0, 1);
  minConfidence_->setSingleStep(0.05);
  minConfidence_->setToolTip(tr("Undecided masks below it are left out"));
  tolerance_->setObjectName(QStringLiteral("tolerance"));
  tolerance_->setRange(0, 100);
  tolerance_->setSingleStep(0.5);
  tolerance_->setDecimals(1);
  tolerance_->setSuffix(tr(" px"));
  tolerance_->setSpecialValueText(tr("exact"));
  tolerance_->setToolTip(tr("How far corners of polygons may move, for smaller files"));
  val_->setObjectName(QStringLiteral("val"));
  val_->setRange(0, 50);
  val_->setSingleStep(5);
  val_->setSuffix(tr(" % of the images"));
  val_->setSpecialValueText(tr("none, one file"));
  val_->setToolTip(
      tr("Whole images go to a file of their own, drawn by a fixed seed: the next "
         "export divides the same ones alike"));
  path_->setObjectName(QStringLiteral("path"));
  path_->setMinimumWidth(360);
  path_->setAccessibleName(tr("File"));
  auto* browse = new QPushButton(tr("Browse…"), this);
  connect(browse, &QPushButton::clicked, this, [this] {
    const QString file =
        prompts_.chooseSaveFile(this, tr("Export to"), path_->text(), tr("COCO JSON (*.json)"));
    if (!file.isEmpty()) path_->setText(file);
  });
  auto* pathRow = new QHBoxLayout;
  pathRow->addWidget(path_, 1);
  pathRow->addWidget(browse);
  form_ = new QFormLayout;
  form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form_->setHorizontalSpacing(12);
  form_->addRow(tr("Masks"), which_);
  form_->addRow(tr("Undecided from"), minConfidence_);
  form_->addRow(tr("Outlines"), segmentation_);
  form_->addRow(tr("Simplify"), tolerance_);
  form_->addRow(tr("For validation"), val_);
  form_->addRow(tr("File"), pathRow);
  return form_;
}

void ExportDialog::build() {
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
  notes_->setObjectName(QStringLiteral("notes"));
  notes_->setWordWrap(true);
  notes_->setAccessibleName(tr("What a consumer might trip on"));
  replaced_->setObjectName(QStringLiteral("replaced"));
  replaced_->setWordWrap(true);
  replaced_->setProperty("tone", "problem");
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
  connect(box, &QDialogButtonBox::rejected, this, &QDialog::close);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addLayout(buildForm());
  layout->addWidget(replaced_);
  layout->addWidget(counts_, 1);
  layout->addWidget(empty_, 1);
  layout->addWidget(notes_);
  layout->addWidget(note);
  layout->addWidget(message_);
  layout->addWidget(box);
}

void ExportDialog::askOutlook() {
  notes_->setText(tr("Looking at the masks ..."));
  ExportRequest request;
  request.segmentation = segmentation_->currentIndex() == 0 ? coco::SegmentationForm::Polygon
                                                            : coco::SegmentationForm::Rle;
  request.tolerance = tolerance_->value();
  Q_EMIT outlookRequested(request);
}

void ExportDialog::showOutlook(const ExportOutlook& outlook) {
  QStringList lines;
  const auto text = [this](qint64 value) { return locale().toString(value); };
  if (outlook.uncategorised > 0)
    lines << tr("Without a category, written as \"object\": %1 of %2 masks")
                 .arg(text(outlook.uncategorised), text(outlook.masks));
  if (outlook.asRle > 0)
    lines << tr("Written as RLE, because polygons can't hold them (holes, fine parts): %1")
                 .arg(text(outlook.asRle));
  if (outlook.merged > 0)
    lines << tr("Left out, because a newer accepted mask shows the same object: %1")
                 .arg(text(outlook.merged));
  if (outlook.unfinished > 0)
    lines << tr("Images with likely masks that nobody decided, whose objects are missing: %1")
                 .arg(text(outlook.unfinished));
  if (outlook.withoutMasks > 0)
    lines << tr("Images without an accepted mask, which a trainer takes as empty: %1 of %2")
                 .arg(text(outlook.withoutMasks), text(outlook.images));
  if (outlook.missing > 0)
    lines << tr("Images that are not on the disk or can't be read: %1").arg(text(outlook.missing));
  for (QString& line : lines) line.prepend(QStringLiteral("• "));
  notes_->setText(lines.isEmpty()
                      ? tr("Nothing that a consumer would trip on was found.")
                      : tr("What a consumer might trip on") + u'\n' + lines.join(u'\n'));
}

QStringList ExportDialog::files() const {
  const QString path = path_->text().trimmed();
  if (path.isEmpty() || val_->value() == 0) return {path};
  return {QString::fromStdString(trainFileOf(path.toStdString()).string()),
          QString::fromStdString(valFileOf(path.toStdString()).string())};
}

void ExportDialog::showReplaced() {
  QStringList there;
  for (const QString& file : files())
    if (QFileInfo(file).isFile()) there << QFileInfo(file).fileName();
  replaced_->setText(there.size() == 2
                         ? tr("%1 and %2 exist and will be replaced.").arg(there[0], there[1])
                     : there.size() == 1 ? tr("%1 exists and will be replaced.").arg(there[0])
                                         : QString());
  replaced_->setVisible(!there.isEmpty());
}

void ExportDialog::showCounts() {
  auto rows = preview_.accepted();
  const bool all = which_->currentData().toString() == QLatin1String("all");
  form_->setRowVisible(minConfidence_, all);
  if (all)
    rows.push_back({tr("(undecided, by confidence)"), preview_.undecided(minConfidence_->value())});
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
  choice.tolerance = tolerance_->value();
  choice.minConfidence = minConfidence_->value();
  choice.valPercent = val_->value();
  export_->setEnabled(false);
  message_->setText(tr("Exporting…"));
  Q_EMIT exportRequested(choice);
}

void ExportDialog::showDone(const ExportDone& done) {
  const QString masks = locale().toString(done.masks);
  const QStringList written = files();
  QString text = written.size() == 2
                     ? tr("Written: %1 and %2, masks: %3").arg(written[0], written[1], masks)
                     : tr("Written: %1, masks: %2").arg(done.path, masks);
  if (done.merged > 0)
    text += tr("\nLeft out because a newer accepted mask shows the same object: %1")
                .arg(locale().toString(done.merged));
  message_->setText(text);
  export_->setEnabled(true);
  replaced_->hide();  // by what was written just now
  showFolder_->show();
}

void ExportDialog::showFailed(const QString& error) {
  message_->setText(error);
  export_->setEnabled(true);
}

}  // namespace maskwright::ui
