#include "core/rank/ranking_inputs.h"

#include <array>

namespace maskwright::rank {

std::string_view inputName(size_t input) {
  static constexpr std::array<std::string_view, kInputCount> kNames{
      "source score",
      "maskness",
      "stability",
      "contrast across the outline",
      "contact with the picture's border",
      "compactness",
      "size",
      "very large",
      "found on the centred map",
      "found by the segmenter",
      "found by merging regions",
      "merge score",
      "gradient along the outline",
      "closed outline",
      "unlike its surround",
      "features unlike the surround's",
      "fills its box",
      "found several times",
      "look-alikes in the picture",
      "size at the border",
      "far from the middle",
      "size far from the middle",
      "repeats a better one",
      "part of a better one",
      "holds others",
      "place in its picture",
      "below the picture's best",
      "typical of its cluster",
      "size of its cluster",
      "cluster accepted elsewhere",
      "cluster decided elsewhere",
      "look-alikes accepted",
      "look-alikes decided",
      "meets an accepted mask",
      "inside an accepted mask",
      "holds an accepted mask",
      "meets a refused mask",
      "meets a poor mask",
      "accepted in its picture",
      "refused in its picture",
      "the segmenter agrees"};
  return kNames[input];
}

void appendInputs(const RankingContext& context, size_t row, std::vector<float>& inputs) {
  const RankingTable& table = context.table();
  for (const double value : confidenceFeatures(table.attributes[row], table.sourceScore[row]))
    inputs.push_back(static_cast<float>(value));
  const ContextVector around = context.features(row);
  inputs.insert(inputs.end(), around.begin(), around.end());
}

}  // namespace maskwright::rank
