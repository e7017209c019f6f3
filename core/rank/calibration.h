#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace maskwright::rank {

/// One bar of a reliability diagram.
struct ReliabilityBin {
  double confidence = 0;  ///< mean of the stated probabilities, [0, 1]
  double accepted = 0;    ///< share that was good, [0, 1]
  int64_t count = 0;
};

/// How far stated probabilities can be believed. Measured on examples that taught nothing.
struct CalibrationReport {
  double error = 0;      ///< expected calibration error, [0, 1] (Guo et al. 2017, eq. 3)
  double brier = 0;      ///< mean squared error, [0, 1]
  double baseBrier = 0;  ///< of the constant base rate
  double auc = 0.5;      ///< probability that a good one stands above a bad one; ties count half
  int64_t count = 0;
  std::vector<ReliabilityBin> bins;  ///< those that hold something, by rising confidence
};

/// probabilities: [0, 1]; good: 0 or 1 for each. `bins` equal widths over [0, 1]. Throws
/// std::invalid_argument if the sizes differ or a probability is outside.
CalibrationReport calibrationOf(std::span<const double> probabilities,
                                std::span<const uint8_t> good,
                                int bins = 10);

/// Area under the ROC curve of any scores (Mann-Whitney); .5 where one kind is missing.
double rocAuc(std::span<const double> scores, std::span<const uint8_t> good);

/// Negative log-likelihood of each outcome, nats; probabilities in (0, 1). Throws
/// std::invalid_argument if the sizes differ.
std::vector<double> logLosses(std::span<const double> probabilities, std::span<const uint8_t> good);

/// Their mean.
double logLoss(std::span<const double> probabilities, std::span<const uint8_t> good);

}  // namespace maskwright::rank
