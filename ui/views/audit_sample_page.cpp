#include "ui/views/audit_sample_page.h"

#include "core/services/audit_service.h"
#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/bound_bar.h"
#include "ui/views/image_canvas.h"
#include "ui/views/key_button.h"

#include <QLabel>
#include <QLocale>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kPicturesAhead = 3;

}  // namespace

AuditSamplePage::AuditSamplePage(ImageLoader& loader, QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  question_ = new QLabel(this);
  setTextRole(question_, TextSize::Title, true);
  layout->addWidget(question_);
  bound_ = new BoundBar(this);
  layout->addWidget(bound_);
  canvas_ = new ImageCanvas(&loader, this);
  canvas_->setFocusPolicy(Qt::NoFocus);  // the keys are the dialog's
  layout->addWidget(canvas_, 1);
  buildKeys(layout);
}

void AuditSamplePage::buildKeys(QVBoxLayout* layout) {
  auto* keys = new QHBoxLayout;
  keys->setSpacing(kSmallGap);
  const auto add = [&](Verdict verdict, const QString& text, const char* action) {
    const VerdictStyle style = verdictStyle(verdict);
    auto* button = new KeyButton(
        icon(style.iconName, style.colour), text, verdictKey(verdict), this, QLatin1String(action));
    connect(button, &QToolButton::clicked, this, [this, verdict] { Q_EMIT judged(verdict); });
    keys->addWidget(button);
  };
  add(Verdict::Accepted, tr("Accept"), "review.accept");
  add(Verdict::NotAnObject, tr("Not an object"), "review.reject");
  add(Verdict::BadMask, tr("Bad mask"), "review.bad");
  keys->addStretch(1);
  auto* peek = new KeyButton(
      icon("image"), tr("Whole image"), QStringLiteral("Space"), this, QStringLiteral("move.peek"));
  connect(peek, &QToolButton::clicked, this, &AuditSamplePage::togglePeek);
  keys->addWidget(peek);
  auto* back = new KeyButton(
      icon("undo"), tr("Take back"), QStringLiteral("Z"), this, QStringLiteral("edit.undo"));
  connect(back, &QToolButton::clicked, this, &AuditSamplePage::takeBackRequested);
  keys->addWidget(back);
  layout->addLayout(keys);
}

void AuditSamplePage::setSample(const QString& imagesRoot,
                                std::vector<store::ReviewItem> items,
                                QHash<qint64, Rle> masks) {
  root_ = imagesRoot;
  items_ = std::move(items);
  masks_ = std::move(masks);
}

const store::ReviewItem* AuditSamplePage::find(CandidateId id) const {
  const auto found =
      std::find_if(items_.begin(), items_.end(), [id](const auto& one) { return one.id == id; });
  return found == items_.end() ? nullptr : &*found;
}

void AuditSamplePage::showNext(const Audit& audit) {
  const QLocale numbers = locale();
  bound_->setState(static_cast<int>(audit.judged),
                   audit.looks,
                   audit.bound,
                   audit.target,
                   static_cast<int>(untilNextLook(audit)));
  question_->setText(audit.judged == 0
                         ? tr("Is this mask right?")
                         : tr("Is this mask right?  %1 of %2 were")
                               .arg(numbers.toString(static_cast<qlonglong>(audit.good)),
                                    numbers.toString(static_cast<qlonglong>(audit.judged))));
  const CandidateId id = audit.sample[static_cast<size_t>(audit.judged)].candidate;
  const store::ReviewItem* item = find(id);
  if (!item || !masks_.contains(id.value)) return canvas_->clear();
  canvas_->setImage(root_ + u'/' + QString::fromStdString(item->imagePath),
                    item->orientation,
                    QSize(item->imageWidth, item->imageHeight));
  CanvasMask mask;
  mask.id = id.value;
  mask.mask = masks_.value(id.value);
  canvas_->setMasks({mask});
  canvas_->setFocused(id.value);
  peeking_ = false;
  zoom();
  prepareAfter(audit);
}

/// Pictures of the next masks are decoded while this one is looked at.
void AuditSamplePage::prepareAfter(const Audit& audit) {
  QSet<qint64> images;
  for (auto place = static_cast<size_t>(audit.judged) + 1;
       place < audit.sample.size() && images.size() < kPicturesAhead;
       ++place) {
    const store::ReviewItem* item = find(audit.sample[place].candidate);
    if (!item || images.contains(item->image.value)) continue;
    images.insert(item->image.value);
    canvas_->prepare(root_ + u'/' + QString::fromStdString(item->imagePath),
                     item->orientation,
                     QSize(item->imageWidth, item->imageHeight),
                     this);
  }
}

bool AuditSamplePage::isSeen() const {
  return canvas_->isSeen();
}

void AuditSamplePage::togglePeek() {
  peeking_ = !peeking_;
  zoom();
}

void AuditSamplePage::zoom() {
  layout()->activate();  // the canvas has its size only then
  peeking_ ? canvas_->zoomToFit() : canvas_->zoomToFocused();
}

void AuditSamplePage::resizeEvent(QResizeEvent*) {
  zoom();
}

}  // namespace maskwright::ui
