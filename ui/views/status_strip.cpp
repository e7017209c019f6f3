#include "ui/views/status_strip.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/jobs_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {
constexpr int kAnnounceMs = 8'000;
constexpr int kProblemMs = 60'000;

QIcon iconOf(Notice notice, const ThemeColours& colours) {
  switch (notice) {
    case Notice::Done:
      return icon("check", verdictStyle(Verdict::Accepted).colour);
    case Notice::Undone:
      return icon("undo", colours.secondary);
    case Notice::Redone:
      return icon("redo", colours.secondary);
    case Notice::Note:
      return icon("info", colours.secondary);
    case Notice::Problem:
      return icon("warning", verdictStyle(Verdict::NotAnObject).colour);
  }
  return {};
}

}  // namespace

StatusStrip::StatusStrip(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setFixedHeight(32);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 0, 12, 0);
  layout->setSpacing(12);
  counts_ = new QLabel(this);
  setTextRole(counts_, TextSize::Caption, false, true);
  counts_->setTextFormat(Qt::RichText);
  rate_ = new QLabel(this);
  setTextRole(rate_, TextSize::Caption, false, true);
  rate_->setToolTip(
      tr("Masks decided an hour over the last ten minutes, pauses left out; the overview measures "
         "the whole session. Of a decision on many masks, as many count as can be looked at."));
  layout->addWidget(counts_);
  layout->addWidget(rate_);
  layout->addStretch();
  job_ = new QToolButton(this);
  job_->setFont(uiFont(TextSize::Caption));
  job_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  setKeyToolTip(job_, tr("Show the jobs"), QStringLiteral("view.jobs"));
  layout->addWidget(job_);
  quiet_ = new QTimer(this);
  quiet_->setSingleShot(true);
  connect(quiet_, &QTimer::timeout, job_, &QWidget::hide);  // a running job shows itself again
  connect(job_, &QToolButton::clicked, this, &StatusStrip::jobsToggled);
  bar_ = new QProgressBar(this);
  bar_->setProperty("state", "running");
  bar_->setTextVisible(false);
  bar_->setFixedWidth(120);
  bar_->setRange(0, 1000);
  bar_->setAccessibleName(tr("Progress of the running job"));
  layout->addWidget(bar_);
  savedIcon_ = new QLabel(this);
  saved_ = new QLabel(this);
  setTextRole(saved_, TextSize::Caption, false, true);
  auto* mark = new QHBoxLayout;
  mark->setSpacing(kSmallGap);
  mark->addWidget(savedIcon_);
  mark->addWidget(saved_);
  layout->addLayout(mark);
  clearJob();
  setSaved(SavedState::Saved);
  setCounts({});
  setRate(0);
}

void StatusStrip::setProjectOpen(bool open) {
  counts_->setVisible(open);
  rate_->setVisible(open && !rate_->text().isEmpty());
  saved_->setVisible(open);
  savedIcon_->setVisible(open);
}

void StatusStrip::setCounts(const std::array<int64_t, 6>& byVerdict) {
  const auto count = [&](Verdict verdict) { return byVerdict[static_cast<size_t>(verdict)]; };
  const auto text = [&](int64_t n) { return locale().toString(qlonglong(n)); };
  const auto part = [&](Verdict verdict, int64_t n) {
    const VerdictStyle style = verdictStyle(verdict);
    return QString("<span style='color:%1'>%2</span> %3")
        .arg(style.colour.name(), QString(style.glyph), text(n));
  };
  QStringList parts{tr("%1 undecided").arg(text(count(Verdict::Undecided))),
                    part(Verdict::Accepted, count(Verdict::Accepted) + count(Verdict::Relabelled)),
                    part(Verdict::NotAnObject, count(Verdict::NotAnObject))};
  for (const Verdict verdict : {Verdict::BadMask, Verdict::FixLater})
    if (count(verdict) > 0) parts << part(verdict, count(verdict));
  counts_->setText(parts.join(" &nbsp;·&nbsp; "));
  counts_->setAccessibleName(tr("%1 undecided, %2 accepted, %3 not an object")
                                 .arg(text(count(Verdict::Undecided)),
                                      text(count(Verdict::Accepted) + count(Verdict::Relabelled)),
                                      text(count(Verdict::NotAnObject))));
}

void StatusStrip::setRate(double masksPerHour) {
  rate_->setText(masksPerHour > 0 ? tr("%1/h").arg(locale().toString(std::lround(masksPerHour)))
                                  : QString());
  rate_->setVisible(masksPerHour > 0);
}

void StatusStrip::setJob(const QString& text, double fraction, double etaS) {
  const QString left = durationText(etaS);
  if (quiet_->isActive()) return;
  job_->setIcon({});
  job_->setText(left.isEmpty() ? text : tr("%1, %2 left").arg(text, left));
  job_->show();
  bar_->setRange(0, fraction < 0 ? 0 : 1000);
  if (fraction >= 0) bar_->setValue(static_cast<int>(std::clamp(fraction, 0.0, 1.0) * 1000));
  bar_->show();
}

void StatusStrip::clearJob() {
  bar_->hide();
  if (!quiet_->isActive()) job_->hide();
}

void StatusStrip::announce(const QString& text, Notice notice) {
  if (text.isEmpty()) return;
  job_->setIcon(iconOf(notice, coloursOf(palette())));
  job_->setText(text);
  job_->setAccessibleName(text);
  job_->show();
  bar_->hide();
  quiet_->start(notice == Notice::Problem ? kProblemMs : kAnnounceMs);
}

void StatusStrip::setSaved(SavedState state, const QString& detail) {
  const ThemeColours& colours = coloursOf(palette());
  const auto show = [&](const QString& iconName, const QColor& colour, const QString& text) {
    savedIcon_->setPixmap(icon(iconName, colour).pixmap(14, 14));
    saved_->setText(text);
    saved_->setToolTip(detail);
  };
  switch (state) {
    case SavedState::Saved:
      return show("check", verdictStyle(Verdict::Accepted).colour, tr("saved"));
    case SavedState::Saving:
      return show("more", colours.secondary, tr("saving"));
    case SavedState::Failed:
      return show("warning", verdictStyle(Verdict::NotAnObject).colour, tr("not saved"));
  }
}

}  // namespace maskwright::ui
