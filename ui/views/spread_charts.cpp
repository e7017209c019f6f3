#include "ui/views/spread_charts.h"

#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace maskwright::ui {
namespace {

constexpr int kAxis = 18;  ///< height of the line of words under a chart

template <typename Bins>
int64_t sum(const Bins& bins) {
  return std::accumulate(bins.begin(), bins.end(), int64_t{0});
}

QColor acceptedColour() {
  return verdictStyle(Verdict::Accepted).colour;
}

void prepare(QPainter& painter) {
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(uiFont(TextSize::Caption));
}

/// "0.01 %" without figures that say nothing.
QString percent(double share) {
  return AreaChart::tr("%1 %").arg(QLocale().toString(100 * share, 'g', 3));
}

}  // namespace

AreaChart::AreaChart(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Masks by size"));
  setMinimumHeight(120);
}

void AreaChart::setSpread(const MaskSpread& spread) {
  spread_ = spread;
  QStringList lines;
  for (int bin = 0; bin < kAreaBins; ++bin) {
    const auto at = static_cast<size_t>(bin);
    if (spread.areaAll[at] == 0) continue;
    const double from = std::pow(10, kLeastAreaLog + -kLeastAreaLog / kAreaBins * bin);
    lines << tr("from %1 of the image: %2 masks, %3 accepted")
                 .arg(percent(from))
                 .arg(spread.areaAll[at])
                 .arg(spread.areaAccepted[at]);
  }
  setAccessibleDescription(lines.join(QStringLiteral("; ")));
  setToolTip(lines.join(u'\n'));
  update();
}

void AreaChart::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  prepare(painter);
  const QRectF area = QRectF(rect()).adjusted(0, kSmallGap, 0, -kAxis);
  // Shares of their own sums: two distributions, not two amounts.
  const auto shares = [](const auto& bins) {
    std::array<double, kAreaBins> result{};
    const double all = std::max<double>(1, static_cast<double>(sum(bins)));
    for (size_t i = 0; i < bins.size(); ++i) result[i] = static_cast<double>(bins[i]) / all;
    return result;
  };
  const auto all = shares(spread_.areaAll), accepted = shares(spread_.areaAccepted);
  const double most = std::max({*std::max_element(all.begin(), all.end()),
                                *std::max_element(accepted.begin(), accepted.end()),
                                1e-9});
  const double width = area.width() / kAreaBins;
  painter.setPen(Qt::NoPen);
  for (int bin = 0; bin < kAreaBins; ++bin) {
    const double height = accepted[static_cast<size_t>(bin)] / most * area.height();
    if (height <= 0) continue;
    painter.fillRect(
        QRectF(area.left() + bin * width + 1, area.bottom() - height, width - 2, height),
        acceptedColour());
  }
  QPainterPath line;
  for (int bin = 0; bin < kAreaBins; ++bin) {
    const double y = area.bottom() - all[static_cast<size_t>(bin)] / most * area.height();
    if (bin == 0)
      line.moveTo(area.left(), y);
    else
      line.lineTo(area.left() + bin * width, y);
    line.lineTo(area.left() + (bin + 1) * width, y);
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(colours.text, 1.5));
  painter.drawPath(line);
  painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1), colours.outline);
  painter.setPen(colours.secondary);
  for (int decade = static_cast<int>(kLeastAreaLog) + 1; decade <= 0; ++decade) {
    const double x = area.left() + (decade - kLeastAreaLog) / -kLeastAreaLog * area.width();
    const QRectF box(x - 40, area.bottom() + 3, decade == 0 ? 40 : 80, kAxis);
    painter.drawText(box,
                     (decade == 0 ? Qt::AlignRight : Qt::AlignHCenter) | Qt::AlignTop,
                     percent(std::pow(10, decade)));
  }
}

PlaceMap::PlaceMap(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Masks by place in the image"));
  setMinimumHeight(120);
}

void PlaceMap::setSpread(const MaskSpread& spread) {
  spread_ = spread;
  const auto words = [](const auto& bins) {
    const double all = std::max<double>(1, static_cast<double>(sum(bins)));
    int64_t middle = 0;
    for (int y = kPlaceBins / 4; y < 3 * kPlaceBins / 4; ++y)
      for (int x = kPlaceBins / 4; x < 3 * kPlaceBins / 4; ++x)
        middle += bins[static_cast<size_t>(y) * kPlaceBins + static_cast<size_t>(x)];
    return qRound(100 * static_cast<double>(middle) / all);
  };
  const QString text = tr("Centres in the middle quarter of the image: %1 % of all masks, %2 % of "
                          "the accepted ones")
                           .arg(words(spread.placeAll))
                           .arg(words(spread.placeAccepted));
  setAccessibleDescription(text);
  setToolTip(text);
  update();
}

void PlaceMap::paintEvent(QPaintEvent*) {
  const ThemeColours& colours = coloursOf(palette());
  QPainter painter(this);
  prepare(painter);
  const double gap = 2 * kGap;
  const double side = std::min((width() - gap) / 2, height() - double{kAxis} - 2);
  const double left = (width() - gap - 2 * side) / 2;
  const auto paint = [&](double x, const auto& bins, const QColor& colour, const QString& title) {
    const QRectF square(x, 1, side, side);
    painter.fillRect(square, colours.panel);
    const double most =
        std::max<double>(1, static_cast<double>(*std::max_element(bins.begin(), bins.end())));
    const double cell = side / kPlaceBins;
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (int i = 0; i < kPlaceBins * kPlaceBins; ++i) {
      if (bins[static_cast<size_t>(i)] == 0) continue;
      QColor shade = colour;
      // Square root: few beside many can still be seen.
      shade.setAlphaF(static_cast<float>(
          0.12 + 0.88 * std::sqrt(static_cast<double>(bins[static_cast<size_t>(i)]) / most)));
      const int column = i % kPlaceBins, line = i / kPlaceBins;
      const QPointF corner(x + column * cell, 1 + line * cell);
      painter.fillRect(QRectF(corner, QSizeF(cell, cell)), shade);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.hairline, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(square);
    painter.setPen(colours.secondary);
    painter.drawText(QRectF(x, side + 3, side, kAxis), Qt::AlignHCenter | Qt::AlignTop, title);
  };
  paint(left, spread_.placeAll, colours.text, tr("all"));
  paint(left + side + gap, spread_.placeAccepted, acceptedColour(), tr("accepted"));
}

}  // namespace maskwright::ui
