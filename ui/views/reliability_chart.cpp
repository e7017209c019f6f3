#include "ui/views/reliability_chart.h"

#include "ui/support/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr double kLeast = 2.5, kMost = 7;  ///< radius of a dot, px

}  // namespace

ReliabilityChart::ReliabilityChart(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setAccessibleName(tr("Reliability diagram"));
}

void ReliabilityChart::setReport(const store::RankingRepository::Report& report) {
  report_ = report;
  QStringList lines;
  for (const auto& bin : report.bins)
    lines << tr("confidence %1: %2 % of %3 accepted")
                 .arg(bin.confidence, 0, 'f', 2)
                 .arg(qRound(100 * bin.accepted))
                 .arg(locale().toString(static_cast<qlonglong>(bin.count)));
  setToolTip(lines.join('\n'));
  setAccessibleDescription(lines.join(QStringLiteral("; ")));
  update();
}

void ReliabilityChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const ThemeColours& colours = coloursOf(palette());
  QFont small = font();
  small.setPixelSize(11);
  painter.setFont(small);
  const double line = QFontMetricsF(small).height();
  const QRectF plot = QRectF(rect()).adjusted(0.5, 4.5, -0.5, -line - 2.5);
  painter.setPen(QPen(colours.hairline, 1));
  painter.drawRect(plot);
  painter.setPen(QPen(colours.secondary, 1, Qt::DotLine));
  const QRectF inner = plot.adjusted(kMost + 1, kMost + 1, -kMost - 1, -kMost - 1);
  painter.drawLine(inner.bottomLeft(), inner.topRight());
  painter.setPen(colours.secondary);
  const QRectF below(plot.left(), plot.bottom() + 2, plot.width(), line);
  painter.drawText(below, Qt::AlignLeft, tr("stated"));
  painter.drawText(plot.adjusted(6, 3, -6, -3), Qt::AlignLeft | Qt::AlignTop, tr("accepted"));
  painter.drawText(below, Qt::AlignRight, tr("error %1").arg(report_.error, 0, 'f', 2));

  int64_t most = 1;
  for (const auto& bin : report_.bins) most = std::max(most, bin.count);
  const auto place = [&](const auto& bin) {
    return QPointF(inner.left() + bin.confidence * inner.width(),
                   inner.bottom() - bin.accepted * inner.height());
  };
  painter.setPen(QPen(colours.accent, 1.5));
  for (size_t i = 1; i < report_.bins.size(); ++i)
    painter.drawLine(place(report_.bins[i - 1]), place(report_.bins[i]));
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours.accent);
  for (const auto& bin : report_.bins) {
    const double share = std::sqrt(static_cast<double>(bin.count) / static_cast<double>(most));
    const double radius = kLeast + (kMost - kLeast) * share;
    painter.drawEllipse(place(bin), radius, radius);
  }
}

}  // namespace maskwright::ui
