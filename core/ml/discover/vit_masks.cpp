#include "core/ml/discover/vit_masks.h"

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/image_tensor.h"
#include "core/ml/discover/mask_embedding.h"
#include "core/ml/discover/patch_grid.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <optional>

namespace maskwright::ml {
namespace {

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  if (size == picture.size()) return picture;
  cv::Mat out;
  const bool shrinks = size.area() < picture.size().area();
  cv::resize(picture, out, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return out;
}

/// Whole patches: cells tile the picture, so nothing needs padding.
cv::Size wholePatches(double width, double height, int64_t patch) {
  const auto side = [&](double pixels) {
    return std::max(1, cvRound(pixels / static_cast<double>(patch))) * static_cast<int>(patch);
  };
  return {side(width), side(height)};
}

/// Keys of the patches as a map: D x rows x cols.
torch::Tensor keyMap(const Vit& network, const VitFeatures& features) {
  return features.block.k[0]
      .slice(1, network.prefix())
      .transpose(1, 2)
      .reshape({-1, features.rows, features.cols})
      .contiguous();
}

/// The sums' values as a soft mask: 0.5 where they are 0, 1 where they are greatest; at most just
/// below the threshold outside the mask.
torch::Tensor softOf(const torch::Tensor& sums, const cv::Mat& mask) {
  const torch::Tensor values = sums.view({mask.rows, mask.cols});
  const torch::Tensor soft = 0.5 + 0.5 * values / values.abs().max().clamp_min(1e-12);
  const torch::Tensor inside = softTensor(mask) > 0.5;
  return torch::where(inside, soft.clamp(0.501, 1), soft.clamp(0, 0.499)).contiguous();
}

torch::Tensor addAttention(const cv::Mat& picture,
                           const VitMaskSettings& settings,
                           std::vector<CoarseMask>& out) {
  const Vit& network = *settings.network;
  const double scale =
      static_cast<double>(settings.attentionShortSide) / std::min(picture.cols, picture.rows);
  const cv::Size size =
      wholePatches(picture.cols * scale, picture.rows * scale, network.settings().patch);
  const VitFeatures features =
      network.features(normalizedTensor(resized(picture, size)), /*withTokens=*/false);
  const auto rows = static_cast<int>(features.rows), cols = static_cast<int>(features.cols);
  const torch::Tensor queries = features.block.q[0].select(1, 0);
  const torch::Tensor keys = features.block.k[0].slice(1, network.prefix());
  const AttentionMask found = attentionMask(queries, keys, rows, cols, settings.attentionMask);
  const torch::Tensor map = keyMap(network, features);
  if (cv::countNonZero(found.mask) == 0) return map;
  CoarseMask mask;
  mask.soft = softOf(found.diffused, found.mask);
  const torch::Tensor inside = softTensor(found.mask).flatten() > 0.5;
  mask.maskness = mask.soft.flatten().masked_select(inside).mean().item<float>();
  mask.stability = maskStability(mask.soft.unsqueeze(0)).front();
  // How much of what CLS looks at lies inside.
  const torch::Tensor looked = found.affinity.clamp_min(0);
  const double all = looked.sum().item<double>();
  mask.score = all > 0 ? static_cast<float>(looked.masked_select(inside).sum().item<double>() / all)
                       : mask.maskness;
  mask.source = "attention";
  out.push_back(std::move(mask));
  return map;
}

/// The field of the picture at the working size, its kernels scaled along.
imaging::DenseCrf fieldOf(const cv::Mat& picture, const VitMaskSettings& settings) {
  const double scale =
      std::min(1.0, static_cast<double>(settings.crfSide) / std::max(picture.cols, picture.rows));
  const cv::Mat small =
      resized(picture, {cvRound(picture.cols * scale), cvRound(picture.rows * scale)});
  imaging::DenseCrfSettings crf = settings.crf;
  const double x = static_cast<double>(small.cols) / settings.cutSide;
  const double y = static_cast<double>(small.rows) / settings.cutSide;
  crf.gaussianX *= x;
  crf.gaussianY *= y;
  crf.bilateralX *= x;
  crf.bilateralY *= y;
  return imaging::DenseCrf(small, crf);
}

/// Brings a voted mask to the picture's edges; nothing if the field does not agree with it.
std::optional<CoarseMask> shaped(const VotedMask& voted,
                                 const imaging::DenseCrf* field,
                                 const VitMaskSettings& settings) {
  CoarseMask mask;
  mask.source = "mask-cut";
  mask.maskness = static_cast<float>(voted.agreement);
  if (!field) {
    mask.soft = softTensor(voted.mask);
    mask.stability = maskStability(mask.soft.unsqueeze(0)).front();
    mask.score = static_cast<float>(voted.score);
    return mask;
  }
  cv::Mat before;
  cv::resize(voted.mask, before, field->size(), 0, 0, cv::INTER_NEAREST);
  const cv::Mat after =
      imaging::fillSmallHoles(imaging::crfMask(*field, before), before.size().area());
  const double iou = imaging::maskIou(before, after);
  if (iou < settings.minIouAfterCrf) return std::nullopt;
  mask.soft = softTensor(after);
  mask.stability = static_cast<float>(iou);
  mask.score = static_cast<float>(voted.score * iou);
  mask.exact = true;
  return mask;
}

torch::Tensor addCuts(const cv::Mat& picture,
                      const VitMaskSettings& settings,
                      bool refine,
                      std::vector<CoarseMask>& out) {
  const Vit& network = *settings.network;
  const cv::Size size = wholePatches(settings.cutSide, settings.cutSide, network.settings().patch);
  const VitFeatures features =
      network.features(normalizedTensor(resized(picture, size)), /*withTokens=*/false);
  const auto rows = static_cast<int>(features.rows), cols = static_cast<int>(features.cols);
  const torch::Tensor map = keyMap(network, features);
  std::vector<cv::Mat> proposals;
  for (PatchAffinity& affinity : PatchAffinity::make(map.flatten(1).t(), settings.taus))
    for (const CutRound& round : maskCut(std::move(affinity), rows, cols, settings.cut))
      proposals.push_back(round.mask);
  const auto voted = voteCut(proposals, settings.vote);
  std::optional<imaging::DenseCrf> field;
  if (refine && !voted.empty()) field.emplace(fieldOf(picture, settings));
  for (size_t i = 0; i < voted.size(); ++i) {
    auto mask = shaped(voted[i], field ? &*field : nullptr, settings);
    if (!mask) continue;
    mask->rank = i;
    out.push_back(std::move(*mask));
  }
  return map;
}

/// The mask's box cut from the picture, blank outside the mask, as a normalised tensor whose longer
/// side is `side`; blank to the right and below up to a square.
torch::Tensor maskedCrop(const cv::Mat& picture, const cv::Mat& mask, int side) {
  cv::Mat inside;
  cv::resize(mask, inside, picture.size(), 0, 0, cv::INTER_NEAREST);
  cv::Rect box = cv::boundingRect(inside);
  if (box.empty()) box = cv::Rect({}, picture.size());
  const double scale = static_cast<double>(side) / std::max(box.width, box.height);
  const cv::Size size(std::max(1, cvRound(box.width * scale)),
                      std::max(1, cvRound(box.height * scale)));
  cv::Mat small;
  cv::resize(inside(box), small, size, 0, 0, cv::INTER_NEAREST);
  const torch::Tensor values = normalizedTensor(resized(picture(box), size));
  torch::Tensor crop = torch::zeros({3, side, side}, torch::kFloat32);
  crop.slice(1, 0, size.height).slice(2, 0, size.width) =
      values[0] * (softTensor(small) > 0.5).to(torch::kFloat32);
  return crop;
}

}  // namespace

torch::Tensor addVitMasks(const cv::Mat& picture,
                          const VitMaskSettings& settings,
                          bool refine,
                          std::vector<CoarseMask>& out) {
  torch::Tensor map;
  if (settings.attention) map = addAttention(picture, settings, out);
  if (settings.maskCut) map = addCuts(picture, settings, refine, out);
  return map;
}

torch::Tensor maskedCropEmbeddings(const Vit& network,
                                   const cv::Mat& picture,
                                   const std::vector<cv::Mat>& masks,
                                   int cropSide) {
  const c10::InferenceMode inference;
  const int side = wholePatches(cropSide, cropSide, network.settings().patch).width;
  std::vector<torch::Tensor> rows;
  for (const cv::Mat& mask : masks)
    rows.push_back(network.cls(maskedCrop(picture, mask, side).unsqueeze(0)));
  if (rows.empty()) return torch::empty({0, network.settings().embed});
  const torch::Tensor all = torch::cat(rows);
  return all / all.norm(2, 1, true).clamp_min(1e-12);
}

}  // namespace maskwright::ml
