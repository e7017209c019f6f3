#include "ui/views/loss_chart.h"

#include "ui/support/curve_words.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QGraphicsLayout>
#include <QLegendMarker>
#include <QLineSeries>
#include <QTimer>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr int kDrawnPoints = 400;

/// Means of equal stretches, so that noise shrinks and no peak is invented.
QList<QPointF> thinned(const QVector<QPointF>& points) {
  if (points.size() <= kDrawnPoints) return points;
  QList<QPointF> result;
  result.reserve(kDrawnPoints);
  for (qsizetype i = 0; i < kDrawnPoints; ++i) {
    const qsizetype from = i * points.size() / kDrawnPoints;
    const qsizetype to = std::max(from + 1, (i + 1) * points.size() / kDrawnPoints);
    QPointF sum;
    for (qsizetype k = from; k < to; ++k) sum += points[k];
    result.append(sum / double(to - from));
  }
  return result;
}

/// 1, 2 or 5 times a power of ten, for five to ten ticks over `span` > 0.
double tickInterval(double span) {
  const double rough = span / 5, power = std::pow(10, std::floor(std::log10(rough)));
  return power * (rough / power < 2 ? 1 : rough / power < 5 ? 2 : 5);
}

}  // namespace

struct LossChart::Private {
  QChart* chart = nullptr;
  QChartView* view = nullptr;
  QValueAxis* steps = nullptr;
  QValueAxis* values = nullptr;
  QStringList names;
  QHash<QString, QVector<QPointF>> points;
  QHash<QString, QLineSeries*> series;
  QString otherSuffix;
  QTimer refresh;
};

LossChart::LossChart(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>()) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  d_->chart = new QChart;
  d_->chart->setMargins({0, 0, 0, 0});
  d_->chart->setBackgroundRoundness(0);
  d_->chart->layout()->setContentsMargins(0, 0, 0, 0);
  d_->chart->legend()->setAlignment(Qt::AlignTop);
  d_->chart->legend()->setMarkerShape(QLegend::MarkerShapeCircle);
  d_->steps = new QValueAxis;
  d_->values = new QValueAxis;
  d_->steps->setLabelFormat("%d");
  d_->values->setLabelFormat("%.2g");
  d_->steps->setTitleText(tr("step"));
  d_->steps->setTickType(QValueAxis::TicksDynamic);
  d_->steps->setTickAnchor(0);
  d_->values->setTickType(QValueAxis::TicksDynamic);
  d_->values->setTickAnchor(0);
  d_->values->setLabelFormat(QStringLiteral("%g"));
  d_->chart->addAxis(d_->steps, Qt::AlignBottom);
  d_->chart->addAxis(d_->values, Qt::AlignLeft);
  d_->view = new QChartView(d_->chart, this);
  d_->view->setRenderHint(QPainter::Antialiasing);
  d_->view->setFrameShape(QFrame::NoFrame);
  d_->view->setAccessibleName(tr("Loss curves"));
  layout->addWidget(d_->view);
  setMinimumHeight(220);
  d_->refresh.setSingleShot(true);
  d_->refresh.setInterval(150);
  connect(&d_->refresh, &QTimer::timeout, this, &LossChart::refresh);
  restyle();
}

LossChart::~LossChart() = default;

void LossChart::clear() {
  d_->points.clear();
  d_->names.clear();
  for (QLineSeries* series : d_->series) {
    d_->chart->removeSeries(series);
    delete series;
  }
  d_->series.clear();
  refresh();
  Q_EMIT lineChanged();
}

void LossChart::addName(const QString& name) {
  if (d_->names.contains(name)) return;
  // The sum leads: its line is the strong one.
  if (name == QLatin1String("total"))
    d_->names.prepend(name);
  else
    d_->names.append(name);
}

void LossChart::append(const QString& name, double step, double value) {
  if (!std::isfinite(value)) return;
  const bool had = hasLine();
  addName(name);
  d_->points[name].append({step, value});
  if (!d_->refresh.isActive()) d_->refresh.start();
  if (hasLine() != had) Q_EMIT lineChanged();
}

void LossChart::setCurves(const std::map<QString, QVector<QPointF>>& curves) {
  const bool had = hasLine();
  const QStringList before = d_->names;
  for (const QString& name : before) {
    if (curves.count(name) > 0) continue;
    d_->names.removeAll(name);
    d_->points.remove(name);
    if (QLineSeries* series = d_->series.take(name)) {
      d_->chart->removeSeries(series);
      delete series;
    }
  }
  for (const auto& [name, points] : curves) {
    addName(name);
    d_->points[name] = points;
  }
  if (!curves.empty() && !d_->refresh.isActive()) d_->refresh.start();
  if (curves.empty() && !before.isEmpty()) refresh();
  if (hasLine() != had) Q_EMIT lineChanged();
}

void LossChart::setOtherSuffix(const QString& suffix) {
  d_->otherSuffix = suffix;
}

QStringList LossChart::curves() const {
  return d_->names;
}

bool LossChart::hasLine() const {
  return std::any_of(
      d_->points.begin(), d_->points.end(), [](const auto& points) { return points.size() > 1; });
}

int LossChart::pointCount(const QString& name) const {
  return static_cast<int>(d_->points.value(name).size());
}

void LossChart::refresh() {
  double last = 1, highest = 0;
  for (const QString& name : std::as_const(d_->names)) {
    QLineSeries*& series = d_->series[name];
    if (!series) {
      series = new QLineSeries(d_->chart);
      series->setName(curveText(name));
      d_->chart->addSeries(series);
      series->attachAxis(d_->steps);
      series->attachAxis(d_->values);
      restyle();
    }
    const QList<QPointF> drawn = thinned(d_->points[name]);
    series->replace(drawn);
    for (const QPointF& p : drawn) {
      last = std::max(last, p.x());
      highest = std::max(highest, p.y());
    }
  }
  d_->steps->setRange(0, last);
  d_->steps->setTickInterval(tickInterval(last));  // the axis ends with the curve
  const double top = highest > 0 ? highest * 1.05 : 1, interval = tickInterval(top);
  d_->values->setRange(0, std::ceil(top / interval) * interval);
  d_->values->setTickInterval(interval);
  d_->chart->legend()->setVisible(!d_->names.isEmpty());
}

void LossChart::restyle() {
  const ThemeColours& colours = coloursOf(palette());
  d_->chart->setBackgroundBrush(colours.panel);
  d_->chart->setPlotAreaBackgroundVisible(false);
  d_->view->setBackgroundBrush(colours.panel);
  d_->chart->legend()->setLabelColor(colours.text);
  d_->chart->legend()->setFont(uiFont(TextSize::Caption));
  for (QValueAxis* axis : {d_->steps, d_->values}) {
    axis->setLabelsColor(colours.secondary);
    axis->setLabelsFont(uiFont(TextSize::Caption));
    axis->setTitleFont(uiFont(TextSize::Caption));
    axis->setTitleBrush(colours.secondary);
    axis->setLinePenColor(colours.outline);
    axis->setGridLinePen(QPen(colours.hairline, 1));
  }
  // The first curve is the one that counts; the others are its parts.
  static constexpr std::array kParts{0, 1, 2, 3, 4, 5};
  QStringList own;
  const auto isOther = [this](const QString& name) {
    return !d_->otherSuffix.isEmpty() && name.endsWith(d_->otherSuffix);
  };
  for (const QString& name : std::as_const(d_->names))
    if (!isOther(name)) own << name;
  for (const QString& name : std::as_const(d_->names)) {
    QLineSeries* series = d_->series.value(name);
    if (!series) continue;
    QString part = name;
    if (isOther(name)) part.chop(d_->otherSuffix.size());
    if (!own.contains(part)) own << part;
    const qsizetype i = own.indexOf(part);
    const QColor colour =
        i == 0 ? colours.text : stableColour(kParts[static_cast<size_t>(i - 1) % kParts.size()]);
    series->setPen(QPen(colour, i == 0 ? 2 : 1.5, isOther(name) ? Qt::DashLine : Qt::SolidLine));
    // Same name, same colour: named twice, no name would have the room that it needs.
    for (QLegendMarker* marker : d_->chart->legend()->markers(series))
      marker->setVisible(!isOther(name) || !d_->names.contains(part));
  }
}

void LossChart::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) restyle();
  QWidget::changeEvent(event);
}

}  // namespace maskwright::ui
