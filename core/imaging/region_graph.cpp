#include "core/imaging/region_graph.h"

#include "core/imaging/mask_ops.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/ximgproc/slic.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace maskwright::imaging {
namespace {

/// Channel gradients of the smoothed Lab picture, CV_32F.
struct Gradients {
  std::array<cv::Mat, 3> x, y;
};

/// `smooth`: CV_32FC3, Lab.
Gradients gradientsOf(const cv::Mat& smooth) {
  std::array<cv::Mat, 3> channels;
  cv::split(smooth, channels.data());
  Gradients g;
  for (size_t c = 0; c < 3; ++c) {
    cv::Sobel(channels[c], g.x[c], CV_32F, 1, 0, 3, 0.25);
    cv::Sobel(channels[c], g.y[c], CV_32F, 0, 1, 3, 0.25);
  }
  return g;
}

/// The channels' joint strength, 0 to 1.
cv::Mat strengthOf(const Gradients& g) {
  cv::Mat strength = cv::Mat::zeros(g.x[0].size(), CV_32F);
  for (size_t c = 0; c < 3; ++c) strength += g.x[c].mul(g.x[c]) + g.y[c].mul(g.y[c]);
  cv::sqrt(strength, strength);
  // Strong is what is strong in this picture: the best twentieth of its pixels.
  cv::Mat flat = strength.reshape(1, 1).clone();
  auto* begin = flat.ptr<float>();
  const auto nth = begin + flat.total() * 95 / 100;
  std::nth_element(begin, nth, begin + flat.total());
  strength /= std::max(*nth, 2.0F);
  cv::min(strength, 1.0, strength);
  return strength;
}

int colourBin(float value, int channel) {
  // L is 0 ... 100, a and b are rarely beyond +-60.
  const float unit = channel == 0 ? value / 100 : (value + 60) / 120;
  return channel * 16 + std::clamp(static_cast<int>(unit * 16), 0, 15);
}

void addTexture(const Gradients& g, int y, int x, float* bins) {
  for (size_t c = 0; c < 3; ++c) {
    const float dx = g.x[c].at<float>(y, x), dy = g.y[c].at<float>(y, x);
    const float strength = std::sqrt(dx * dx + dy * dy);
    const auto direction = static_cast<float>((std::atan2(dy, dx) + M_PI) / (2 * M_PI));
    bins[c * 8 + static_cast<size_t>(std::clamp(static_cast<int>(direction * 8), 0, 7))] +=
        strength;
    for (size_t k = 0; k < 8; ++k) bins[c * 8 + k] += 1.0F / 8;
  }
}

/// Edges between labels that touch, from right and lower neighbours.
void addEdges(const cv::Mat& labels, const cv::Mat& strength, RegionGraph& graph) {
  std::unordered_map<int64_t, size_t> places;
  const auto touch = [&](int p, int q, float gradient) {
    if (p == q) return;
    const int a = std::min(p, q), b = std::max(p, q);
    const auto [found, fresh] =
        places.try_emplace(static_cast<int64_t>(a) * graph.count + b, graph.edges.size());
    if (fresh) graph.edges.push_back({a, b, 0, 0});
    auto& edge = graph.edges[found->second];
    edge.gradient += gradient;
    edge.length += 1;
  };
  for (int y = 0; y < labels.rows; ++y) {
    const int* here = labels.ptr<int>(y);
    const float* g = strength.ptr<float>(y);
    for (int x = 0; x < labels.cols; ++x) {
      if (x + 1 < labels.cols) touch(here[x], here[x + 1], std::max(g[x], g[x + 1]));
      if (y + 1 < labels.rows) {
        touch(here[x], labels.ptr<int>(y + 1)[x], std::max(g[x], strength.ptr<float>(y + 1)[x]));
      }
    }
  }
}

void addFeatures(const cv::Mat& features, RegionGraph& graph) {
  if (features.empty()) return;
  const int size = features.channels();
  graph.featureSize = size;
  graph.feature.assign(static_cast<size_t>(graph.count) * static_cast<size_t>(size), 0);
  cv::Mat enlarged;
  cv::resize(features, enlarged, graph.labels.size(), 0, 0, cv::INTER_LINEAR);
  for (int y = 0; y < enlarged.rows; ++y) {
    const int* label = graph.labels.ptr<int>(y);
    const float* value = enlarged.ptr<float>(y);
    for (int x = 0; x < enlarged.cols; ++x, value += size) {
      float* sum = graph.feature.data() + static_cast<size_t>(label[x]) * static_cast<size_t>(size);
      for (int k = 0; k < size; ++k) sum[k] += value[k];
    }
  }
}

}  // namespace

EdgePicture edgePicture(const cv::Mat& bgr, const RegionGraphSettings& settings) {
  CV_Assert(bgr.type() == CV_8UC3 && !bgr.empty());
  cv::Mat picture = bgr;
  const double scale =
      static_cast<double>(settings.workSide) / std::max(1, std::max(bgr.cols, bgr.rows));
  if (scale < 1) {
    const cv::Size size(std::max(8, cvRound(bgr.cols * scale)),
                        std::max(8, cvRound(bgr.rows * scale)));
    cv::resize(bgr, picture, size, 0, 0, cv::INTER_AREA);
  }
  cv::Mat unit;
  EdgePicture edges;
  picture.convertTo(unit, CV_32F, 1.0 / 255);
  cv::cvtColor(unit, edges.lab, cv::COLOR_BGR2Lab);
  cv::GaussianBlur(edges.lab, edges.smooth, {}, settings.smoothing);
  edges.lab8 = labForContrast(picture);
  edges.gradient = strengthOf(gradientsOf(edges.smooth));
  return edges;
}

RegionGraph regionGraph(const EdgePicture& picture,
                        const cv::Mat& features,
                        const RegionGraphSettings& settings) {
  const cv::Mat &lab = picture.lab, &smooth = picture.smooth;
  const Gradients gradients = gradientsOf(smooth);

  RegionGraph graph;
  auto slic = cv::ximgproc::createSuperpixelSLIC(
      smooth, cv::ximgproc::SLIC, settings.superpixelSide, static_cast<float>(settings.ruler));
  slic->iterate(5);
  slic->enforceLabelConnectivity(20);
  slic->getLabels(graph.labels);
  graph.count = slic->getNumberOfSuperpixels();
  const auto n = static_cast<size_t>(graph.count);
  graph.area.assign(n, 0);
  graph.border.assign(n, 0);
  graph.colour.assign(n * RegionGraph::kColourBins, 0);
  graph.texture.assign(n * RegionGraph::kTextureBins, 0);
  graph.labSum.assign(n, {0, 0, 0});
  graph.box.assign(n, {});
  for (int y = 0; y < lab.rows; ++y) {
    const int* label = graph.labels.ptr<int>(y);
    const auto* colour = lab.ptr<cv::Vec3f>(y);
    for (int x = 0; x < lab.cols; ++x) {
      const auto i = static_cast<size_t>(label[x]);
      ++graph.area[i];
      graph.labSum[i] += colour[x];
      graph.box[i] |= cv::Rect(x, y, 1, 1);
      if (x == 0 || y == 0 || x + 1 == lab.cols || y + 1 == lab.rows) ++graph.border[i];
      for (int c = 0; c < 3; ++c) {
        ++graph.colour[i * RegionGraph::kColourBins +
                       static_cast<size_t>(colourBin(colour[x][c], c))];
      }
      addTexture(gradients, y, x, graph.texture.data() + i * RegionGraph::kTextureBins);
    }
  }
  addEdges(graph.labels, picture.gradient, graph);
  addFeatures(features, graph);
  return graph;
}

RegionGraph regionGraph(const cv::Mat& bgr,
                        const cv::Mat& features,
                        const RegionGraphSettings& settings) {
  return regionGraph(edgePicture(bgr, settings), features, settings);
}

}  // namespace maskwright::imaging
