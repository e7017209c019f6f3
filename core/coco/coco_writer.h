#pragma once

#include "core/base/atomic_file.h"
#include "core/coco/coco_types.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::coco {

/// What stands in the `info` part.
struct WriterInfo {
  std::string description, version, dateCreated;
};

enum class SegmentationForm { Polygon, Rle };

/// One object to write.
struct WrittenAnnotation {
  int64_t id = 0, image = 0, category = 0;
  Rle mask;
  bool crowd = false;
  std::optional<double> score;
  std::optional<Provenance> provenance;
};

/// Streams a COCO 1.0 data set into a file that appears only when it is complete. Order of calls:
/// open, all images, all annotations, commit. Memory does not grow with the number of objects.
class CocoWriter {
 public:
  explicit CocoWriter(std::filesystem::path target);
  ~CocoWriter();

  /// Errors of all: Unwritable.
  Result<void> open(const WriterInfo& info, const std::vector<CategoryEntry>& categories);
  Result<void> image(const Image& image);

  /// What became of a mask: the form it was written in and, if it had to fall back to RLE, why.
  struct Written {
    SegmentationForm form = SegmentationForm::Polygon;
    std::string fallbackReason;
  };
  /// Writes tight box, area in pixels and the segmentation. A mask that polygons can't hold (a
  /// hole, or an IoU below .98 after rasterising them again) is written as RLE instead.
  /// `tolerance` in pixels simplifies polygons (see traceOutlines).
  Result<Written> annotation(const WrittenAnnotation& object,
                             SegmentationForm form,
                             double tolerance = 0);
  Result<void> commit();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace maskwright::coco
