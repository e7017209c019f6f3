#pragma once

#include "core/imaging/dense_crf.h"
#include "core/ml/discover/attention_mask.h"
#include "core/ml/discover/coarse_pool.h"
#include "core/ml/discover/mask_cut.h"
#include "core/ml/discover/vote_cut.h"
#include "core/ml/nn/vit.h"

#include <memory>
#include <vector>

namespace maskwright::ml {

/// Masks that rest on a vision transformer's last block.
struct VitMaskSettings {
  std::shared_ptr<const Vit> network;  ///< shared by all workers; null = none of this
  bool attention = false;              ///< MaskDistill's one mask
  bool maskCut = false;                ///< up to cut.masks masks for each tau, put to the vote
  /// Of the picture as the attention mask sees it, pixels; both sides are rounded to whole patches.
  /// Published: 640.
  int attentionShortSide = 480;
  AttentionMaskSettings attentionMask;
  int cutSide = 480;  ///< of the square that MaskCut sees, as published
  /// Published: 0.15 alone. Pictures differ in what they want, so neighbours vote.
  std::vector<double> taus{0.1, 0.15, 0.2};
  MaskCutSettings cut;
  VoteCutSettings vote;
  imaging::DenseCrfSettings crf;  ///< for pictures of `cutSide` pixels; scaled with the size
  int crfSide = 320;              ///< longer side of the picture that the field works on
  double minIouAfterCrf = 0.5;    ///< a mask that the field changes more is dropped
  int cropSide = 224;             ///< longer side of a masked crop for its embedding
};

/// Appends the masks that the settings ask for, sources "attention" and "mask-cut", without
/// embeddings. picture: CV_8UC3. `refine`: MaskCut's masks go through the dense CRF (and are
/// exact); else they stay patches. Returns the keys of the patches, D x h x w, of the view that was
/// looked at last.
torch::Tensor addVitMasks(const cv::Mat& picture,
                          const VitMaskSettings& settings,
                          bool refine,
                          std::vector<CoarseMask>& out);

/// What masked crops look like to the transformer: CLS of each mask's box cut from the picture, the
/// rest of it blank, longer side `cropSide`, each of unit length. masks: CV_8U of any sizes, tiling
/// the picture, not empty. N x D float32.
torch::Tensor maskedCropEmbeddings(const Vit& network,
                                   const cv::Mat& picture,
                                   const std::vector<cv::Mat>& masks,
                                   int cropSide);

}  // namespace maskwright::ml
