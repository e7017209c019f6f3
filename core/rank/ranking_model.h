#pragma once

#include "core/rank/boosted.h"
#include "core/rank/calibration.h"
#include "core/rank/isotonic.h"
#include "core/rank/ranking_inputs.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace maskwright::rank {

/// What was learned from decisions.
enum class ModelKind {
  First,     ///< nothing yet: the first confidence
  Logistic,  ///< regression on top of the first confidence
  Boosted    ///< trees on top of that
};
std::string_view modelName(ModelKind kind);  ///< first-confidence, logistic, boosted-trees

struct RankingSettings {
  /// Below: the first confidence. Decisions of one kind will do: where nothing was accepted yet,
  /// something else should come first.
  int minDecisions = 30;
  int minPoor = 3;      ///< poor masks from which on they are told from what is no object
  int boostFrom = 500;  ///< decisions from which trees are tried
  int folds = 5;        ///< of the cross-validation over images
  uint64_t seed = 1;
};

/// A calibrated probability that a person accepts a candidate, learned from decisions: L2-logistic
/// regression that starts from the first confidence; trees on top of it once there are enough
/// decisions and where they predict unseen images better; isotonic calibration by cross-validation
/// over images.
class RankingModel {
 public:
  /// Learns from all decided rows of `context`, inherited ones among them if the caller added them.
  /// Too few decisions: a model of kind First. Errors: those of BoostedTrees.
  static Result<RankingModel> fit(const RankingContext& context,
                                  const RankingSettings& settings = {});

  ModelKind kind() const { return kind_; }
  int64_t decisions() const { return decisions_; }
  /// On decided images that taught nothing (each fold judged by the others); nothing for First and
  /// where all decisions lie on one image.
  const std::optional<CalibrationReport>& calibration() const { return calibration_; }

  /// In (0, 1), one for each of `rows`.
  Result<std::vector<double>> confidence(const RankingContext& context,
                                         std::span<const size_t> rows) const;
  /// Probability that the candidate shows an object but poorly (bad mask, fix later); the sum with
  /// the confidence is at most 1. 0 for First.
  std::vector<double> poorOutline(const RankingContext& context,
                                  std::span<const size_t> rows,
                                  std::span<const double> confidence) const;

  /// What moved a row's log-odds most against the first confidence, largest first (of the logistic
  /// part, inputs counted from their mean over the decided rows).
  struct Reason {
    size_t input = 0;
    double logOdds = 0;
    bool above = true;  ///< the input is greater than its mean over the decided rows
  };
  std::vector<Reason> reasons(const RankingContext& context, size_t row, size_t most = 5) const;

 private:
  RankingModel() = default;
  struct Examples;
  struct Part;  ///< regression and perhaps trees, fitted to some examples
  static void addAnchors(const RankingContext& context, uint64_t seed, Examples& examples);
  static Result<Part> fitPart(const Examples& examples,
                              std::span<const size_t> chosen,
                              double pull,
                              bool boosted,
                              const RankingSettings& settings);
  struct HeldOut;
  static Result<HeldOut> holdOut(const Examples& examples,
                                 std::span<const int> foldOf,
                                 double pull,
                                 bool boosted,
                                 const RankingSettings& settings);

  ModelKind kind_ = ModelKind::First;
  int64_t decisions_ = 0;
  std::vector<double> weights_;  ///< offset, log-odds of the first confidence, inputs
  std::vector<double> poorWeights_;
  std::vector<float> means_;
  std::optional<BoostedTrees> trees_;
  IsotonicMap calibrate_;
  double calibrated_ = 0;  ///< share of the isotonic map; the rest is the plain logistic function
  std::optional<CalibrationReport> calibration_;
};

}  // namespace maskwright::rank
