#pragma once

#include "core/base/result.h"
#include "core/domain/mask.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// COCO run lengths: codec, sets, overlap and rasterising. Results equal the COCO API's C code byte
/// for byte. An Rle is canonical when only its first run may be empty; all functions return
/// canonical values and accept any whose runs sum to height * width.
namespace maskwright::coco {

/// Run lengths of a mask; 0 is background, anything else foreground. One sequential pass over the
/// rows, so that large masks cost what reading them costs.
Rle encode(const Bitmap& mask);
/// The same for a row-major buffer of height rows, `stride` bytes apart (stride >= width).
Rle encode(const uint8_t* data, int height, int width, size_t stride);
/// Bytes 0 or 1, row-major. Throws std::invalid_argument if the runs don't fill the mask exactly.
Bitmap decode(const Rle& rle);

/// Error Unreadable if the size is negative or the runs don't sum to height * width.
Result<void> validate(const Rle& rle);
/// A mask without foreground.
Rle emptyRle(int height, int width);

/// Number of foreground pixels.
int64_t area(const Rle& rle);
/// Tight box in whole pixels; all zero for an empty mask.
Box toBox(const Rle& rle);

/// The compressed string of COCO files (differences to the run before last, 5 bits a character).
std::string toCompressed(const Rle& rle);
/// Error Unreadable for characters outside the alphabet, a cut-off string, or a wrong sum.
Result<Rle> fromCompressed(std::string_view text, int height, int width);

/// Union (or intersection) of masks of equal size. Throws std::invalid_argument for no mask or
/// sizes that differ.
Rle merge(std::span<const Rle> masks, bool intersection = false);
Rle unite(const Rle& a, const Rle& b);
Rle intersect(const Rle& a, const Rle& b);
/// Pixels of `a` that are not in `b`.
Rle subtract(const Rle& a, const Rle& b);

/// Pixels in both. Masks must have equal size (std::invalid_argument).
int64_t intersectionArea(const Rle& a, const Rle& b);
/// Intersection over union in [0, 1]; 0 if both are empty; -1 if the sizes differ but boxes meet.
double iou(const Rle& a, const Rle& b);
/// The same with boxes that hold the masks: at once 0 where they don't meet, as most masks of a
/// picture don't.
double iou(const Rle& a, const Box& boxA, const Rle& b, const Box& boxB);
/// IoU of every detection with every ground truth, [detections x truths] row-major. For a crowd the
/// union is the detection's area. `crowd` is empty or one flag a truth. Boxes are compared first.
std::vector<double> iouMatrix(std::span<const Rle> detections,
                              std::span<const Rle> truths,
                              std::span<const uint8_t> crowd = {});
/// The same for masks that lie apart in memory.
std::vector<double> iouMatrix(std::span<const Rle* const> detections,
                              std::span<const Rle* const> truths,
                              std::span<const uint8_t> crowd = {});
/// The same for boxes (continuous coordinates, w * h areas).
std::vector<double> boxIouMatrix(std::span<const Box> detections,
                                 std::span<const Box> truths,
                                 std::span<const uint8_t> crowd = {});

/// Mask of one closed polygon, flat x, y list in pixel coordinates (pixel centres at .5), even-odd
/// rule on a five times finer grid. Coordinates must be finite and within +-1e6
/// (std::invalid_argument).
Rle fromPolygon(std::span<const double> xy, int height, int width);
/// Union of the parts. No part gives an empty mask.
Rle fromPolygons(const std::vector<std::vector<double>>& parts, int height, int width);
/// Mask of a box as the COCO API rasterises it (as a polygon of four corners).
Rle fromBox(const Box& box, int height, int width);

}  // namespace maskwright::coco
