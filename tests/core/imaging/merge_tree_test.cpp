#include "core/imaging/merge_tree.h"

#include "core/imaging/mask_ops.h"
#include "core/imaging/tree_regions.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <numeric>

using namespace maskwright::imaging;

namespace {

/// Superpixels in a row, each of `colours[i]`'s bin and 10 pixels; neighbours share 10 pixel sides.
RegionGraph rowOf(const std::vector<int>& colours, const std::vector<float>& gradients) {
  RegionGraph graph;
  graph.count = static_cast<int>(colours.size());
  const auto n = colours.size();
  graph.labels = cv::Mat(1, static_cast<int>(10 * n), CV_32S);
  for (int x = 0; x < graph.labels.cols; ++x) graph.labels.at<int>(0, x) = x / 10;
  graph.area.assign(n, 10);
  graph.border.assign(n, 2);
  for (size_t i = 0; i < n; ++i) {
    graph.labSum.emplace_back(100.0F * static_cast<float>(colours[i]), 0, 0);  // 10 pixels each
    graph.box.emplace_back(static_cast<int>(10 * i), 0, 10, 1);
  }
  graph.colour.assign(n * RegionGraph::kColourBins, 0);
  graph.texture.assign(n * RegionGraph::kTextureBins, 1);
  for (size_t i = 0; i < n; ++i)
    graph.colour[i * RegionGraph::kColourBins + static_cast<size_t>(colours[i])] = 30;
  for (size_t i = 0; i + 1 < n; ++i)
    graph.edges.push_back({static_cast<int>(i), static_cast<int>(i) + 1, 10 * gradients[i], 10});
  return graph;
}

/// A grey picture with noise, a red square and a blue disc.
cv::Mat picture() {
  cv::Mat image(240, 320, CV_8UC3, cv::Scalar(120, 120, 120));
  cv::rectangle(image, {40, 60, 70, 70}, {40, 40, 200}, cv::FILLED);
  cv::circle(image, {230, 130}, 45, {200, 90, 40}, cv::FILLED);
  cv::Mat noise(image.size(), CV_8UC3);
  cv::RNG random(3);
  random.fill(noise, cv::RNG::UNIFORM, 0, 14);
  return image + noise;
}

cv::Mat truth(bool disc) {
  cv::Mat mask = cv::Mat::zeros(240, 320, CV_8U);
  if (disc) {
    cv::circle(mask, {230, 130}, 45, 255, cv::FILLED);
  } else {
    cv::rectangle(mask, {40, 60, 70, 70}, 255, cv::FILLED);
  }
  return mask;
}

}  // namespace

class MergeTreeTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void likeMergesWithLikeFirst() {
    const auto graph = rowOf({0, 0, 5, 5}, {0.1F, 0.9F, 0.2F});
    const auto tree = mergeRegions(graph, {.colour = 1, .texture = 0, .gradient = 1, .size = 0});
    QCOMPARE(tree.nodes.size(), size_t{7});
    QCOMPARE(tree.leaves, 4);
    // 0+1 costs .1 / 2, 2+3 costs .2 / 2, then both: (1 + .9) / 2.
    QCOMPARE(tree.nodes[4].left, 0);
    QCOMPARE(tree.nodes[4].right, 1);
    QVERIFY(std::abs(tree.nodes[4].formedAt - 0.05F) < 1e-6F);
    QVERIFY(std::abs(tree.nodes[5].formedAt - 0.1F) < 1e-6F);
    QVERIFY(std::abs(tree.nodes[6].formedAt - 0.95F) < 1e-6F);
    QVERIFY(std::abs(tree.nodes[4].absorbedAt - 0.95F) < 1e-6F);
    QCOMPARE(tree.nodes[6].parent, -1);
    QCOMPARE(tree.nodes[4].area, 20.0F);
    QCOMPARE(tree.nodes[4].length, 10.0F);  // only the outline to 2+3 is left
    QVERIFY(std::abs(tree.nodes[4].outline - 0.9F) < 1e-6F);
  }

  void regionsKnowTheirSurround() {
    const auto graph = rowOf({0, 0, 5, 5}, {0.1F, 0.9F, 0.2F});
    const auto tree = mergeRegions(graph, {.colour = 1, .texture = 0, .gradient = 1, .size = 0});
    // 0+1 has L 0 and touches superpixel 2 of L 50 along a clear outline.
    QVERIFY(std::abs(tree.nodes[4].surround - 50) < 1e-3F);
    QCOMPARE(tree.nodes[4].closed, 1.0F);
    QVERIFY((tree.nodes[4].box == cv::Rect(0, 0, 20, 1)));
    // Superpixel 1 touches 0 (no step, unclear) and 2 (50, clear), each along 10 pixels.
    QVERIFY(std::abs(tree.nodes[1].surround - 25) < 1e-3F);
    QCOMPARE(tree.nodes[1].closed, 0.5F);
    QVERIFY((tree.nodes[6].box == cv::Rect(0, 0, 40, 1)));
    QCOMPARE(tree.nodes[6].surround, 0.0F);  // nothing around the root
  }

  void smallRegionsMergeFirst() {
    auto graph = rowOf({0, 1, 2}, {0.5F, 0.5F});
    graph.area = {10, 10, 1};
    const auto tree = mergeRegions(graph, {.colour = 0, .texture = 0, .gradient = 1, .size = 0.5});
    QCOMPARE(tree.nodes[3].left, 1);
    QCOMPARE(tree.nodes[3].right, 2);
  }

  void featuresCount() {
    auto graph = rowOf({0, 0, 0}, {0, 0});
    graph.featureSize = 2;
    graph.feature = {1, 0, 0, 1, 0, 2};
    const auto tree =
        mergeRegions(graph, {.colour = 0, .texture = 0, .gradient = 0, .feature = 1, .size = 0});
    QCOMPARE(tree.nodes[3].left, 1);  // the two that point the same way
    QVERIFY(std::abs(tree.nodes[4].formedAt - 0.5F) < 1e-6F);
  }

  void costsNeverFallTowardsTheRoot() {
    const auto graph = regionGraph(picture());
    const auto tree = mergeRegions(graph, {});
    QCOMPARE(static_cast<int>(tree.nodes.size()), 2 * graph.count - 1);
    QCOMPARE(static_cast<int>(tree.leafOrder.size()), graph.count);
    for (const auto& node : tree.nodes) {
      QVERIFY(node.absorbedAt >= node.formedAt);
      if (node.left < 0) continue;
      const auto& left = tree.nodes[static_cast<size_t>(node.left)];
      const auto& right = tree.nodes[static_cast<size_t>(node.right)];
      QCOMPARE(left.absorbedAt, node.formedAt);
      QCOMPARE(node.area, left.area + right.area);
      QVERIFY(node.first == left.first && left.last == right.first && node.last == right.last);
    }
    QCOMPARE(tree.nodes.back().area, static_cast<float>(graph.labels.total()));
  }

  void needsAWeight() {
    const auto graph = rowOf({0, 0}, {0.1F});
    QVERIFY_EXCEPTION_THROWN(
        mergeRegions(graph, {.colour = 0, .texture = 0, .gradient = 0, .feature = 1}),
        std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(nodeMask(graph, mergeRegions(graph, {}), 7), std::out_of_range);
  }

  void partsAreJoinedAtTheEnd() {
    auto graph = rowOf({0, 0, 1}, {0.1F, 0});
    graph.edges.pop_back();
    const auto tree = mergeRegions(graph, {});
    QCOMPARE(tree.nodes.size(), size_t{5});
    QCOMPARE(tree.nodes.back().formedAt, 1.0F);
  }

  void sumsCoverThePicture() {
    cv::Mat features(6, 8, CV_32FC2, cv::Scalar(1, -2));
    const auto graph = regionGraph(picture(), features);
    const auto pixels = static_cast<float>(graph.labels.total());
    const auto sum = [](const std::vector<float>& v) {
      return std::accumulate(v.begin(), v.end(), 0.0);
    };
    QCOMPARE(sum(graph.area), static_cast<double>(pixels));
    QCOMPARE(sum(graph.colour), 3.0 * pixels);
    QVERIFY(sum(graph.border) == 2 * 320 + 2 * 238);
    QVERIFY(std::abs(sum(graph.feature) + pixels) < 1e-3 * pixels);
    for (const auto& edge : graph.edges) {
      QVERIFY(edge.a < edge.b && edge.length > 0);
      QVERIFY(edge.gradient >= 0 && edge.gradient <= edge.length * 1.0001F);
    }
  }

  void plainObjectsAreTheBestRegions() {
    const auto graph = regionGraph(picture());
    const auto tree = mergeRegions(graph, {});
    const auto regions = treeRegions(graph, tree, {.keep = 5});
    QVERIFY(regions.size() >= 2 && regions.size() <= 5);
    for (size_t i = 1; i < regions.size(); ++i) QVERIFY(regions[i].score <= regions[i - 1].score);
    for (const bool disc : {false, true}) {
      double best = 0;
      for (const auto& region : regions)
        best = std::max(best, maskIou(nodeMask(graph, tree, region.node), truth(disc)));
      QVERIFY2(best > 0.9, qPrintable(QString::number(best)));
    }
    QVERIFY(regions[0].score > 0 && regions[0].score <= 1);
  }

  void nestedRegionsThatAgreeAreOne() {
    const auto graph = regionGraph(picture());
    const auto tree = mergeRegions(graph, {});
    const auto regions = treeRegions(graph, tree, {.keep = 100, .duplicateIou = 0.6});
    for (size_t i = 0; i < regions.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        QVERIFY(maskIou(nodeMask(graph, tree, regions[i].node),
                        nodeMask(graph, tree, regions[j].node)) <= 0.6001);
      }
    }
  }

  void aPlainPictureHasNothingToShow() {
    const cv::Mat grey(100, 140, CV_8UC3, cv::Scalar(90, 90, 90));
    const auto graph = regionGraph(grey);
    QVERIFY(treeRegions(graph, mergeRegions(graph, {})).empty());
  }
};

QTEST_APPLESS_MAIN(MergeTreeTest)
#include "merge_tree_test.moc"
