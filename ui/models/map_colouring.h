#pragma once

#include "core/domain/category.h"
#include "core/domain/decision.h"
#include "core/store/layout_repository.h"
#include "core/store/review_query.h"

#include <QColor>
#include <QString>
#include <QVector>

#include <cstdint>
#include <optional>
#include <vector>

namespace maskwright::ui {

/// What the points of the map are coloured by.
enum class MapColour { Verdict = 0, Cluster, Category, Confidence, Source, Round };
inline constexpr std::array kAllMapColours{MapColour::Verdict,
                                           MapColour::Cluster,
                                           MapColour::Category,
                                           MapColour::Confidence,
                                           MapColour::Round,
                                           MapColour::Source};
QString mapColourText(MapColour colour);

/// One kind of points.
struct MapKind {
  QString text;
  QColor colour;
  qint64 count = 0;
  std::optional<Verdict> verdict;
  QString tip = {};  ///< what the text does not say
};

/// A kind for each point. Kind 0 is what stands back: undecided, without a cluster, lowest.
struct MapColouring {
  std::vector<uint8_t> kind;
  QVector<MapKind> kinds;
};

/// `neutral`: the colour of kind 0 where it means "none". At most 255 clusters or categories have a
/// kind of their own, the largest ones first; the rest are kind 0.
MapColouring colourMap(const store::MapPoints& map,
                       MapColour colour,
                       const std::vector<Cluster>& clusters,
                       const std::vector<Category>& categories,
                       const QColor& neutral);

}  // namespace maskwright::ui
