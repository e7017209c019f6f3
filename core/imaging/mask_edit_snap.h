#pragma once

#include "core/imaging/mask_edit_result.h"

namespace maskwright::imaging {

struct SnapSettings {
  int radiusPx = 8;     ///< how far the outline may move, pixels of the picture; at least 2
  double strength = 1;  ///< of the pull of edges against staying; above 0, 1 crosses the whole band
};

/// Moves the outline to edges of the picture near it. From the inside and from the outside of the
/// band around the outline a front advances whose way is the longer the more gradient it crosses
/// (geodesic distance, as in Bai and Sapiro, Geodesic matting, 2009, eq. 1, with the gradient of
/// the smoothed picture in the place of likelihoods); a pixel belongs to the front that comes
/// first. Where there is no edge both come as far as the outline, which stays. Parts thinner than
/// the band keep their middle line. `bgr` is CV_8UC3, `mask` CV_8U of its size. Unchanged, with the
/// reason, if the mask is empty or too thin, or there is no edge in the band.
MaskEditResult snapToEdges(const cv::Mat& bgr,
                           const cv::Mat& mask,
                           const SnapSettings& settings = {});

}  // namespace maskwright::imaging
