#include "ui/dialogs/audit_dialog.h"

#include "core/rank/audit.h"
#include "core/store/candidate_repository.h"
#include "ui/controllers/project_session.h"
#include "ui/models/guarded_read.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/bound_bar.h"
#include "ui/views/image_canvas.h"
#include "ui/views/key_button.h"

#include <QCloseEvent>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kPreviewDelayMs = 250;
enum Page { kPlan, kSample, kEnd };

QDoubleSpinBox* shareBox(
    double value, double least, double most, const QString& name, QWidget* parent) {
  auto* box = new QDoubleSpinBox(parent);
  box->setRange(least, most);
  box->setSingleStep(0.01);
  box->setDecimals(2);
  box->setValue(value);
  box->setAccessibleName(name);
  box->setFixedWidth(96);
  return box;
}

QString number(qint64 value) {
  return QLocale().toString(value);
}

QString percent(double share, int digits = 1) {
  return QString::number(100 * share, 'f', digits);
}

}  // namespace

AuditDialog::AuditDialog(ProjectSession& session,
                         ImageLoader& loader,
                         const store::ReviewFilter& filter,
                         double threshold,
                         QWidget* parent)
    : QDialog(parent),
      session_(session),
      filter_(filter),
      audits_(session.project().databaseFile(), currentAuthor()) {
  setWindowTitle(tr("Accept with an audit"));
  setAttribute(Qt::WA_DeleteOnClose);
  threshold_ = shareBox(threshold, 0, 1, tr("Confidence from"), this);
  target_ = shareBox(0.95, 0.5, 0.99, tr("Precision to prove"), this);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(buildPlan());
  pages_->addWidget(buildSample(loader));
  pages_->addWidget(buildEnd());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * kGap, 2 * kGap, 2 * kGap, 2 * kGap);
  layout->addWidget(pages_);
  resize(560, 340);
  previewTimer_.setSingleShot(true);
  previewTimer_.setInterval(kPreviewDelayMs);
  connect(&previewTimer_, &QTimer::timeout, this, &AuditDialog::askPreview);
  connect(&audits_, &AuditSession::news, this, &AuditDialog::take);
  for (auto* box : {threshold_, target_})
    connect(box, &QDoubleSpinBox::valueChanged, this, [this] {
      start_->setEnabled(false);
      previewTimer_.start();
    });
  askPreview();
}

AuditDialog::~AuditDialog() = default;

QWidget* AuditDialog::buildPlan() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2 * kGap);
  auto* title = new QLabel(tr("Accept many masks unseen, with a guarantee"), page);
  setTextRole(title, TextSize::Title, true);
  layout->addWidget(title);
  auto* how = new QLabel(
      tr("You judge a random sample of them. The rest is accepted only if the sample proves that "
         "they are as right as you ask; otherwise nothing is accepted but what you judged."),
      page);
  how->setWordWrap(true);
  setTextRole(how, TextSize::Body, false, true);
  layout->addWidget(how);
  auto* form = new QFormLayout;
  form->setHorizontalSpacing(2 * kGap);
  form->setVerticalSpacing(kGap);
  form->addRow(tr("Confidence from"), threshold_);
  form->addRow(tr("Precision to prove"), target_);
  layout->addLayout(form);
  plan_ = new QLabel(tr("Counting ..."), page);
  plan_->setWordWrap(true);
  plan_->setTextFormat(Qt::PlainText);
  layout->addWidget(plan_);
  layout->addStretch(1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* cancel = new QPushButton(tr("Cancel"), page);
  start_ = new QPushButton(tr("Start the audit"), page);
  start_->setDefault(true);
  start_->setProperty("primary", true);
  start_->setEnabled(false);
  buttons->addWidget(cancel);
  buttons->addWidget(start_);
  layout->addLayout(buttons);
  connect(cancel, &QPushButton::clicked, this, &QWidget::close);
  connect(start_, &QPushButton::clicked, this, [this] {
    start_->setEnabled(false);
    AuditService::Request request;
    request.filter = filter_;
    request.threshold = threshold_->value();
    request.target = target_->value();
    // A seed that SQLite and JSON hold exactly.
    request.seed = QRandomGenerator::global()->generate() & 0x7fffffffU;
    audits_.start(request);
  });
  return page;
}

QWidget* AuditDialog::buildSample(ImageLoader& loader) {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kGap);
  progress_ = new QLabel(page);
  setTextRole(progress_, TextSize::Title, true);
  layout->addWidget(progress_);
  bound_ = new BoundBar(page);
  layout->addWidget(bound_);
  canvas_ = new ImageCanvas(&loader, page);
  canvas_->setFocusPolicy(Qt::NoFocus);  // the keys are the dialog's
  layout->addWidget(canvas_, 1);
  auto* keys = new QHBoxLayout;
  keys->setSpacing(kSmallGap);
  const auto add = [&](Verdict verdict, const QString& text, const char* action) {
    const VerdictStyle style = verdictStyle(verdict);
    auto* button = new KeyButton(
        icon(style.iconName, style.colour), text, verdictKey(verdict), page, QLatin1String(action));
    connect(button, &QToolButton::clicked, this, [this, verdict] { judge(verdict); });
    keys->addWidget(button);
  };
  add(Verdict::Accepted, tr("Accept"), "review.accept");
  add(Verdict::NotAnObject, tr("Not an object"), "review.reject");
  add(Verdict::BadMask, tr("Bad mask"), "review.bad");
  keys->addStretch(1);
  auto* back = new KeyButton(
      icon("undo"), tr("Take back"), QStringLiteral("Z"), page, QStringLiteral("edit.undo"));
  connect(back, &QToolButton::clicked, this, [this] {
    if (audit_ && !audits_.isBusy()) audits_.takeBack(audit_->id);
  });
  keys->addWidget(back);
  layout->addLayout(keys);
  return page;
}

QWidget* AuditDialog::buildEnd() {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2 * kGap);
  result_ = new QLabel(page);
  result_->setWordWrap(true);
  setTextRole(result_, TextSize::Title, true);
  layout->addWidget(result_);
  evidence_ = new QLabel(page);
  evidence_->setWordWrap(true);
  layout->addWidget(evidence_);
  layout->addStretch(1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch(1);
  auto* close = new QPushButton(tr("Close"), page);
  accept_ = new QPushButton(page);
  accept_->setProperty("primary", true);
  accept_->setObjectName(QStringLiteral("acceptAudited"));
  buttons->addWidget(close);
  buttons->addWidget(accept_);
  layout->addLayout(buttons);
  connect(close, &QPushButton::clicked, this, &QWidget::close);
  connect(accept_, &QPushButton::clicked, this, [this] {
    accept_->setEnabled(false);
    audits_.accept(audit_->id);
  });
  return page;
}

void AuditDialog::askPreview() {
  if (audits_.isBusy()) {
    previewTimer_.start();
    return;
  }
  audits_.preview(filter_, threshold_->value(), target_->value());
}

void AuditDialog::showPreview(const AuditService::Preview& preview) {
  const auto count = static_cast<qint64>(preview.members.size());
  QString text;
  if (count == 0) {
    text = tr("Nothing undecided stands above %1.").arg(threshold_->value(), 0, 'f', 2);
  } else {
    const QString above = QString::number(threshold_->value(), 'f', 2);
    text = count == 1 ? tr("One mask stands above %1.").arg(above)
                      : tr("%1 masks stand above %2.").arg(number(count), above);
    text +=
        u' ' + tr("Estimated precision: %1 % (by confidence).").arg(percent(preview.expected, 0));
    if (preview.repeats > 0)
      text += u'\n' + tr("%1 more are left out: each lies where a better one or an accepted mask "
                         "lies.")
                          .arg(number(preview.repeats));
    text += QStringLiteral("\n\n");
    if (preview.looks.empty()) {
      text += tr("They are too few to prove %1 %: lower the confidence or the precision, or judge "
                 "them one by one.")
                  .arg(percent(target_->value(), 0));
    } else if (preview.looks.size() == 1) {
      text += tr("The audit needs a sample of %1.").arg(preview.looks.front());
    } else {
      text += tr("The audit needs a sample of %1 if all of them are right, up to %2 if some are "
                 "not.")
                  .arg(preview.looks.front())
                  .arg(preview.looks.back());
    }
  }
  plan_->setText(text);
  start_->setEnabled(!preview.looks.empty());
}

/// About its centre, and not beyond the screen.
void AuditDialog::growTo(const QSize& least) {
  const QRect before = frameGeometry();
  const QSize borders = before.size() - size();
  const QRect room = screen()->availableGeometry();
  const QSize wanted = size().expandedTo(least).boundedTo(room.size() - borders);
  QRect frame(QPoint(), wanted + borders);
  frame.moveCenter(before.center());
  frame.moveRight(std::min(frame.right(), room.right()));
  frame.moveBottom(std::min(frame.bottom(), room.bottom()));
  frame.moveLeft(std::max(frame.left(), room.left()));
  frame.moveTop(std::max(frame.top(), room.top()));
  resize(wanted);
  move(frame.topLeft());
}

void AuditDialog::take(const AuditNews& news) {
  if (!news.changed.empty()) Q_EMIT decided(news.changed);
  if (!news.ok) {
    (pages_->currentIndex() == kPlan ? plan_ : evidence_)->setText(news.error);
    if (pages_->currentIndex() == kSample) progress_->setText(news.error);
    return;
  }
  switch (news.kind) {
    case AuditNews::Kind::Previewed:
      showPreview(news.preview);
      break;
    case AuditNews::Kind::Started:
      items_ = news.items;
      growTo({760, 640});
      [[fallthrough]];
    case AuditNews::Kind::Judged:
    case AuditNews::Kind::TakenBack:
      audit_ = news.audit;
      if (audit_->outcome == AuditOutcome::Open) {
        showNext();
      } else {
        showEnd();
      }
      break;
    case AuditNews::Kind::Accepted:
      close();
      break;
    case AuditNews::Kind::GivenUp:
      break;
  }
}

void AuditDialog::showNext() {
  pages_->setCurrentIndex(kSample);
  setFocus();
  const int judged = static_cast<int>(audit_->judged);
  bound_->setState(judged, audit_->looks, audit_->bound, audit_->target);
  progress_->setText(tr("Is this mask right?  %1 of %2 were").arg(audit_->good).arg(judged));
  if (judged == 0) progress_->setText(tr("Is this mask right?"));
  const auto next = static_cast<size_t>(judged);
  const CandidateId id = audit_->sample[next].candidate;
  for (const auto& item : items_) {
    if (item.id != id) continue;
    const auto candidate =
        guardedRead([&] { return store::CandidateRepository(session_.connection()).byId(id); });
    if (!candidate) break;
    canvas_->setImage(session_.imagesRoot() + u'/' + QString::fromStdString(item.imagePath),
                      item.orientation,
                      QSize(item.imageWidth, item.imageHeight));
    CanvasMask mask;
    mask.id = id.value;
    mask.mask = candidate->mask;
    canvas_->setMasks({mask});
    canvas_->setFocused(id.value);
    canvas_->zoomToFocused();
    break;
  }
}

void AuditDialog::showEnd() {
  pages_->setCurrentIndex(kEnd);
  const bool passed = audit_->outcome == AuditOutcome::Passed;
  const qint64 rest = audit_->population - audit_->judged;
  result_->setText(
      passed ? tr("Proved: at least %1 % of these masks are right").arg(percent(audit_->bound))
             : tr("Not proved: too many of the sample were wrong"));
  const int64_t judged = std::max<int64_t>(1, audit_->judged);
  const QString sample =
      tr("%1 of %2 sampled masks were right: by the sample alone, at least %3 %.")
          .arg(number(audit_->good),
               number(audit_->judged),
               percent(rank::precisionLowerBound(audit_->good, judged, audit_->confidence)));
  evidence_->setText(
      passed
          ? sample + u' ' +
                tr("With the wrong ones left out, what is accepted is better. Both are "
                   "Clopper-Pearson "
                   "bounds at %1 % confidence, the one above over all looks at the sample. The "
                   "audit is stored with the project and named in exports.")
                    .arg(percent(audit_->confidence, 0))
          : sample + u' ' +
                tr("Your verdicts are kept and teach the ranking. Raise the confidence and try "
                   "again, or ask for less; each further audit needs a somewhat larger sample."));
  accept_->setVisible(passed);
  accept_->setEnabled(passed && rest > 0);
  accept_->setText(tr("Accept the other %1").arg(number(rest)));
  accept_->setDefault(passed);
  if (passed) accept_->setFocus();
}

void AuditDialog::judge(Verdict verdict) {
  if (!audit_ || audits_.isBusy() || audit_->outcome != AuditOutcome::Open) return;
  audits_.judge(audit_->id, verdict);
}

void AuditDialog::keyPressEvent(QKeyEvent* event) {
  if (pages_->currentIndex() == kSample) {
    const auto means = [event](const char* action) {
      return isKeyOf(QLatin1String(action), *event);
    };
    if (means("review.accept")) return judge(Verdict::Accepted);
    if (means("review.reject")) return judge(Verdict::NotAnObject);
    if (means("review.bad")) return judge(Verdict::BadMask);
    if (means("edit.undo") || event->key() == Qt::Key_Backspace) {
      if (audit_ && audit_->judged > 0 && !audits_.isBusy()) audits_.takeBack(audit_->id);
      return;
    }
  }
  QDialog::keyPressEvent(event);
}

void AuditDialog::closeEvent(QCloseEvent* event) {
  // An audit that is left counts as an attempt: one could else look until a sample is kind.
  if (audit_ && audit_->outcome == AuditOutcome::Open) audits_.giveUp(audit_->id);
  QDialog::closeEvent(event);
}

}  // namespace maskwright::ui
