#include "ui/models/map_colouring.h"

#include "ui/jobs/job_specs.h"
#include "ui/models/cluster_roles.h"
#include "ui/support/verdict_style.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <functional>

namespace maskwright::ui {
namespace {

constexpr int kMostKinds = 255;
constexpr int kSteps = 5;  ///< of confidence
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

void byConfidence(const store::MapPoints& map, MapColouring& out) {
  for (int step = 0; step < kSteps; ++step)
    out.kinds.push_back({QStringLiteral("%1 – %2")
                             .arg(static_cast<double>(step) / kSteps, 0, 'f', 1)
                             .arg(static_cast<double>(step + 1) / kSteps, 0, 'f', 1),
                         QColor(kRamp[static_cast<size_t>(step)]),
                         0,
                         std::nullopt});
  for (const auto& point : map.points)
    out.kind.push_back(static_cast<uint8_t>(
        std::clamp(static_cast<int>(point.confidence * kSteps), 0, kSteps - 1)));
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
