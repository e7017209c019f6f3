#include "ui/dialogs/audit_dialog.h"

#include "ui/controllers/project_session.h"
#include "ui/dialogs/banner.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/audit_end_page.h"
#include "ui/views/audit_sample_page.h"
#include "ui/views/candidate_delegate.h"

#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace maskwright::ui {
namespace {

constexpr int kPreviewDelayMs = 250;
constexpr QSize kPlanSize(560, 340), kSampleSize(760, 640);
constexpr int kEndWidth = 620;
enum Page { kPlan, kSample, kEnd };

/// Writes confidences as everything else does.
class ConfidenceBox final : public QDoubleSpinBox {
 public:
  explicit ConfidenceBox(QWidget* parent) : QDoubleSpinBox(parent) {
    setLocale(QLocale::c());
    setRange(0, 1);
    setSingleStep(0.01);
    setDecimals(2);
  }
  QString textFromValue(double value) const override { return confidenceText(value); }
};

void name(QDoubleSpinBox* box, const QString& text) {
  box->setAccessibleName(text);
  box->setFixedWidth(96);
}

QString number(qint64 value) {
  return QLocale().toString(value);
}

QString percent(double share) {
  return QLocale().toString(100 * share, 'f', 0);
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
  threshold_ = new ConfidenceBox(this);
  threshold_->setValue(threshold);
  name(threshold_, tr("Confidence from"));
  target_ = new QDoubleSpinBox(this);
  target_->setRange(50, 99);
  target_->setDecimals(0);
  target_->setValue(95);
  target_->setSuffix(tr(" %"));
  name(target_, tr("Precision to prove"));
  banner_ = new Banner(this);
  pages_ = new QStackedWidget(this);
  pages_->addWidget(buildPlan());
  pages_->addWidget(sample_ = new AuditSamplePage(loader, this));
  pages_->addWidget(end_ = new AuditEndPage(loader, &session.masks(), this));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(2 * kGap, 2 * kGap, 2 * kGap, 2 * kGap);
  layout->addWidget(banner_);
  layout->addWidget(pages_);
  resize(kPlanSize);
  previewTimer_.setSingleShot(true);
  previewTimer_.setInterval(kPreviewDelayMs);
  connect(&previewTimer_, &QTimer::timeout, this, &AuditDialog::askPreview);
  connect(&audits_, &AuditSession::news, this, &AuditDialog::take);
  connect(sample_, &AuditSamplePage::judged, this, &AuditDialog::judge);
  connect(sample_, &AuditSamplePage::takeBackRequested, this, &AuditDialog::takeBack);
  connect(end_, &AuditEndPage::closeRequested, this, &QWidget::close);
  connect(end_, &AuditEndPage::acceptRequested, this, [this] { audits_.accept(audit_->id); });
  for (auto* box : {threshold_, target_})
    connect(box, &QDoubleSpinBox::valueChanged, this, &AuditDialog::planChanged);
  askPreview();
}

AuditDialog::~AuditDialog() {
  audits_.disconnect(this);  // nobody is there to be told
  if (!left_ && isOpen()) audits_.giveUp(audit_->id);
}

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
  plan_ = new QLabel(page);
  plan_->setObjectName(QStringLiteral("auditPlan"));
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
  buttons->addWidget(cancel);
  buttons->addWidget(start_);
  layout->addLayout(buttons);
  connect(cancel, &QPushButton::clicked, this, &QWidget::close);
  connect(start_, &QPushButton::clicked, this, &AuditDialog::start);
  return page;
}

AuditDialog::Asked AuditDialog::asked() const {
  return {threshold_->value(), target_->value() / 100};
}

/// Return in a spin box emits the same value again.
void AuditDialog::planChanged() {
  if (asked() == asked_) return;
  asked_ = {};
  plan_->setText(tr("Counting ..."));
  start_->setEnabled(false);
  previewTimer_.start();
}

void AuditDialog::askPreview() {
  if (audits_.pending() > 0) return previewTimer_.start();
  asked_ = asked();
  plan_->setText(tr("Counting ..."));
  start_->setEnabled(false);
  audits_.preview(filter_, asked_.threshold, asked_.target);
}

void AuditDialog::start() {
  start_->setEnabled(false);
  plan_->setText(tr("Drawing the sample ..."));
  for (auto* box : {threshold_, target_}) box->setEnabled(false);
  starting_ = true;
  AuditService::Request request;
  request.filter = filter_;
  request.threshold = asked_.threshold;
  request.target = asked_.target;
  // A seed that SQLite and JSON hold exactly.
  request.seed = QRandomGenerator::global()->generate() & 0x7fffffffU;
  audits_.start(request);
}

void AuditDialog::showPreview(const AuditService::Preview& preview) {
  if (asked() != asked_) return;  // of what was asked for before
  const auto count = static_cast<qint64>(preview.members.size());
  const qint64 all = count + preview.repeats;
  const QString above = confidenceText(asked_.threshold);
  QStringList lines;
  lines << (all == 0   ? tr("Nothing undecided stands above %1.").arg(above)
            : all == 1 ? tr("One mask stands above %1.").arg(above)
                       : tr("%1 masks stand above %2.").arg(number(all), above));
  if (preview.repeats == 1)
    lines << tr("One of them is left out: it lies where a better one or an accepted mask lies.");
  if (preview.repeats > 1)
    lines << tr("%1 of them are left out: each lies where a better one or an accepted mask lies.")
                 .arg(number(preview.repeats));
  if (count > 0)
    lines << tr("Estimated precision: %1 % (by confidence).").arg(percent(preview.expected));
  if (count > 0 && preview.looks.empty()) {
    lines << QString()
          << tr("They are too few to prove %1 %: lower the confidence or the precision, or judge "
                "them one by one.")
                 .arg(percent(asked_.target));
  } else if (preview.looks.size() == 1) {
    lines << QString() << tr("The audit needs a sample of %1.").arg(number(preview.looks.front()));
  } else if (count > 0) {
    lines << QString()
          << tr("The audit needs a sample of %1 if all of them are right, up to %2 if some are "
                "not.")
                 .arg(number(preview.looks.front()), number(preview.looks.back()));
  }
  plan_->setText(lines.join(u'\n'));
  start_->setEnabled(!preview.looks.empty());
}

/// About its centre, and not beyond the screen.
void AuditDialog::resizeTo(const QSize& wanted) {
  const QRect before = frameGeometry();
  const QSize borders = before.size() - size();
  const QRect room = screen()->availableGeometry();
  const QSize now = wanted.boundedTo(room.size() - borders);
  QRect frame(QPoint(), now + borders);
  frame.moveCenter(before.center());
  frame.moveRight(std::min(frame.right(), room.right()));
  frame.moveBottom(std::min(frame.bottom(), room.bottom()));
  frame.moveLeft(std::max(frame.left(), room.left()));
  frame.moveTop(std::max(frame.top(), room.top()));
  resize(now);
  move(frame.topLeft());
}

void AuditDialog::take(const AuditNews& news) {
  changed_.insert(changed_.end(), news.changed.begin(), news.changed.end());
  if (audits_.pending() == 0 && !changed_.empty()) Q_EMIT decided(std::exchange(changed_, {}));
  if (news.audit) stored_ = news.audit;
  if (news.kind == AuditNews::Kind::Started) {
    starting_ = false;
    audit_ = stored_;
  }
  if (left_) return;
  if (!news.ok) refused_ = refused_.isEmpty() ? news.error : refused_;
  if (!refused_.isEmpty()) return refuse(news);
  switch (news.kind) {
    case AuditNews::Kind::Previewed:
      showPreview(news.preview);
      break;
    case AuditNews::Kind::Started:
      items_ = news.items;
      sample_->setSample(session_.imagesRoot(), news.items, news.masks);
      resizeTo(size().expandedTo(kSampleSize));
      showAudit();
      break;
    case AuditNews::Kind::Accepted: {
      const auto count = static_cast<qint64>(news.changed.size());
      Q_EMIT accepted(count, audit_->threshold);
      close();
      break;
    }
    default:
      break;  // on the screen since it was asked for
  }
}

/// Once all that was asked for is answered, what is stored is shown, and why it is no more.
void AuditDialog::refuse(const AuditNews& news) {
  if (audits_.pending() > 0) return;
  const QString why = std::exchange(refused_, {});
  if (news.kind == AuditNews::Kind::Previewed || !stored_) {
    for (auto* box : {threshold_, target_}) box->setEnabled(true);
    plan_->setText(why);
    return;
  }
  audit_ = stored_;
  showAudit();
  banner_->showText(why, true);
}

void AuditDialog::showAudit() {
  if (!isOpen()) return showEnd();
  if (pages_->currentIndex() == kEnd) resizeTo(kSampleSize);
  pages_->setCurrentIndex(kSample);
  setFocus();
  sample_->showNext(*audit_);
}

void AuditDialog::showEnd() {
  QVector<CropRef> wrong;
  for (const auto& sampled : audit_->sample) {
    if (!sampled.verdict || isPositive(*sampled.verdict)) continue;
    for (const auto& item : items_)
      if (item.id == sampled.candidate)
        wrong.push_back({item.id.value,
                         session_.imagesRoot() + u'/' + QString::fromStdString(item.imagePath),
                         item.orientation,
                         QSize(item.imageWidth, item.imageHeight),
                         QRectF(item.box.x, item.box.y, item.box.w, item.box.h)});
  }
  end_->showEnd(*audit_, wrong);
  pages_->setCurrentIndex(kEnd);
  const auto margins = layout()->contentsMargins();
  const int inner = kEndWidth - margins.left() - margins.right();
  resizeTo({kEndWidth, end_->heightAt(inner) + margins.top() + margins.bottom()});
}

bool AuditDialog::isOpen() const {
  return audit_ && audit_->outcome == AuditOutcome::Open;
}

void AuditDialog::judge(Verdict verdict) {
  if (!isOpen() || !refused_.isEmpty() || !sample_->isSeen()) return;
  banner_->hide();
  leaveAsked_ = false;
  auto& next = audit_->sample[static_cast<size_t>(audit_->judged)];
  next.verdict = verdict;
  restate(*audit_);
  audits_.judge(audit_->id, next.candidate, verdict);
  showAudit();
}

void AuditDialog::takeBack() {
  if (!isOpen() || audit_->judged == 0 || !refused_.isEmpty()) return;
  banner_->hide();
  leaveAsked_ = false;
  audit_->sample[static_cast<size_t>(audit_->judged - 1)].verdict.reset();
  restate(*audit_);
  audits_.takeBack(audit_->id);
  showAudit();
}

void AuditDialog::keyPressEvent(QKeyEvent* event) {
  if (pages_->currentIndex() == kSample) {
    const auto means = [event](const char* action) {
      return isKeyOf(QLatin1String(action), *event);
    };
    // A key that is held down says nothing about the masks that would run past.
    const auto judgeBy = [&](Verdict verdict) {
      if (!event->isAutoRepeat()) judge(verdict);
    };
    if (means("review.accept")) return judgeBy(Verdict::Accepted);
    if (means("review.reject")) return judgeBy(Verdict::NotAnObject);
    if (means("review.bad")) return judgeBy(Verdict::BadMask);
    if (means("move.peek")) return sample_->togglePeek();
    if (means("edit.undo") || event->key() == Qt::Key_Backspace) return takeBack();
  }
  QDialog::keyPressEvent(event);
}

void AuditDialog::done(int result) {
  // An audit that is left counts as an attempt: one could else look until a sample is kind.
  if (isOpen() && audit_->judged > 0 && !std::exchange(leaveAsked_, true)) {
    banner_->showText(tr("Leaving ends the audit. It counts as an attempt, so that the next one "
                         "needs a larger sample. What you judged is kept."),
                      false,
                      tr("Leave (Esc)"),
                      [this] { reject(); });
    return;
  }
  leave();
  QDialog::done(result);
}

void AuditDialog::leave() {
  if (std::exchange(left_, true)) return;
  if (starting_) audits_.flush();
  if (!audit_) return;
  if (isOpen()) audits_.giveUp(audit_->id);
  audits_.flush();  // the lists learn what was decided before the dialog is gone
}

}  // namespace maskwright::ui
