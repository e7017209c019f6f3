#include "ui/views/job_row.h"

#include "ui/jobs/job_roles.h"
#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/jobs_panel.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

QString rateText(double rate) {
  if (rate <= 0) return {};
  return rate >= 1 ? JobRow::tr("%1/s").arg(QLocale().toString(rate, 'f', rate < 10 ? 1 : 0))
                   : JobRow::tr("%1/min").arg(QLocale().toString(rate * 60, 'f', 1));
}

/// "Finding masks · 120 of 980 · 3.4/s · 3:10 left"
QString progressText(const QModelIndex& index) {
  const QLocale locale;
  const qlonglong done = index.data(JobDoneRole).toLongLong();
  const qlonglong total = index.data(JobTotalRole).toLongLong();
  QStringList parts{index.data(JobStageRole).toString()};
  const bool isShare = index.data(JobIsShareRole).toBool();
  if (total > 0 && isShare)
    parts << JobRow::tr("%1 %").arg(100 * done / total);
  else if (total > 0)
    parts << JobRow::tr("%1 of %2").arg(locale.toString(done), locale.toString(total));
  else if (done > 0)
    parts << locale.toString(done);
  if (!isShare) parts << rateText(index.data(JobRateRole).toDouble());
  const QString left = durationText(index.data(JobEtaSRole).toDouble());
  if (!left.isEmpty()) parts << JobRow::tr("%1 left (estimate)").arg(left);
  parts.removeAll(QString());
  return parts.join(" · ");
}

QString stateText(const QModelIndex& index, JobState state) {
  const int issues = index.data(JobIssuesRole).toInt();
  switch (state) {
    case JobState::Queued:
      return JobRow::tr("waits for the job before it");
    case JobState::Running:
      return progressText(index);
    case JobState::Finished:
      return issues > 0 ? JobRow::tr("finished; images with problems: %1").arg(issues)
                        : JobRow::tr("finished");
    case JobState::Failed:
      return JobRow::tr("failed");
    case JobState::Cancelled:
      return JobRow::tr("cancelled; what was found is kept");
  }
  return {};
}

QIcon stateIcon(JobState state, const ThemeColours& colours) {
  switch (state) {
    case JobState::Queued:
      return icon("more", colours.secondary);
    case JobState::Running:
      return icon("play", colours.accent);
    case JobState::Finished:
      return icon("check", verdictStyle(Verdict::Accepted).colour);
    case JobState::Failed:
      return icon("warning", verdictStyle(Verdict::NotAnObject).colour);
    case JobState::Cancelled:
      return icon("stop", colours.secondary);
  }
  return {};
}

QToolButton* button(const QString& iconName, const QString& text, QWidget* parent) {
  auto* result = new QToolButton(parent);
  result->setIcon(icon(iconName));
  result->setIconSize({18, 18});
  result->setToolTip(text);
  result->setAccessibleName(text);
  return result;
}

}  // namespace

JobRow::JobRow(QWidget* parent) : QWidget(parent) {
  auto* outer = new QHBoxLayout(this);
  outer->setContentsMargins(12, kGap, kGap, kGap);
  outer->setSpacing(kGap);
  state_ = new QLabel(this);
  state_->setFixedWidth(18);
  outer->addWidget(state_, 0, Qt::AlignTop);
  auto* text = new QVBoxLayout;
  text->setSpacing(2);
  title_ = new QLabel(this);
  setTextRole(title_, TextSize::Body, true);
  title_->setWordWrap(true);
  detail_ = new QLabel(this);
  setTextRole(detail_, TextSize::Caption, false, true);
  detail_->setWordWrap(true);
  note_ = new QLabel(this);
  setTextRole(note_, TextSize::Caption);
  note_->setWordWrap(true);
  note_->setMinimumWidth(1);  // a long file name is cut, not the buttons beside it
  note_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  bar_ = new QProgressBar(this);
  bar_->setTextVisible(false);
  bar_->setProperty("state", "running");
  text->addWidget(title_);
  text->addWidget(detail_);
  text->addSpacing(2);
  text->addWidget(bar_);
  text->addWidget(note_);
  outer->addLayout(text, 1);
  cancel_ = button("stop", tr("Cancel"), this);
  resume_ = button("resume", tr("Resume"), this);
  log_ = button("log", tr("Show the log"), this);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(0);
  for (QToolButton* one : {resume_, cancel_, log_}) buttons->addWidget(one);
  outer->addLayout(buttons);
  outer->setAlignment(buttons, Qt::AlignTop);
  connect(cancel_, &QToolButton::clicked, this, [this] { Q_EMIT cancelRequested(job_); });
  connect(resume_, &QToolButton::clicked, this, [this] { Q_EMIT resumeRequested(job_); });
  connect(log_, &QToolButton::clicked, this, [this] { Q_EMIT logRequested(job_); });
}

void JobRow::setJob(const QModelIndex& index) {
  job_ = index.data(JobIdRole).toInt();
  const auto state = static_cast<JobState>(index.data(JobStateRole).toInt());
  const bool active = state == JobState::Running || state == JobState::Queued;
  state_->setPixmap(stateIcon(state, coloursOf(palette())).pixmap(18, 18));
  title_->setText(index.data(JobTitleRole).toString());
  detail_->setText(stateText(index, state));
  detail_->setVisible(!detail_->text().isEmpty());
  const qlonglong total = index.data(JobTotalRole).toLongLong();
  bar_->setVisible(state == JobState::Running);
  bar_->setRange(0, total > 0 ? 1000 : 0);
  if (total > 0)
    bar_->setValue(static_cast<int>(index.data(JobDoneRole).toLongLong() * 1000 / total));
  const QString error = index.data(JobErrorRole).toString();
  const QString note = error.isEmpty() ? index.data(JobNoteRole).toString() : error;
  note_->setText(note);
  note_->setProperty("tone", error.isEmpty() ? QVariant("secondary") : QVariant("problem"));
  note_->style()->polish(note_);
  note_->setVisible(!note.isEmpty());
  cancel_->setVisible(active);
  resume_->setVisible(!active && index.data(JobResumableRole).toBool());
  log_->setVisible(!index.data(JobLogRole).toString().isEmpty());
  setAccessibleName(title_->text() + ", " + detail_->text());
}

}  // namespace maskwright::ui
