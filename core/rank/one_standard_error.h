#pragma once

#include <span>
#include <vector>

namespace maskwright::rank {

/// The simplest of several models that is as good as the best as far as can be told: its held-out
/// loss is above the best one's by no more than the standard error of the difference (Breiman et
/// al. 1984, 3.4.3, with paired differences, summed over groups that are judged together, such as
/// images). losses: for each model, the simplest last, the loss of each example; groups: of each
/// example. Returns its index. Throws std::invalid_argument if the sizes differ or there is none.
size_t simplestAsGood(std::span<const std::vector<double>> losses, std::span<const int> groups);

}  // namespace maskwright::rank
