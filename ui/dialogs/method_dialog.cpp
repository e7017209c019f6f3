#include "ui/dialogs/method_dialog.h"

#include "ui/dialogs/prompts.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr const char* kOwnFile = "choose";
constexpr const char* kPretrain = "pretrain";

/// Buttons with a verb instead of "OK".
QDialogButtonBox* buttons(QDialog* dialog, const QString& verb) {
  auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
  auto* go = new QPushButton(verb, dialog);
  go->setProperty("primary", true);  // before it is laid out, or the style sheet misses it
  box->addButton(go, QDialogButtonBox::AcceptRole);
  go->setObjectName(QStringLiteral("start"));
  go->setDefault(true);
  QObject::connect(box, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
  QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  return box;
}

QComboBox* architectureBox(QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setObjectName(QStringLiteral("architecture"));
  box->addItem(QObject::tr("ResNet-18 (fast)"), QStringLiteral("resnet18"));
  box->addItem(QObject::tr("ResNet-50 (slower, finer)"), QStringLiteral("resnet50"));
  return box;
}

QSpinBox* minutesBox(QWidget* parent, int value, const QString& automatic) {
  auto* box = new QSpinBox(parent);
  box->setRange(automatic.isEmpty() ? 1 : 0, 24 * 60);
  box->setSuffix(QObject::tr(" min"));
  if (!automatic.isEmpty()) box->setSpecialValueText(automatic);
  box->setValue(value);
  return box;
}

}  // namespace

DiscoverDialog::DiscoverDialog(const QList<QPair<QString, QString>>& models,
                               qint64 images,
                               Prompts& prompts,
                               QWidget* parent)
    : QDialog(parent),
      prompts_(prompts),
      images_(images),
      method_(new QComboBox(this)),
      weights_(new QComboBox(this)),
      architecture_(architectureBox(this)),
      minutes_(minutesBox(this, 0, tr("automatic"))),
      perImage_(new QSpinBox(this)),
      explanation_(new QLabel(this)) {
  setWindowTitle(tr("Find masks"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("discoverDialog"));
  method_->setObjectName(QStringLiteral("method"));
  method_->addItem(methodText(QStringLiteral("free-mask")), QStringLiteral("free-mask"));
  weights_->setObjectName(QStringLiteral("weights"));
  for (const auto& [path, provenance] : models) weights_->addItem(provenance, path);
  if (models.isEmpty())
    weights_->addItem(tr("None yet: pre-train on this collection first"), QLatin1String(kPretrain));
  weights_->addItem(tr("Choose a safetensors file…"), QLatin1String(kOwnFile));
  weights_->setMinimumContentsLength(32);
  minutes_->setObjectName(QStringLiteral("minutes"));
  perImage_->setObjectName(QStringLiteral("perImage"));
  perImage_->setRange(0, 500);
  perImage_->setSpecialValueText(tr("automatic"));
  explanation_->setWordWrap(true);
  setTextRole(explanation_, TextSize::Caption, false, true);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->addRow(tr("Method"), method_);
  form->addRow(tr("Weights"), weights_);
  form->addRow(tr("Backbone"), architecture_);
  form->addRow(tr("Pre-training"), minutes_);
  form->addRow(tr("Coarse masks an image"), perImage_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addLayout(form);
  layout->addWidget(explanation_);
  layout->addWidget(buttons(this, tr("Find masks")));
  connect(weights_, &QComboBox::activated, this, &DiscoverDialog::chooseWeights);
  connect(this, &QDialog::accepted, this, [this] {
    DiscoverChoice choice;
    choice.method = method_->currentData().toString();
    const QString weights = weights_->currentData().toString();
    if (weights == QLatin1String(kPretrain)) {
      choice.pretrainMinutes = minutes_->value();
      choice.architecture = architecture_->currentData().toString();
    } else {
      choice.weights = weights;
    }
    choice.perImage = perImage_->value();
    Q_EMIT chosen(choice);
  });
  explain();
}

void DiscoverDialog::chooseWeights() {
  if (weights_->currentData().toString() == QLatin1String(kOwnFile)) {
    const QString file =
        prompts_.chooseFile(this, tr("Weights of a ResNet"), {}, tr("safetensors (*.safetensors)"));
    if (file.isEmpty()) {
      weights_->setCurrentIndex(lastWeights_);
    } else {
      weights_->insertItem(0, file, file);
      weights_->setCurrentIndex(0);
    }
  }
  lastWeights_ = weights_->currentIndex();
  explain();
}

void DiscoverDialog::explain() {
  const bool trains = weights_->currentData().toString() == QLatin1String(kPretrain);
  minutes_->setEnabled(trains);
  architecture_->setEnabled(trains);
  explanation_->setText(
      trains ? tr("Masks rest on features learned from these images alone (%n) (DenseCL). New "
                  "candidates replace undecided ones of round 0; decisions stay.",
                  nullptr,
                  static_cast<int>(images_))
             : tr("New candidates replace undecided ones of round 0; decisions stay."));
}

PretrainDialog::PretrainDialog(QWidget* parent) : QDialog(parent) {
  setWindowTitle(tr("Pre-train a backbone"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("pretrainDialog"));
  auto* method = new QComboBox(this);
  method->addItem(methodText(QStringLiteral("densecl")), QStringLiteral("densecl"));
  auto* architecture = architectureBox(this);
  auto* minutes = minutesBox(this, 5, {});
  minutes->setObjectName(QStringLiteral("minutes"));
  auto* note = new QLabel(tr("Learns features from this collection without labels. Masks found "
                             "before stay; find masks again to use the new features."),
                          this);
  note->setWordWrap(true);
  setTextRole(note, TextSize::Caption, false, true);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->addRow(tr("Method"), method);
  form->addRow(tr("Backbone"), architecture);
  form->addRow(tr("Time"), minutes);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(form);
  layout->addWidget(note);
  layout->addWidget(buttons(this, tr("Pre-train")));
  connect(this, &QDialog::accepted, this, [this, method, architecture, minutes] {
    PretrainChoice choice;
    choice.architecture = architecture->currentData().toString();
    choice.method = method->currentData().toString();
    choice.minutes = minutes->value();
    Q_EMIT chosen(choice);
  });
}

}  // namespace maskwright::ui
