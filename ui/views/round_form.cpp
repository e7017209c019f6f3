#include "ui/views/round_form.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/views/jobs_panel.h"
#include "ui/views/section.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

/// Minutes. After one, on two cores, the best masks of most images were still the same.
constexpr int kShortTraining = 5;

void fill(QComboBox* box, const QVector<NamedChoice>& choices) {
  box->clear();
  for (const NamedChoice& one : choices) {
    box->addItem(one.text, one.key);
    box->setItemData(box->count() - 1, one.more, Qt::ToolTipRole);
  }
}

}  // namespace

RoundForm::RoundForm(QWidget* parent) : QFrame(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setFixedWidth(320);
  stack_ = new QStackedLayout(this);
  stack_->addWidget(buildForm());
  stack_->addWidget(buildProgress());
  setSegmenters({{"solo", tr("SOLO (FreeSOLO)"), {}},
                 {"mask-rcnn", tr("Mask R-CNN (MaskDistill)"), {}},
                 {"none", tr("None: tune embeddings only"), {}}});
  setProfiles({{"preview", tr("Preview: quick and rough"), {}},
               {"small", tr("Small: larger network"), tr("A larger network on larger pictures.")},
               {"full",
                tr("Full: as published"),
                tr("The published figures. Needs a large machine; refused where the memory is "
                   "too small.")}});
  setOutlook({});
}

QWidget* RoundForm::buildForm() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  auto* title = new QLabel(tr("Next round"), page);
  setTextRole(title, TextSize::Title, true);
  layout->addWidget(title);
  auto* text =
      new QLabel(tr("Trains a segmenter on what you decided and on what is confident, then "
                    "looks at every image again."),
                 page);
  text->setWordWrap(true);
  setTextRole(text, TextSize::Body, false, true);
  layout->addWidget(text);
  auto* form = new QFormLayout;
  form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  form->setVerticalSpacing(kGap);
  form->setHorizontalSpacing(12);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  segmenter_ = new QComboBox(page);
  profile_ = new QComboBox(page);
  minutes_ = new QSpinBox(page);
  minutes_->setRange(1, 24 * 60);
  minutes_->setValue(10);
  minutes_->setSuffix(tr(" min"));
  form->addRow(tr("Segmenter"), segmenter_);
  form->addRow(tr("Profile"), profile_);
  form->addRow(tr("Training time"), minutes_);
  time_ = new QLabel(page);
  time_->setObjectName(QStringLiteral("trainingTime"));
  time_->setWordWrap(true);
  setTextRole(time_, TextSize::Caption, false, true);
  form->addRow(QString(), time_);
  connect(minutes_, &QSpinBox::valueChanged, this, &RoundForm::showTime);
  segmenter_->setAccessibleName(tr("Segmenter"));
  profile_->setAccessibleName(tr("Profile"));
  minutes_->setAccessibleName(tr("Training time in minutes"));
  layout->addLayout(form);
  tune_ = new QCheckBox(tr("Tune embeddings on the decisions\n(Mix-and-Match)"), page);
  tune_->setToolTip(
      tr("Learns from accepted categories which masks are alike, groups the masks anew "
         "and suggests a category for each undecided one. Needs two categories with "
         "five accepted masks each."));
  layout->addWidget(tune_);
  connect(segmenter_, &QComboBox::currentIndexChanged, this, &RoundForm::followSegmenter);
  showTime();
  usage_ = new QWidget(page);
  auto* usage = new QVBoxLayout(usage_);
  usage->setContentsMargins(0, 0, 0, 0);
  usage->setSpacing(2);
  usage->addWidget(sectionTitle(tr("What it will use"), page, 0));
  uses_ = new QLabel(page);
  uses_->setObjectName(QStringLiteral("uses"));
  uses_->setWordWrap(true);
  setTextRole(uses_, TextSize::Body);
  usage->addWidget(uses_);
  layout->addWidget(usage_);
  advice_ = new QLabel(page);
  advice_->setWordWrap(true);
  setTextRole(advice_, TextSize::Caption, false, true);
  layout->addWidget(advice_);
  start_ = new QPushButton(tr("Start the round"), page);
  start_->setProperty("primary", true);
  layout->addWidget(start_);
  layout->addStretch();
  connect(start_, &QPushButton::clicked, this, [this] {
    Q_EMIT startRequested({segmenter_->currentData().toString(),
                           profile_->currentData().toString(),
                           minutes_->value(),
                           tune_->isChecked()});
  });
  return page;
}

void RoundForm::showTime() {
  const QString after = tr("Then it looks at all images.");
  time_->setText(minutes_->value() < kShortTraining
                     ? tr("So short a training changes little.") + u' ' + after
                     : after);
}

void RoundForm::followSegmenter() {
  const bool alone = segmenter_->currentData().toString() == QLatin1String("none");
  profile_->setEnabled(!alone);
  minutes_->setEnabled(!alone);
  time_->setVisible(!alone);
  tune_->setEnabled(!alone);
  if (alone) tune_->setChecked(true);
  start_->setText(alone ? tr("Tune the embeddings") : tr("Start the round"));
}

QWidget* RoundForm::buildProgress() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(12);
  auto* title = new QLabel(tr("A round is running"), page);
  setTextRole(title, TextSize::Title, true);
  stage_ = new QLabel(page);
  stage_->setWordWrap(true);
  setTextRole(stage_, TextSize::Body);
  bar_ = new QProgressBar(page);
  bar_->setTextVisible(false);
  bar_->setProperty("state", "running");
  auto* text = new QLabel(tr("You can go on reviewing. A cancelled round keeps its last checkpoint "
                             "and can be resumed."),
                          page);
  text->setWordWrap(true);
  setTextRole(text, TextSize::Caption, false, true);
  auto* cancel = new QPushButton(tr("Cancel the round"), page);
  layout->addWidget(title);
  layout->addWidget(stage_);
  layout->addWidget(bar_);
  layout->addWidget(text);
  layout->addWidget(cancel);
  layout->addStretch();
  connect(cancel, &QPushButton::clicked, this, &RoundForm::cancelRequested);
  return page;
}

void RoundForm::setOutlook(const RoundOutlook& outlook) {
  const QLocale locale;
  const qint64 positives = outlook.accepted + outlook.confident;
  usage_->setVisible(outlook.possible || !outlook.counted);  // rather than three zeros
  uses_->setText(!outlook.counted
                     ? tr("Counting…")
                     : tr("%1 as objects: %2 accepted, %3 confident\n%4 as not an object\n%5 "
                          "with a poor outline are left out")
                           .arg(locale.toString(positives),
                                locale.toString(outlook.accepted),
                                locale.toString(outlook.confident),
                                locale.toString(outlook.negatives),
                                locale.toString(outlook.ignored)));
  advice_->setText(outlook.advice);
  advice_->setVisible(!outlook.advice.isEmpty());
  start_->setEnabled(outlook.possible);
}

void RoundForm::setSegmenters(const QVector<NamedChoice>& choices) {
  fill(segmenter_, choices);
}
void RoundForm::setProfiles(const QVector<NamedChoice>& choices) {
  fill(profile_, choices);
}

void RoundForm::setRunning(bool running, const QString& stage, double fraction, double etaS) {
  const bool turns = running == (stack_->currentIndex() == 0);
  // The focus of the page that goes would fall on the button that cancels.
  if (turns && isAncestorOf(QApplication::focusWidget())) parentWidget()->setFocus();
  stack_->setCurrentIndex(running ? 1 : 0);
  const QString left = durationText(etaS);
  stage_->setText(left.isEmpty() ? stage : tr("%1, %2 left (estimate)").arg(stage, left));
  bar_->setRange(0, fraction < 0 ? 0 : 1000);
  if (fraction >= 0) bar_->setValue(static_cast<int>(std::clamp(fraction, 0.0, 1.0) * 1000));
}

}  // namespace maskwright::ui
