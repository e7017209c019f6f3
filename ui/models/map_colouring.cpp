#include "ui/models/map_colouring.h"

#include "ui/jobs/job_specs.h"
#include "ui/models/cluster_roles.h"
#include "ui/support/verdict_style.h"

#include <QCoreApplication>
#include <QHash>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <functional>

namespace maskwright::ui {
namespace {

constexpr int kMostKinds = 255;
constexpr int kSteps = 5;  ///< of confidence, at most
// From low to high, each lighter than the one before and readable on both themes.
constexpr std::array<QRgb, kSteps> kRamp{
    0xff5b6bb5, 0xff3f93b8, 0xff35ad8c, 0xff8fbf4d, 0xffe8c33c};

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

QString capitalised(QString text) {
  if (!text.isEmpty()) text[0] = text[0].toUpper();
  return text;
}

/// Kinds for ids, the most frequent first behind kind 0, which is for id 0 and the rest.
void byId(const store::MapPoints& map,
          const std::function<int64_t(const store::MapPoint&)>& idOf,
          const std::function<MapKind(int64_t)>& kindOf,
          MapColouring& out) {
  QHash<qint64, qint64> counts;
  for (const auto& point : map.points) ++counts[idOf(point)];
  std::vector<std::pair<qint64, qint64>> order;  // falling count, rising id
  for (auto at = counts.cbegin(); at != counts.cend(); ++at)
    if (at.key() != 0) order.emplace_back(-at.value(), at.key());
  std::sort(order.begin(), order.end());
  QHash<qint64, uint8_t> kinds;
  for (const auto& [negative, id] : order) {
    if (out.kinds.size() > kMostKinds) break;
    kinds.insert(id, static_cast<uint8_t>(out.kinds.size()));
    out.kinds.push_back(kindOf(id));
  }
  for (const auto& point : map.points) out.kind.push_back(kinds.value(idOf(point), 0));
}

void byVerdict(const store::MapPoints& map, const QColor& neutral, MapColouring& out) {
  for (const Verdict verdict : kAllVerdicts)
    out.kinds.push_back({capitalised(verdictText(verdict)),
                         verdict == Verdict::Undecided ? neutral : verdictStyle(verdict).colour,
                         0,
                         verdict});
  for (const auto& point : map.points) out.kind.push_back(static_cast<uint8_t>(point.verdict));
}

double roundedToADigit(double value) {
  const double unit = std::pow(10, std::floor(std::log10(value)));
  return std::round(value / unit) * unit;
}

/// Most are near 0 where little is decided: equal steps of the log odds from the lowest to the
/// highest (but for the outermost) tell them apart, and the best ones from the good.
std::vector<double> confidenceBounds(const store::MapPoints& map) {
  std::vector<double> all;
  for (const auto& point : map.points) all.push_back(static_cast<double>(point.confidence));
  if (all.empty()) return {};
  std::sort(all.begin(), all.end());
  const auto logOddsAt = [&](double share) {
    constexpr double kLeast = 1e-4;
    const auto place = static_cast<size_t>(share * static_cast<double>(all.size() - 1));
    const double value = std::clamp(all[place], kLeast, 1 - kLeast);
    return std::log(value / (1 - value));
  };
  const double from = logOddsAt(0.01), to = logOddsAt(0.999);
  std::vector<double> bounds;
  for (int step = 1; step < kSteps; ++step) {
    const double value = 1 / (1 + std::exp(-(from + (to - from) * step / kSteps)));
    const double bound = value > 0.5 ? 1 - roundedToADigit(1 - value) : roundedToADigit(value);
    if (bounds.empty() || bound > bounds.back()) bounds.push_back(bound);
  }
  return bounds;
}

void byConfidence(const store::MapPoints& map, MapColouring& out) {
  const auto bounds = confidenceBounds(map);
  const auto number = [](double value) { return QLocale().toString(value, 'g', 3); };
  const size_t steps = bounds.size() + 1;
  for (size_t step = 0; step < steps; ++step) {
    const QString text = steps == 1          ? tr("Any")
                         : step == 0         ? tr("Below %1").arg(number(bounds[0]))
                         : step == steps - 1 ? tr("%1 and more").arg(number(bounds[step - 1]))
                                             : QStringLiteral("%1 – %2").arg(
                                                   number(bounds[step - 1]), number(bounds[step]));
    const size_t colour = steps == 1 ? 0 : step * (kSteps - 1) / (steps - 1);
    out.kinds.push_back({text, QColor(kRamp[colour]), 0, std::nullopt});
  }
  for (const auto& point : map.points) {
    const auto above = std::ranges::upper_bound(bounds, static_cast<double>(point.confidence));
    out.kind.push_back(static_cast<uint8_t>(above - bounds.begin()));
  }
}

/// Those of the first round stand back: what each later one has brought is seen.
void byRound(const store::MapPoints& map, const QColor& neutral, MapColouring& out) {
  int last = 0;
  for (const auto& point : map.points) last = std::max(last, int{point.first});
  last = std::min(last, kMostKinds);
  for (int round = 0; round <= last; ++round)
    out.kinds.push_back(
        {round == 0 ? tr("Discovery") : tr("Round %1").arg(round),
         round == 0 ? neutral : stableColour(3 * round),
         0,
         std::nullopt,
         round == 0 ? tr("Found by discovery, and kept or found again since")
                    : tr("First found in round %1, and kept or found again since").arg(round)});
  for (const auto& point : map.points)
    out.kind.push_back(static_cast<uint8_t>(std::clamp(int{point.first}, 0, last)));
}

}  // namespace

QString mapColourText(MapColour colour) {
  switch (colour) {
    case MapColour::Verdict:
      return tr("Verdict");
    case MapColour::Cluster:
      return tr("Cluster");
    case MapColour::Category:
      return tr("Category");
    case MapColour::Confidence:
      return tr("Confidence");
    case MapColour::Round:
      return tr("Round");
    case MapColour::Source:
      return tr("Found by");
  }
  return {};
}

MapColouring colourMap(const store::MapPoints& map,
                       MapColour colour,
                       const std::vector<Cluster>& clusters,
                       const std::vector<Category>& categories,
                       const QColor& neutral) {
  MapColouring out;
  out.kind.reserve(map.points.size());
  const auto category = [&](CategoryId id) -> const Category* {
    const auto found = std::ranges::find(categories, id, &Category::id);
    return found == categories.end() ? nullptr : &*found;
  };
  switch (colour) {
    case MapColour::Verdict:
      byVerdict(map, neutral, out);
      break;
    case MapColour::Confidence:
      byConfidence(map, out);
      break;
    case MapColour::Round:
      byRound(map, neutral, out);
      break;
    case MapColour::Cluster:
      out.kinds.push_back({tr("No cluster"), neutral, 0, std::nullopt});
      byId(
          map,
          [](const auto& point) { return point.cluster.value; },
          [&](int64_t id) -> MapKind {
            const auto found = std::ranges::find(clusters, ClusterId(id), &Cluster::id);
            if (found == clusters.end()) return {tr("Cluster"), stableColour(-1), 0, std::nullopt};
            const Category* name = category(found->category);
            const QString text = name ? QString::fromStdString(name->name)
                                      : tr("Cluster %1").arg(shownClusterNumber(found->number));
            return {text, stableColour(name ? name->colour : found->number), 0, std::nullopt};
          },
          out);
      break;
    case MapColour::Category:
      out.kinds.push_back({tr("None"), neutral, 0, std::nullopt});
      byId(
          map,
          [](const auto& point) { return point.category.value; },
          [&](int64_t id) -> MapKind {
            const Category* found = category(CategoryId(id));
            return {found ? QString::fromStdString(found->name) : QString(),
                    stableColour(found ? found->colour : -1),
                    0,
                    std::nullopt};
          },
          out);
      break;
    case MapColour::Source:
      out.kinds.push_back({tr("Unknown"), neutral, 0, std::nullopt});
      byId(
          map,
          [](const auto& point) { return int64_t{point.source} + 1; },
          [&](int64_t id) -> MapKind {
            const auto& name = map.sources[static_cast<size_t>(id - 1)];
            return {methodText(QString::fromStdString(name)),
                    stableColour(static_cast<int>(3 * (id - 1))),
                    0,
                    std::nullopt};
          },
          out);
      break;
  }
  for (const uint8_t kind : out.kind) ++out.kinds[kind].count;
  return out;
}

}  // namespace maskwright::ui
