#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/services_ml/mask_tuner.h"
#include "core/store/project.h"

#include <map>
#include <string>
#include <vector>

namespace maskwright {

/// A category teaches once so many of its masks are accepted; two such are needed.
inline constexpr int64_t kLeastTuneMasks = 5;

/// What people decided, as the tuning takes it.
struct TuneLabels {
  struct Picture {
    ImageId image;
    TunePicture picture;
  };
  std::vector<CategoryId> categories;  ///< of class c: categories[c - 1]; none = no category given
  std::vector<Picture> pictures;       ///< with decided masks, by path
  std::map<std::string, int64_t> counts;  ///< accepted masks by name of category
  int64_t masks = 0, refused = 0;

  int64_t usableCategories() const;  ///< with at least kLeastTuneMasks
  std::string countText() const;     ///< "cat 12, dog 3"
};

/// Accepted and relabelled masks by category, one per object over all rounds; "not an object" as
/// refused; bad mask, fix later and undecided candidates as not known. Nothing says of a picture
/// that it is complete, so what no mask covers is not known either. Only present images; at most
/// kTuneMostClasses categories, the most frequent ones. Throws SQLite::Exception.
TuneLabels tuneLabels(store::Project& project);

/// Error WrongUse, with the counts, unless two categories are usable.
Result<void> enoughToTune(const TuneLabels& labels, const store::Project& project);

}  // namespace maskwright
