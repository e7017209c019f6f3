#include "core/ml/discover/lost.h"

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/patch_grid.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace maskwright::ml {
namespace {

constexpr int64_t kBlock = 512;  // rows of products at a time: no N x N matrix

torch::Tensor degrees(const torch::Tensor& keys) {
  std::vector<torch::Tensor> parts;
  for (int64_t from = 0; from < keys.size(0); from += kBlock) {
    const torch::Tensor products = keys.slice(0, from, from + kBlock).matmul(keys.t());
    parts.push_back((products > 0).sum(1));
  }
  const torch::Tensor self = ((keys * keys).sum(1) > 0).to(torch::kInt64);
  return torch::cat(parts) - self;
}

}  // namespace

LostObject lostObject(const torch::Tensor& keys, int rows, int cols, int64_t candidates) {
  const c10::InferenceMode inference;
  const torch::Tensor cells = keys.to(torch::kFloat32).contiguous();
  LostObject out;
  out.degree = degrees(cells);
  const torch::Tensor order = std::get<1>(at::sort(out.degree, /*stable=*/true, 0, false));
  out.seed = order[0].item<int64_t>();
  const torch::Tensor few = order.slice(0, 0, std::min(candidates, cells.size(0)));
  const torch::Tensor chosen = cells.index_select(0, few);
  const torch::Tensor agreeing = (chosen.matmul(cells[out.seed]) > 0).to(torch::kFloat32);
  out.sum = cells.matmul(agreeing.matmul(chosen));
  out.mask = imaging::partAt(gridMask(out.sum > 0, rows, cols), cellOf(out.seed, cols));
  out.box = cv::boundingRect(out.mask);
  return out;
}

}  // namespace maskwright::ml
