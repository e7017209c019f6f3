#pragma once

#include "core/base/atomic_file.h"
#include "core/coco/coco_types.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::coco {

/// What stands in the `info` part.
/// An audit that masks of the file rest on; in the field `maskwright_audits` of `info`.
struct WrittenAudit {
  int64_t id = 0;
  uint64_t seed = 0;
  double threshold = 0, target = 0, confidence = 0;
  double bound = 0;  ///< of the precision of what was accepted
  int64_t population = 0, judged = 0, good = 0;
  std::string outcome;  ///< passed, taken back (what it accepted is undone), failed, given up, open
  std::string finishedAt;  ///< ISO 8601 UTC
  struct Sampled {
    int64_t candidate = 0;
    std::string verdict;
  };
  std::vector<Sampled> sample;  ///< as far as it was judged
};

struct WriterInfo {
  std::string description, version, dateCreated;
  std::vector<WrittenAudit> audits = {};
};

enum class SegmentationForm { Polygon, Rle };

/// Why a mask is written as RLE where polygons are asked for; empty = it isn't.
std::string whyNotPolygons(const Rle& mask, double tolerance = 0);

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
