#pragma once

#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace maskwright::imaging {

/// One line of a chart.
struct Curve {
  std::string name;                               ///< of the legend; ASCII
  std::vector<std::pair<double, double>> points;  ///< x, y, x rising
};

struct CurveChart {
  std::string title, xName, yName;  ///< ASCII
  std::vector<Curve> curves;
};

/// Draws the chart, 1200 x 800 pixels on white, and writes it as PNG. Both axes start at 0; round
/// tick values; colours that colour-blind eyes tell apart (Okabe and Ito). Errors: WrongUse without
/// any point, Unwritable.
Result<void> writeCurveChart(const CurveChart& chart, const std::filesystem::path& file);

/// Distance of ticks: 1, 2 or 5 times a power of ten, such that at most `most` fit into `range` >
/// 0.
double tickStep(double range, int most);

}  // namespace maskwright::imaging
