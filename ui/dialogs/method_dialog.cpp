#include "ui/dialogs/method_dialog.h"

#include "ui/dialogs/method_choice.h"
#include "ui/dialogs/method_fields.h"
#include "ui/dialogs/prompts.h"
#include "ui/support/theme.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr const char* kOwnFile = "choose";
constexpr const char* kPretrain = "pretrain";
constexpr const char* kNothing = "nothing";

QVector<MethodOption> methods(bool hasSlotCon) {
  const auto tr = [](const char* text) {
    return QCoreApplication::translate("maskwright::ui", text);
  };
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
           missing},
          {QStringLiteral("attention"),
           methodText(QStringLiteral("attention")),
           tr("The main object of each image, by a vision transformer's attention."),
           {}},
          {QStringLiteral("mask-cut"),
           methodText(QStringLiteral("mask-cut")),
           tr("Up to several objects an image, by cutting a vision transformer's patches."),
           {}},
          {QStringLiteral("free-mask,mask-cut"),
           tr("Free Mask, merge tree and MaskCut, pooled"),
           tr("Large objects by the transformer, the rest by Free Mask and regions."),
           {}}};
}

}  // namespace

DiscoverDialog::DiscoverDialog(const QVector<WeightsOption>& weights,
                               bool hasSlotCon,
                               qint64 images,
                               Prompts& prompts,
                               QWidget* parent)
    : QDialog(parent),
      prompts_(prompts),
      images_(images),
      options_(weights),
      method_(new MethodChoice(methods(hasSlotCon), this)),
      weights_(new QComboBox(this)),
      architecture_(architectureBox(this)),
      minutes_(minutesBox(this, 0, tr("automatic"))),
      perImage_(new QSpinBox(this)),
      form_(new QFormLayout),
      explanation_(new QLabel(this)),
      backbones_(new QPushButton(tr("Which files fit?"), this)) {
  setWindowTitle(tr("Find masks"));
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("discoverDialog"));
  weights_->setObjectName(QStringLiteral("weights"));
  weights_->setMinimumContentsLength(32);
  weights_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  perImage_->setObjectName(QStringLiteral("perImage"));
  perImage_->setRange(0, 500);
  perImage_->setSpecialValueText(tr("automatic"));
  explanation_->setObjectName(QStringLiteral("explanation"));
  explanation_->setWordWrap(true);
  setTextRole(explanation_, TextSize::Caption, false, true);
  backbones_->setObjectName(QStringLiteral("backbones"));
  backbones_->setAutoDefault(false);
  form_->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form_->setHorizontalSpacing(2 * kGap);
  form_->addRow(tr("Weights"), weights_);
  form_->addRow(tr("Backbone"), architecture_);
  form_->addRow(tr("Pre-training"), minutes_);
  form_->addRow(tr("Coarse masks an image"), perImage_);
  auto* notes = new QHBoxLayout;
  notes->addWidget(explanation_, 1);
  notes->addWidget(backbones_, 0, Qt::AlignTop);
  auto* buttons = verbButtons(this, tr("Find masks"));
  start_ = buttons->findChild<QPushButton*>(QStringLiteral("start"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  layout->addWidget(method_);
  layout->addLayout(form_);
  layout->addLayout(notes);
  layout->addWidget(buttons);
  connect(weights_, &QComboBox::activated, this, &DiscoverDialog::chooseWeights);
  connect(method_, &MethodChoice::methodChosen, this, &DiscoverDialog::fillWeights);
  connect(backbones_, &QPushButton::clicked, this, &DiscoverDialog::backbonesRequested);
  connect(this, &QDialog::accepted, this, [this] {
    DiscoverChoice choice;
    choice.method = method_->method();
    const QString file = weights_->currentData().toString();
    if (file == QLatin1String(kPretrain)) {
      choice.pretrainMinutes = minutes_->value();
      choice.architecture = architecture_->currentData().toString();
    } else {
      choice.weights = file;
    }
    choice.perImage = perImage_->value();
    Q_EMIT chosen(choice);
  });
  fillWeights();
}

bool DiscoverDialog::needsTransformer() const {
  const QString method = method_->method();
  return method.contains(QLatin1String("attention")) || method.contains(QLatin1String("mask-cut"));
}

void DiscoverDialog::addWeights(const WeightsOption& option) {
  options_.push_back(option);
  fillWeights();
}

void DiscoverDialog::fillWeights() {
  const Network wanted = needsTransformer() ? Network::Transformer : Network::ResNet;
  weights_->clear();
  for (const auto& option : options_) {
    if (option.network != wanted && option.network != Network::Unknown) continue;
    weights_->addItem(option.title, option.file);
    const QString tip = option.provenance.isEmpty() ? option.file : option.provenance;
    weights_->setItemData(weights_->count() - 1, tip, Qt::ToolTipRole);
  }
  if (weights_->count() == 0 && wanted == Network::ResNet)
    weights_->addItem(tr("None yet: pre-train on this collection first"), QLatin1String(kPretrain));
  if (weights_->count() == 0)
    weights_->addItem(tr("None yet: choose a file"), QLatin1String(kNothing));
  weights_->addItem(tr("Choose a file…"), QLatin1String(kOwnFile));
  weights_->setCurrentIndex(std::max(0, weights_->findData(lastFile_)));
  explain();
}

void DiscoverDialog::chooseWeights() {
  if (weights_->currentData().toString() == QLatin1String(kOwnFile)) return chooseFile();
  lastFile_ = weights_->currentData().toString();
  explain();
}

void DiscoverDialog::chooseFile() {
  const QString file =
      prompts_.chooseFile(this,
                          tr("Weights of a backbone"),
                          {},
                          tr("Weights (*.safetensors *.pth *.pt *.pkl *.tar);;All files (*)"));
  if (!file.isEmpty()) {
    options_.push_front({QFileInfo(file).fileName(), file, Network::Unknown});
    lastFile_ = file;
  }
  fillWeights();
}

void DiscoverDialog::explain() {
  const QString file = weights_->currentData().toString();
  const bool trains = file == QLatin1String(kPretrain);
  weights_->setToolTip(weights_->currentData(Qt::ToolTipRole).toString());
  const bool lacking = file == QLatin1String(kNothing);
  form_->setRowVisible(minutes_, trains);
  form_->setRowVisible(architecture_, trains);
  start_->setEnabled(!lacking);
  backbones_->setVisible(needsTransformer());
  const QString stays =
      tr("New candidates replace undecided ones of the same method; decisions stay.");
  if (trains)
    explanation_->setText(tr("Masks rest on features learned from these images alone (%n) "
                             "(DenseCL).",
                             nullptr,
                             static_cast<int>(images_)) +
                          QLatin1Char(' ') + stays);
  else if (lacking)
    explanation_->setText(
        tr("This rests on a vision transformer (DINO, DINOv2 or DINOv3). None "
           "ships with Maskwright and nothing is downloaded: choose a file that "
           "you have."));
  else
    explanation_->setText(stays);
  adjustSize();  // a wrapped text asks for no height by itself
}

}  // namespace maskwright::ui
