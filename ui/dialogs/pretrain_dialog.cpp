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

namespace maskwright::ui {
namespace {

constexpr int kDenseMinutes = 5, kSlotMinutes = 30;

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
           {}}};
}

}  // namespace

PretrainDialog::PretrainDialog(qint64 images, const QString& method, QWidget* parent)
    : QDialog(parent),
      images_(images),
      method_(new MethodChoice(methods(), this)),
      minutes_(minutesBox(this, kDenseMinutes, {})),
      note_(new QLabel(this)),
      warningBox_(new QWidget(this)),
      warning_(new QLabel(warningBox_)) {
  setWindowTitle(tr("Pre-train on this collection"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("pretrainDialog"));
  auto* architecture = architectureBox(this);
  for (QLabel* label : {note_, warning_}) {
    label->setWordWrap(true);
    setTextRole(label, TextSize::Caption, false, label == note_);
  }
  warning_->setObjectName(QStringLiteral("slotconWarning"));
  warning_->setText(tr("This collection has %n images. Below about %1, prototypes follow colour "
                       "and texture, not kinds of things: clusters by k-means (Find masks makes "
                       "them) are the better choice. You can train all the same.",
                       nullptr,
                       static_cast<int>(images_))
                        .arg(kSlotConImages));
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
  form->addRow(tr("Backbone"), architecture);
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
  connect(this, &QDialog::accepted, this, [this, architecture] {
    PretrainChoice choice;
    choice.architecture = architecture->currentData().toString();
    choice.method = method_->method();
    choice.minutes = minutes_->value();
    Q_EMIT chosen(choice);
  });
  method_->setMethod(method);
}

void PretrainDialog::explain(const QString& method) {
  const bool slots_ = method == QLatin1String("slotcon");
  warningBox_->setVisible(slots_ && images_ < kSlotConImages);
  // The suggestion follows the method as long as nobody changed it.
  if (minutes_->value() == (slots_ ? kDenseMinutes : kSlotMinutes))
    minutes_->setValue(slots_ ? kSlotMinutes : kDenseMinutes);
  note_->setText(slots_ ? tr("Learns without labels. Afterwards make semantic maps, or find masks "
                             "with Slots. Masks and maps found before stay.")
                        : tr("Learns without labels. Masks found before stay; find masks again to "
                             "use the new features."));
}

}  // namespace maskwright::ui
