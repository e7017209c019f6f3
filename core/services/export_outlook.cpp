#include "core/services/export_outlook.h"

#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/review_query.h"

#include <unordered_set>

namespace maskwright {
namespace {

/// Images with likely masks of the newest round that wait for a verdict.
std::unordered_set<ImageId> undecidedImages(store::Connection& connection) {
  store::ReviewFilter filter;
  filter.round = store::CandidateRepository(connection).newestRound();
  filter.verdict = Verdict::Undecided;
  filter.minConfidence = kLikelyConfidence;
  store::ReviewQuery query(connection);
  std::unordered_set<ImageId> images;
  for (const auto& item : query.items(query.ids(filter))) images.insert(item.image);
  return images;
}

}  // namespace

Result<ExportOutlook> exportOutlook(store::Connection& connection,
                                    const ExportRequest& request,
                                    const CancelToken& cancel) {
  try {
    AcceptedMasks accepted(connection);
    const auto undecided = undecidedImages(connection);
    ExportOutlook out;
    for (const auto& image : store::ImageRepository(connection).all()) {
      if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "cancelled", ""};
      if (image.state != ImageState::Present && !accepted.has(image.id)) continue;
      ++out.images;
      out.missing += image.state != ImageState::Present;
      const auto masks = accepted.ofImage(image.id, &out.merged);
      out.withoutMasks += masks.empty();
      out.unfinished += !masks.empty() && undecided.contains(image.id);
      for (const auto& mask : masks) {
        ++out.masks;
        out.uncategorised += !mask.verdict.category;
        out.asRle += request.segmentation == coco::SegmentationForm::Polygon &&
                     !coco::whyNotPolygons(mask.candidate.mask, request.tolerance).empty();
      }
    }
    return out;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
