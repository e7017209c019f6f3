#pragma once

#include "core/services_ml/semantic_service.h"

namespace maskwright {

/// Fewest pictures with a mask that a semantic network is trained on.
inline constexpr int64_t kLeastSemanticImages = 8;

/// The semantic half of MaskDistill (Van Gansbeke et al. 2022, arXiv 2206.06363): pseudo label maps
/// of the masks and clusters of a round (chooseSemanticLabels), a DeepLab-v3 trained on their
/// hardest pixels, label maps by it and a dense CRF. The model is kept with its settings: the same
/// masks and settings again don't train again. A training that was killed or cancelled goes on from
/// its last checkpoint; the maps that were there stay the newest until all new ones are made. Names
/// of clusters become names of labels. Errors: as segmentSemantically().
Result<SemanticSummary> mapByMaskDistill(store::Project& project,
                                         const SemanticRequest& request,
                                         const CancelToken& cancel,
                                         ProgressSink& sink);

}  // namespace maskwright
