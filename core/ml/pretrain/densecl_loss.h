#pragma once

#include "core/ml/pretrain/feature_queue.h"

#include <torch/torch.h>

namespace maskwright::ml {

/// What the two encoders give for a batch of view pairs. S = cells of the backbone map per side.
struct DenseClOutputs {
  torch::Tensor backboneQuery, backboneKey;  ///< (B, C, S, S), matched by cosine
  torch::Tensor globalQuery, globalKey;      ///< (B, D), any length
  torch::Tensor denseQuery, denseKey;        ///< (B, D, S * S), any length
};

/// Losses of one step, before lambda.
struct DenseClLosses {
  torch::Tensor global, dense;
  torch::Tensor total;                ///< (1 - lambda) global + lambda dense
  torch::Tensor match;                ///< (B, S * S) int64: key cell of each query cell
  torch::Tensor newGlobal, newDense;  ///< (B, D) unit vectors to enqueue after the step
};

/// For each query cell the key cell with the largest cosine. Inputs (B, C, S, S); (B, S * S).
torch::Tensor matchCells(const torch::Tensor& query, const torch::Tensor& key);

/// InfoNCE with one positive each: cross entropy of [positive, anchor . queue] / temperature
/// against index 0, averaged. anchors, positives: (N, D) unit; queue: (D, K) unit columns.
torch::Tensor infoNce(const torch::Tensor& anchors,
                      const torch::Tensor& positives,
                      const torch::Tensor& queue,
                      double temperature);

/// DenseCL (arXiv 2011.09157): global and dense contrastive loss with correspondences from the
/// backbone maps. The dense queue takes one vector an image: the mean of its dense key vectors.
DenseClLosses denseClLoss(const DenseClOutputs& outputs,
                          const FeatureQueue& globalQueue,
                          const FeatureQueue& denseQueue,
                          double temperature = 0.2,
                          double lambda = 0.5);

}  // namespace maskwright::ml
