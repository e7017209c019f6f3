#include "core/ml/discover/normalized_cut.h"

#include "core/ml/discover/lanczos_cut.h"

namespace maskwright::ml {

std::optional<CutVector> normalizedCut(const PatchAffinity& affinity, double epsilon) {
  return lanczosCut(affinity, {.epsilon = epsilon});
}

}  // namespace maskwright::ml
