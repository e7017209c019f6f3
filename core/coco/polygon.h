#pragma once

#include "core/domain/mask.h"

#include <vector>

namespace maskwright::coco {

/// Outlines of a mask. Each part is a flat x, y list along pixel edges (corners at whole numbers),
/// clockwise on the screen, without its first point repeated; touching parts share no edge.
struct Outlines {
  std::vector<std::vector<double>> parts;  ///< outer outlines, one per 4-connected piece
  int holes = 0;                           ///< inner outlines, which polygons of COCO can't hold
};

/// Traces pixel edges (crack following). With `tolerance` 0 only corners are kept, and
/// coco::fromPolygons() gives a mask without holes back exactly. With `tolerance` > 0 (pixels)
/// parts are simplified (Douglas-Peucker): no dropped corner lies further from its part than that.
Outlines traceOutlines(const Rle& mask, double tolerance = 0);

/// IoU of the mask with what its outlines are rasterised to; 1 for an empty mask without parts.
double roundTripIou(const Rle& mask, const Outlines& outlines);

}  // namespace maskwright::coco
