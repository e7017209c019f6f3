#include "ui/dialogs/method_dialog.h"

#include "ui/dialogs/method_choice.h"
#include "ui/dialogs/method_fields.h"
#include "ui/dialogs/prompts.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QSpinBox>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

constexpr const char* kOwnFile = "choose";
constexpr const char* kPretrain = "pretrain";

QVector<MethodOption> methods(bool hasSlotCon) {
  const auto tr = [](const char* text) { return DiscoverDialog::tr(text); };
  const QString missing =
      hasSlotCon ? QString()
                 : tr("Needs a SlotCon model: choose Pre-train in the project menu first.");
  return {{QStringLiteral("free-mask"),
           tr("Free Mask with merge tree"),
           tr("Objects of all sizes, from features and from image regions: start with this."),
           {}},
          {QStringLiteral("tree"),
           tr("Merge tree"),
           tr("Regions that colour and texture set off: small, repeated things such as cells."),
           {}},
          {QStringLiteral("slots"),
           methodText(QStringLiteral("slots")),
           tr("Regions of prototypes that all images share: large parts and surfaces."),
           missing},
          {QStringLiteral("free-mask,slots"),
           tr("Free Mask, merge tree and slots, pooled"),
           tr("All of them: misses least, takes longest and gives most to review."),
           missing}};
}

}  // namespace

DiscoverDialog::DiscoverDialog(const QList<QPair<QString, QString>>& models,
                               bool hasSlotCon,
                               qint64 images,
                               Prompts& prompts,
                               QWidget* parent)
    : QDialog(parent),
      prompts_(prompts),
      images_(images),
      method_(new MethodChoice(methods(hasSlotCon), this)),
      weights_(new QComboBox(this)),
      architecture_(architectureBox(this)),
      minutes_(minutesBox(this, 0, tr("automatic"))),
      perImage_(new QSpinBox(this)),
      explanation_(new QLabel(this)) {
  setWindowTitle(tr("Find masks"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("discoverDialog"));
  weights_->setObjectName(QStringLiteral("weights"));
  for (const auto& [path, provenance] : models) weights_->addItem(provenance, path);
  if (models.isEmpty())
    weights_->addItem(tr("None yet: pre-train on this collection first"), QLatin1String(kPretrain));
  weights_->addItem(tr("Choose a file…"), QLatin1String(kOwnFile));
  weights_->setMinimumContentsLength(32);
  perImage_->setObjectName(QStringLiteral("perImage"));
  perImage_->setRange(0, 500);
  perImage_->setSpecialValueText(tr("automatic"));
  explanation_->setWordWrap(true);
  setTextRole(explanation_, TextSize::Caption, false, true);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->setHorizontalSpacing(2 * kGap);
  form->addRow(tr("Weights"), weights_);
  form->addRow(tr("Backbone"), architecture_);
  form->addRow(tr("Pre-training"), minutes_);
  form->addRow(tr("Coarse masks an image"), perImage_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(method_);
  layout->addLayout(form);
  layout->addWidget(explanation_);
  layout->addWidget(verbButtons(this, tr("Find masks")));
  connect(weights_, &QComboBox::activated, this, &DiscoverDialog::chooseWeights);
  connect(this, &QDialog::accepted, this, [this] {
    DiscoverChoice choice;
    choice.method = method_->method();
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

void DiscoverDialog::addWeights(const QString& title, const QString& file) {
  weights_->insertItem(weights_->count() - 1, title, file);  // the last one opens a file dialog
}

void DiscoverDialog::chooseWeights() {
  if (weights_->currentData().toString() == QLatin1String(kOwnFile)) {
    const QString file =
        prompts_.chooseFile(this,
                            tr("Weights of a backbone"),
                            {},
                            tr("Weights (*.safetensors *.pth *.pt *.pkl *.tar);;All files (*)"));
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

}  // namespace maskwright::ui
