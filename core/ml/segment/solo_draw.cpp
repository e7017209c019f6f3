#include "core/ml/segment/solo_draw.h"

#include "core/ml/nn/augment.h"

#include <algorithm>
#include <utility>

namespace maskwright::ml {
namespace {

constexpr int kMostFailures = 1000;

}  // namespace

SoloDraw::SoloDraw(const SoloImageLists& images,
                   const SoloDrawShares& shares,
                   const SoloSampleLoader& loader,
                   int64_t batch)
    : lists_{&images.verified, &images.decided, &images.others},
      shares_{shares.verified, shares.decided, shares.others},
      loader_(loader),
      batch_(static_cast<size_t>(batch)) {
  for (size_t i = 0; i < lists_.size(); ++i) all_ += shares_[i] *= lists_[i]->empty() ? 0 : 1;
}

std::optional<SoloSample> SoloDraw::draw(torch::Generator& generator) {
  double left = uniform(generator, 0, all_);
  size_t which = 0;
  while (which < 2 && left >= shares_[which]) left -= shares_[which++];
  while (lists_[which]->empty()) which = (which + 1) % 3;
  const auto& list = *lists_[which];
  const auto place = static_cast<size_t>(uniform(generator, 0, static_cast<double>(list.size())));
  return loader_(list[std::min(place, list.size() - 1)]);
}

std::vector<SoloSample> SoloDraw::next(torch::Generator& generator) {
  int failures = 0;
  while (!empty() && failures < kMostFailures) {
    auto sample = draw(generator);
    failures = sample ? 0 : failures + 1;
    if (!sample) continue;
    auto& shape = waiting_[sample->image.size(2) > sample->image.size(1) ? 1 : 0];
    shape.push_back(std::move(*sample));
    if (shape.size() == batch_) return std::exchange(shape, {});
  }
  return std::exchange(waiting_[waiting_[0].empty() ? 1 : 0], {});
}

}  // namespace maskwright::ml
