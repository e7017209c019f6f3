#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/domain/image_record.h"
#include "core/store/project.h"

#include <filesystem>
#include <string>
#include <vector>

namespace maskwright {

/// How good the masks are that weights give on a collection, in [0, 1].
struct MaskQuality {
  double value = 0;
  bool byDecisions = false;  ///< else label-free
  int images = 0;            ///< it rests on
};

/// Free Mask alone (so that the merge tree can't hide weak features) on at most `kQualityImages`
/// pictures spread over the collection.
///   Label-free: mean first confidence (rank::firstConfidence) of the ten best candidates a
///   picture. With at least `kQualityDecisions` decisions and `kQualityAccepted` accepted masks:
///   mean IoU of the accepted masks with the best of their picture's candidates.
/// Only values of one kind on one collection can be compared. Pictures that can't be read are
/// passed over. Errors: what loadBackbone() gives, Cancelled, Unreadable (no picture at all).
Result<MaskQuality> maskQuality(store::Project& project,
                                const std::filesystem::path& weights,
                                const CancelToken& cancel);

inline constexpr int kQualityImages = 32;
inline constexpr int kQualityDecisions = 100;
inline constexpr int kQualityAccepted = 20;

}  // namespace maskwright
