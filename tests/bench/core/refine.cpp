// Mask refinement: milliseconds a mask, and against colour-guided filtering of the whole picture at
// full size, which is the plain way to do it.
#include "core/imaging/mask_refine.h"
#include "core/imaging/sample_scene.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/ximgproc/edge_filter.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

using namespace maskwright;
using namespace maskwright::imaging;

namespace {

double milliseconds(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

}  // namespace

int main() {
  cv::setNumThreads(1);
  RefineContext(cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(0)));  // colour tables are made once
  double prepare = 0, refine = 0, plain = 0;
  int masks = 0, pictures = 0;
  for (int index = 0; index < 20; ++index) {
    const SampleScene scene = renderSampleScene(1, index);
    cv::Mat bgr;
    const double scale = 512.0 / std::min(scene.bgr.cols, scene.bgr.rows);
    cv::resize(scene.bgr, bgr, {}, scale, scale, cv::INTER_LINEAR);
    std::vector<cv::Mat> soft;
    for (const auto& object : scene.objects) {
      cv::Mat mask(object.mask.height,
                   object.mask.width,
                   CV_8U,
                   const_cast<uint8_t*>(object.mask.data.data()));
      cv::Mat values, cells;
      mask.convertTo(values, CV_32F);
      const double cellScale = 32.0 / std::min(mask.cols, mask.rows);
      cv::resize(values, cells, {}, cellScale, cellScale, cv::INTER_AREA);
      soft.push_back(cells);
    }
    ++pictures;
    std::unique_ptr<RefineContext> context;
    prepare += milliseconds([&] { context = std::make_unique<RefineContext>(bgr); });
    for (const cv::Mat& cells : soft) {
      refine += milliseconds([&] { refineMask(*context, cells); });
      cv::Mat large, filtered;
      plain += milliseconds([&] {
        cv::resize(cells, large, bgr.size(), 0, 0, cv::INTER_LINEAR);
        cv::ximgproc::guidedFilter(bgr, large, filtered, 8, 1e-4 * 255 * 255);
      });
      ++masks;
    }
  }
  std::printf("prepare %.2f ms a picture, refine %.2f ms a mask; %.1f x the plain guided filter\n",
              prepare / pictures,
              refine / masks,
              plain / refine);
}
