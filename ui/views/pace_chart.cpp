#include "ui/views/pace_chart.h"

#include "ui/support/theme.h"

#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr qsizetype kToldSessions = 12;
constexpr double kDot = 2.5;

QDateTime timeOf(int64_t ms) {
  return QDateTime::fromMSecsSinceEpoch(ms);
}

QString paceText(double perHour) {
  return PaceChart::tr("%1 an hour").arg(QLocale().toString(qRound(perHour)));
}

}  // namespace

PaceChart::PaceChart(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Masks decided an hour, by session"));
  setMinimumHeight(96);
}

void PaceChart::setSessions(const std::vector<ReviewSession>& sessions) {
  sessions_.clear();
  const QLocale locale;
  QStringList lines;
  for (const auto& session : sessions) {
    if (session.perHour() <= 0) continue;
    sessions_.push_back(session);
    lines << tr("%1: %2 masks, %3")
                 .arg(locale.toString(timeOf(session.startMs), QLocale::ShortFormat),
                      locale.toString(static_cast<qlonglong>(session.decisions)),
                      paceText(session.perHour()));
  }
  setAccessibleDescription(lines.join(QStringLiteral("; ")));
  auto tip = lines.mid(std::max<qsizetype>(0, lines.size() - kToldSessions));
  tip.prepend(
      tr("Masks that people decided, per hour of reviewing. Of a decision on many masks, as many "
         "count as can be looked at; what was undone does not count."));
  setToolTip(tip.join(u'\n'));
  update();
}

QStringList PaceChart::ends() const {
  if (sessions_.empty()) return {};
  const QLocale locale;
  const QDateTime first = timeOf(sessions_.front().startMs);
  const QDateTime last = timeOf(sessions_.back().startMs);
  if (first.date() != last.date())
    return {locale.toString(first.date(), QLocale::ShortFormat),
            locale.toString(last.date(), QLocale::ShortFormat)};
  return {locale.toString(first, QLocale::ShortFormat),
          locale.toString(last.time(), QLocale::ShortFormat)};
}

void PaceChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(uiFont(TextSize::Caption));
  if (sessions_.size() > 1) return paintCurve(painter);
  if (!sessions_.empty()) return paintOne(painter);
  painter.setPen(coloursOf(palette()).secondary);
  painter.drawText(rect(),
                   Qt::AlignLeft | Qt::TextWordWrap,
                   tr("No session with %1 decisions or more yet").arg(kLeastForPace));
}

void PaceChart::paintOne(QPainter& painter) const {
  const ThemeColours& colours = coloursOf(palette());
  const ReviewSession& session = sessions_.front();
  const QLocale locale;
  painter.setFont(uiFont(TextSize::Title, true));
  painter.setPen(colours.text);
  const int height = painter.fontMetrics().height();
  painter.drawText(QRect(0, 0, width(), height), Qt::AlignLeft, paceText(session.perHour()));
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  painter.drawText(rect().adjusted(0, height + kSmallGap, 0, 0),
                   Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                   tr("One session so far: %1 masks from %2 to %3. Further ones make a curve.")
                       .arg(locale.toString(static_cast<qlonglong>(session.decisions)),
                            locale.toString(timeOf(session.startMs), QLocale::ShortFormat),
                            locale.toString(timeOf(session.endMs).time(), QLocale::ShortFormat)));
}

void PaceChart::paintCurve(QPainter& painter) const {
  const ThemeColours& colours = coloursOf(palette());
  // Scripts differ in height: the words above and below take what theirs needs.
  const int line = painter.fontMetrics().height();
  const QRectF area =
      QRectF(rect()).adjusted(kSmallGap, line + kGap, -kSmallGap, -line - kSmallGap);
  double most = 0;
  for (const auto& session : sessions_) most = std::max(most, session.perHour());
  const auto point = [&](size_t i) {
    const double x = static_cast<double>(i) / static_cast<double>(sessions_.size() - 1);
    return QPointF(area.left() + x * area.width(),
                   area.bottom() - sessions_[i].perHour() / most * area.height());
  };
  painter.fillRect(QRectF(0, area.bottom(), width(), 1), colours.outline);
  QPainterPath curve(point(0));
  for (size_t i = 1; i < sessions_.size(); ++i) curve.lineTo(point(i));
  painter.setPen(QPen(colours.text, 1.5));
  painter.drawPath(curve);
  painter.setBrush(colours.text);
  for (size_t i = 0; i < sessions_.size(); ++i) painter.drawEllipse(point(i), kDot, kDot);
  painter.setPen(colours.secondary);
  const QRectF axis(0, height() - line, width(), line);
  painter.drawText(axis, Qt::AlignLeft | Qt::AlignBottom, ends().front());
  painter.drawText(axis, Qt::AlignRight | Qt::AlignBottom, ends().back());
  painter.drawText(QRectF(0, 0, width(), line),
                   Qt::AlignRight | Qt::AlignTop,
                   tr("at most %1").arg(paceText(most)));
}

}  // namespace maskwright::ui
