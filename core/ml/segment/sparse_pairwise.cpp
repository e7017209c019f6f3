#include "core/ml/segment/sparse_pairwise.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace maskwright::ml {
namespace {

constexpr double kLargestLogit = 300;  // e^-300 squared is still a double

/// Probabilities of a pixel's two labels.
struct Odds {
  double inside, outside;
};

Odds oddsOf(double logit) {
  const double x = std::clamp(logit, -kLargestLogit, kLargestLogit);
  const double e = std::exp(-std::abs(x));
  const double likely = 1 / (1 + e), unlikely = e / (1 + e);
  return x >= 0 ? Odds{likely, unlikely} : Odds{unlikely, likely};
}

/// One mask: its pixels' odds and the rows and columns of its target.
class MaskPairs {
 public:
  MaskPairs(const float* logits, const float* mask, int64_t h, int64_t w) : h_(h), w_(w) {
    rows_.assign(static_cast<size_t>(h), 0);
    columns_.assign(static_cast<size_t>(w), 0);
    for (int64_t y = 0; y < h; ++y) {
      for (int64_t x = 0; x < w; ++x) {
        if (mask[y * w + x] <= 0) continue;
        rows_[static_cast<size_t>(y)] = columns_[static_cast<size_t>(x)] = 1;
      }
    }
    odds_.resize(static_cast<size_t>(h * w));
    std::transform(logits, logits + h * w, odds_.begin(), oddsOf);
  }

  /// Adds weight x slope to `gradient`; returns the sum of the terms and their number.
  std::pair<double, double> sum(const bool* alike, int dilation, double weight, float* gradient) {
    double terms = 0, count = 0, product = 1;
    for (int64_t y = 0; y < h_; ++y) {
      if (!rows_[static_cast<size_t>(y)]) continue;
      for (int64_t x = 0; x < w_; ++x) {
        if (!columns_[static_cast<size_t>(x)]) continue;
        const int64_t at = y * w_ + x;
        const Odds p = odds_[static_cast<size_t>(at)];
        double slope = 0;
        for (size_t k = 0; k < kOffsets.size(); ++k) {
          if (!alike[static_cast<int64_t>(k) * h_ * w_ + at]) continue;
          ++count;
          const int64_t row = y + kOffsets[k][0] * dilation, column = x + kOffsets[k][1] * dilation;
          if (row < 0 || row >= h_ || column < 0 || column >= w_) continue;
          const int64_t other = row * w_ + column;
          const Odds q = odds_[static_cast<size_t>(other)];
          const double agree = p.inside * q.inside + p.outside * q.outside;
          slope -= p.inside * p.outside * (q.inside - q.outside) / agree;
          gradient[other] -=
              static_cast<float>(weight * q.inside * q.outside * (p.inside - p.outside) / agree);
          product *= agree;  // one logarithm for many terms
          if (product < 1e-30) {
            terms -= std::log(product);
            product = 1;
          }
        }
        gradient[at] += static_cast<float>(weight * slope);
      }
    }
    return {weight * (terms - std::log(product)), count};
  }

 private:
  static constexpr std::array<std::array<int, 2>, 8> kOffsets{
      {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}}};
  int64_t h_, w_;
  std::vector<char> rows_, columns_;
  std::vector<Odds> odds_;
};

class SparsePairwise : public torch::autograd::Function<SparsePairwise> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& logits,
                               const torch::Tensor& masks,
                               const torch::Tensor& alike,
                               const torch::Tensor& images,
                               const torch::Tensor& weights,
                               int64_t dilation) {
    const int64_t n = logits.size(0), h = logits.size(1), w = logits.size(2);
    const auto values = logits.contiguous();
    const auto targets = masks.to(torch::kFloat32).contiguous();
    const auto similar = alike.contiguous();
    const auto owners = images.to(torch::kInt64).contiguous();
    const auto shares = weights.to(torch::kFloat64).contiguous();
    auto gradient = torch::zeros_like(values);
    std::vector<std::pair<double, double>> sums(static_cast<size_t>(n));
    at::parallel_for(0, n, 1, [&](int64_t from, int64_t to) {
      for (int64_t i = from; i < to; ++i) {
        MaskPairs pairs(
            values.data_ptr<float>() + i * h * w, targets.data_ptr<float>() + i * h * w, h, w);
        sums[static_cast<size_t>(i)] =
            pairs.sum(similar.data_ptr<bool>() + owners.data_ptr<int64_t>()[i] * 8 * h * w,
                      static_cast<int>(dilation),
                      shares.data_ptr<double>()[i],
                      gradient.data_ptr<float>() + i * h * w);
      }
    });
    double terms = 0, count = 0;
    for (const auto& [term, number] : sums) {
      terms += term;
      count += number;
    }
    count = std::max(1.0, count);
    context->save_for_backward({gradient.div_(count)});
    return torch::tensor(terms / count, torch::kFloat32);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& outer) {
    return {context->get_saved_variables()[0] * outer[0], {}, {}, {}, {}, {}};
  }
};

}  // namespace

torch::Tensor sparsePairwiseLoss(const torch::Tensor& logits,
                                 const torch::Tensor& masks,
                                 const torch::Tensor& alike,
                                 const torch::Tensor& images,
                                 const torch::Tensor& instanceWeights,
                                 int dilation) {
  TORCH_CHECK_VALUE(logits.dim() == 3 && masks.sizes() == logits.sizes() && alike.dim() == 4 &&
                        alike.size(1) == 8 && alike.size(2) == logits.size(1) &&
                        alike.size(3) == logits.size(2) && images.numel() == logits.size(0) &&
                        instanceWeights.numel() == logits.size(0),
                    "pairwise loss: shapes do not fit");
  return SparsePairwise::apply(
      logits, masks, alike, images, instanceWeights, static_cast<int64_t>(dilation));
}

}  // namespace maskwright::ml
