#include "ui/dialogs/pretrain_dialog.h"

#include "ui/dialogs/method_choice.h"
#include "ui/dialogs/method_fields.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

#include <memory>

namespace maskwright::ui {
namespace {

constexpr int kDenseMinutes = 5, kSlotMinutes = 30, kDinoMinutes = 240;

int suggestedMinutes(const QString& method) {
  if (method == QLatin1String("slotcon")) return kSlotMinutes;
  return method == QLatin1String("dino") ? kDinoMinutes : kDenseMinutes;
}

QVector<MethodOption> methods() {
  return {{QStringLiteral("densecl"),
           methodText(QStringLiteral("densecl")),
           PretrainDialog::tr("Features that tell one place of a picture from another: good for "
                              "finding single objects. Useful after minutes."),
           {}},
          {QStringLiteral("slotcon"),
           methodText(QStringLiteral("slotcon")),
           PretrainDialog::tr("Prototypes that all images share: good for semantic maps and for "
                              "grouping parts. Wants many images and more time."),
           {}},
          {QStringLiteral("dino"),
           methodText(QStringLiteral("dino")),
           PretrainDialog::tr("A vision transformer from nothing, for attention masks and MaskCut. "
                              "For thousands of images, and a GPU or a night."),
           {}}};
}

}  // namespace

PretrainDialog::PretrainDialog(qint64 images, const QString& method, QWidget* parent)
    : QDialog(parent),
      images_(images),
      method_(new MethodChoice(methods(), this)),
      architecture_(architectureBox(this)),
      minutes_(minutesBox(this, kDenseMinutes, {})),
      note_(new QLabel(this)),
      warningBox_(new QWidget(this)),
      warning_(new QLabel(warningBox_)) {
  setWindowTitle(tr("Pre-train on this collection"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("pretrainDialog"));
  architecture_->setAccessibleName(tr("Backbone"));
  for (QLabel* label : {note_, warning_}) {
    label->setWordWrap(true);
    setTextRole(label, TextSize::Caption, false, label == note_);
  }
  warning_->setObjectName(QStringLiteral("fewImagesWarning"));
  auto* picture = new QLabel(warningBox_);
  picture->setPixmap(
      icon(QStringLiteral("warning"), verdictStyle(Verdict::BadMask).colour).pixmap(20, 20));
  auto* row = new QHBoxLayout(warningBox_);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kGap);
  row->addWidget(picture, 0, Qt::AlignTop);
  row->addWidget(warning_, 1);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->setHorizontalSpacing(2 * kGap);
  form->addRow(tr("Backbone"), architecture_);
  form->addRow(tr("Time"), minutes_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(method_);
  layout->addWidget(warningBox_);
  layout->addLayout(form);
  layout->addWidget(note_);
  layout->addWidget(verbButtons(this, tr("Pre-train")));
  layout->setSizeConstraint(QLayout::SetFixedSize);  // grows and shrinks with the warning
  connect(method_, &MethodChoice::methodChosen, this, &PretrainDialog::explain);
  connect(this, &QDialog::accepted, this, [this] {
    PretrainChoice choice;
    choice.architecture = architecture_->currentData().toString();
    choice.method = method_->method();
    choice.minutes = minutes_->value();
    choice.anyway = hasTooFew(choice.method);  // the warning has been read
    Q_EMIT chosen(choice);
  });
  method_->setMethod(method);
}

bool PretrainDialog::hasTooFew(const QString& method) const {
  return (method == QLatin1String("slotcon") && images_ < kSlotConImages) ||
         (method == QLatin1String("dino") && images_ < kDinoImages);
}

void PretrainDialog::showBackbones(bool transformers) {
  if (transformers == (architecture_->findData(QStringLiteral("tiny")) >= 0)) return;
  architecture_->clear();
  if (transformers) {
    architecture_->addItem(tr("ViT-Tiny (fast)"), QStringLiteral("tiny"));
    architecture_->addItem(tr("ViT-Small (as published)"), QStringLiteral("small"));
    return;
  }
  const std::unique_ptr<QComboBox> networks(architectureBox(nullptr));
  for (int row = 0; row < networks->count(); ++row)
    architecture_->addItem(networks->itemText(row), networks->itemData(row));
}

void PretrainDialog::explain(const QString& method) {
  const bool slots_ = method == QLatin1String("slotcon"),
             transformer = method == QLatin1String("dino");
  showBackbones(transformer);
  warningBox_->setVisible(hasTooFew(method));
  const auto count = static_cast<int>(images_);
  warning_->setText(
      transformer
          ? tr("This collection has %n images. Below about %1, a transformer learns little from "
               "nothing: published DINO weights (Backbones) or DenseCL are the better choice. You "
               "can train all the same.",
               nullptr,
               count)
                .arg(locale().toString(kDinoImages))
          : tr("This collection has %n images. Below about %1, prototypes follow colour and "
               "texture, not kinds of things: clusters by k-means (Find masks makes them) are the "
               "better choice. You can train all the same.",
               nullptr,
               count)
                .arg(locale().toString(kSlotConImages)));
  // The suggestion follows the method as long as nobody changed it.
  for (const char* other : {"densecl", "slotcon", "dino"})
    if (minutes_->value() == suggestedMinutes(QLatin1String(other))) {
      minutes_->setValue(suggestedMinutes(method));
      break;
    }
  note_->setText(
      slots_        ? tr("Learns without labels. Afterwards make semantic maps, or find masks with "
                         "Slots. Masks and maps found before stay.")
      : transformer ? tr("Learns without labels. Afterwards find masks with Attention or MaskCut. "
                         "Masks found before stay.")
                    : tr("Learns without labels. Masks found before stay; find masks again to use "
                         "the new features."));
}

}  // namespace maskwright::ui
