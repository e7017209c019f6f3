#include "core/ml/discover/discover_image.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"
#include "core/ml/discover/coarse_pool.h"
#include "core/ml/discover/image_tensor.h"
#include "core/ml/discover/mask_embedding.h"
#include "core/ml/discover/tree_masks.h"

#include <opencv2/imgproc.hpp>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <chrono>

namespace maskwright::ml {
namespace {

/// Adds the time since the last call to a stage.
class StageClock {
 public:
  void restart() { last_ = std::chrono::steady_clock::now(); }
  void addTo(double& seconds) {
    const auto now = std::chrono::steady_clock::now();
    seconds += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

/// Masks and attributes of one picture at working size, before they are brought to full size.
class Shaper {
 public:
  Shaper(const cv::Mat& picture, cv::Size fullSize, const DiscoverSettings& settings)
      : settings_(settings),
        picture_(picture),
        fullSize_(fullSize),
        lab_(imaging::labForContrast(picture)) {
    if (settings.refine) context_.emplace(picture, settings.refinement);
  }

  /// The candidate of a soft mask, or nothing if a filter drops it.
  /// `exact`: its outline follows the picture's edges already.
  std::optional<Candidate> shape(const cv::Mat& soft, double score, bool exact) const {
    const double threshold = settings_.freeMask.threshold;
    cv::Mat mask;
    if (context_ && !exact) {
      mask = imaging::refineMask(*context_, soft, threshold).mask;
    } else {
      mask = imaging::enlargeMask(soft, picture_.size(), threshold);
    }
    if (!passesFilters(mask, score, settings_.filters)) return std::nullopt;
    Candidate candidate;
    imaging::measureAttributes(mask, lab_, candidate.attributes);
    if (mask.size() != fullSize_) {
      cv::Mat full;
      cv::resize(mask, full, fullSize_, 0, 0, cv::INTER_LINEAR);
      mask = full > 127;
    }
    candidate.mask = coco::encode(mask.data, mask.rows, mask.cols, mask.step);
    candidate.area = coco::area(candidate.mask);
    const double pixels = static_cast<double>(mask.total());
    candidate.attributes.areaFraction = static_cast<double>(candidate.area) / pixels;
    if (candidate.area == 0) return std::nullopt;
    candidate.box = coco::toBox(candidate.mask);
    return candidate;
  }

 private:
  const DiscoverSettings& settings_;
  const cv::Mat& picture_;
  cv::Size fullSize_;
  cv::Mat lab_;
  std::optional<imaging::RefineContext> context_;
};

bool repeats(const Candidate& candidate, const std::vector<Candidate>& kept, double iou) {
  if (iou >= 1) return false;
  for (const Candidate& other : kept) {
    if (coco::iou(candidate.mask, other.mask) > iou) return true;
  }
  return false;
}

torch::Tensor enlarged(const torch::Tensor& map, int times) {
  if (times == 1) return map;
  const torch::Tensor batch = map.unsqueeze(0).to(torch::kFloat32);
  return at::upsample_bilinear2d(batch,
                                 {map.size(1) * times, map.size(2) * times},
                                 /*align_corners=*/false)
      .squeeze(0);
}

/// The map without its mean over the cells (C x H x W).
torch::Tensor centred(const torch::Tensor& map) {
  const torch::Tensor values = map.to(torch::kFloat32);
  return values - values.mean({1, 2}, /*keepdim=*/true);
}

/// The picture at a share of its size, its sides rounded to multiples of 64: cells of every map
/// tile it exactly, and pictures of many sizes share few shapes (oneDNN keeps kernels for each).
cv::Mat viewOf(const cv::Mat& picture, double share) {
  const auto side = [&](int pixels) { return std::max(1, cvRound(pixels * share / 64)) * 64; };
  const cv::Size size(side(picture.cols), side(picture.rows));
  if (size == picture.size()) return picture;
  cv::Mat view;
  const bool shrinks = size.area() < picture.size().area();
  cv::resize(picture, view, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return view;
}

/// What the backbone gives for one view of the picture: layer3 and layer4, C x h x w on the CPU.
struct ViewMaps {
  torch::Tensor middle, last;
};

ViewMaps mapsOf(const cv::Mat& view, const FoldedResNet& backbone) {
  const auto stages = backbone.stages(normalizedTensor(view));
  return {stages[3][0].to(torch::kCPU), stages[4][0].to(torch::kCPU)};
}

/// Appends the Free Masks of one map of a view.
void addFreeMasks(const torch::Tensor& map,
                  const ViewMaps& maps,
                  const char* source,
                  const DiscoverSettings& settings,
                  std::vector<CoarseMask>& out,
                  DiscoverTimes& spent) {
  StageClock clock;
  const FreeMasks found = freeMasks(enlarged(map, settings.enlargeMap), settings.freeMask);
  clock.addTo(spent.masks);
  const double threshold = settings.freeMask.threshold;
  const torch::Tensor embeddings =
      maskEmbeddings({maps.middle, maps.last}, found.soft, threshold).contiguous();
  const std::vector<float> stability = maskStability(found.soft, threshold);
  const torch::Tensor soft = found.soft.contiguous();
  for (size_t i = 0; i < found.scores.size(); ++i) {
    const auto row = static_cast<int64_t>(i);
    out.push_back({.soft = soft[row],
                   .score = found.scores[i],
                   .maskness = found.maskness[i],
                   .stability = stability[i],
                   .embedding = embeddings[row],
                   .source = source,
                   .rank = i});
  }
  clock.addTo(spent.embedding);
}

/// The coarse masks of all views and sources that the settings ask for.
std::vector<CoarseMask> coarseMasks(const cv::Mat& picture,
                                    const FoldedResNet& backbone,
                                    const DiscoverSettings& settings,
                                    DiscoverTimes& spent) {
  std::vector<CoarseMask> masks;
  StageClock clock;
  const auto addView = [&](const cv::Mat& view) {
    clock.restart();
    const ViewMaps maps = mapsOf(view, backbone);
    clock.addTo(spent.features);
    if (!settings.useFreeMask) return maps;
    addFreeMasks(maps.last, maps, "free-mask", settings, masks, spent);
    if (settings.centredMap)
      addFreeMasks(centred(maps.last), maps, "free-mask-centred", settings, masks, spent);
    return maps;
  };
  const ViewMaps whole = addView(viewOf(picture, 1));
  if (settings.mergeTree) {
    clock.restart();
    addTreeMasks(picture, {whole.middle, whole.last}, settings.treeRegions, masks);
    clock.addTo(spent.masks);
  }
  if (settings.slotScorer) {
    clock.restart();
    const double share =
        static_cast<double>(settings.slotShortSide) / std::min(picture.cols, picture.rows);
    addSlotMasks(settings.slotScorer(normalizedTensor(viewOf(picture, share))),
                 {whole.middle, whole.last},
                 settings.slotRegions,
                 masks);
    clock.addTo(spent.masks);
  }
  if (settings.useFreeMask)
    for (const double share : settings.furtherViews) addView(viewOf(picture, share));
  return masks;
}

}  // namespace

std::string settingsJson(const DiscoverSettings& s) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  const auto number = [&](const char* name, double value) {
    json.Key(name);
    json.Double(value);
  };
  json.StartObject();
  number("short_side", s.shortSide);
  number("long_side", s.longSide);
  json.Key("further_views");
  json.StartArray();
  for (const double view : s.furtherViews) json.Double(view);
  json.EndArray();
  number("enlarge_map", s.enlargeMap);
  number("centred_map", s.centredMap ? 1 : 0);
  json.Key("scales");
  json.StartArray();
  for (const double scale : s.freeMask.scales) json.Double(scale);
  json.EndArray();
  number("threshold", s.freeMask.threshold);
  number("min_cells", static_cast<double>(s.freeMask.minCells));
  number("sigma", s.freeMask.sigma);
  number("keep", static_cast<double>(s.freeMask.keep));
  number("merge_tree", s.mergeTree ? s.treeRegions.keep : 0);
  number("free_mask", s.useFreeMask ? 1 : 0);
  number("slots", s.slotScorer ? s.slotRegions.keep : 0);
  number("slot_short_side", s.slotScorer ? s.slotShortSide : 0);
  number("refine", s.refine ? 1 : 0);
  number("top_fraction", s.filters.topFraction);
  number("max_width_fraction", s.filters.maxWidthFraction);
  number("min_score", s.filters.minScore);
  number("min_area_fraction", s.filters.minAreaFraction);
  number("coarse_duplicate_iou", s.coarseDuplicateIou);
  number("max_candidates", s.maxCandidates);
  number("duplicate_iou", s.duplicateIou);
  json.EndObject();
  return buffer.GetString();
}

std::vector<Candidate> discoverImage(const cv::Mat& bgr,
                                     cv::Size fullSize,
                                     const FoldedResNet& backbone,
                                     const DiscoverSettings& settings,
                                     DiscoverTimes* times) {
  const c10::InferenceMode inference;
  DiscoverTimes unused;
  DiscoverTimes& spent = times ? *times : unused;
  const cv::Size size = workSize(bgr.size(), settings.shortSide, settings.longSide);
  cv::Mat picture = bgr;
  if (size != bgr.size()) {
    const bool shrinks = size.width < bgr.cols;
    cv::resize(bgr, picture, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  }
  const std::vector<CoarseMask> coarse = coarseMasks(picture, backbone, settings, spent);
  StageClock clock;
  const Shaper shaper(picture, fullSize, settings);
  std::vector<Candidate> candidates;
  for (const size_t i : distinctMasks(coarse,
                                      settings.freeMask.threshold,
                                      settings.coarseDuplicateIou,
                                      static_cast<size_t>(settings.maxCandidates))) {
    const CoarseMask& mask = coarse[i];
    const cv::Mat soft(static_cast<int>(mask.soft.size(0)),
                       static_cast<int>(mask.soft.size(1)),
                       CV_32F,
                       mask.soft.data_ptr<float>());
    std::optional<Candidate> candidate = shaper.shape(soft, mask.score, mask.exact);
    if (!candidate || repeats(*candidate, candidates, settings.duplicateIou)) continue;
    candidate->source = mask.source;
    candidate->attributes.maskness = mask.maskness;
    candidate->attributes.nmsScore = mask.score;
    candidate->attributes.stability = mask.stability;
    candidate->sourceScore = mask.score;
    const float* vector = mask.embedding.data_ptr<float>();
    candidate->embedding.assign(vector, vector + mask.embedding.size(0));
    candidates.push_back(std::move(*candidate));
  }
  clock.addTo(spent.refinement);
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) {
    return a.sourceScore > b.sourceScore;
  });
  return candidates;
}

}  // namespace maskwright::ml
