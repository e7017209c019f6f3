#pragma once

#include "core/base/result.h"

#include <opencv2/core.hpp>

#include <filesystem>

namespace maskwright::imaging {

/// Writes a label map as PNG, atomically and with the folders it needs: 8 bits if all labels are
/// below 256, else 16. labels: CV_16U. Error: Unwritable.
Result<void> writeLabelMap(const std::filesystem::path& file, const cv::Mat& labels);

/// Reads it back as CV_16U. Errors: NotFound, Unreadable (no grey PNG of 8 or 16 bits).
Result<cv::Mat> readLabelMap(const std::filesystem::path& file);

}  // namespace maskwright::imaging
