#include "core/cluster/fuzzy_graph.h"

#include "tests/support/mixture.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace maskwright;
using namespace maskwright::cluster;

/// Neighbours and their fuzzy union, against plain searches and closed forms.
class FuzzyGraphTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void neighboursEqualAPlainSearch() {
    const auto rows = test::mixture(300, 12, 5);
    const auto graph = neighbourGraph(rows, 12, {.neighbours = 7});
    QCOMPARE(graph.neighbours, 7);
    QCOMPARE(graph.rows(), size_t{300});
    for (size_t i = 0; i < 300; ++i) {
      std::vector<std::pair<double, int>> order;
      for (size_t j = 0; j < 300; ++j) {
        double sum = 0;
        for (size_t d = 0; d < 12; ++d)
          sum += static_cast<double>(rows[i * 12 + d]) * rows[j * 12 + d];
        if (j != i) order.emplace_back(1 - sum, static_cast<int>(j));
      }
      std::sort(order.begin(), order.end());
      for (size_t n = 0; n < 7; ++n) {
        QCOMPARE(graph.index[i * 7 + n], order[n].second);
        QVERIFY(std::abs(graph.distance[i * 7 + n] - order[n].first) < 1e-5);
      }
    }
  }

  void listsFindMostNeighbours() {
    const auto rows = test::mixture(4000, 16, 60);
    const auto exact = neighbourGraph(rows, 16);
    const auto listed = neighbourGraph(rows, 16, {.exactRows = 100});
    size_t same = 0;
    for (size_t i = 0; i < 4000; ++i) {
      const std::set<int32_t> truth(&exact.index[i * 15], &exact.index[i * 15] + 15);
      for (size_t j = i * 15; j < i * 15 + 15; ++j) {
        QVERIFY(listed.index[j] != static_cast<int32_t>(i));
        same += truth.contains(listed.index[j]);
      }
    }
    QVERIFY2(same > 0.95 * 4000 * 15, QByteArray::number(static_cast<qulonglong>(same)));
  }

  void copiesAreNeighboursAndNoRowIsItsOwn() {
    std::vector<float> rows;
    for (int i = 0; i < 30; ++i) rows.insert(rows.end(), {1, 0});
    rows.insert(rows.end(), {0, 1});
    const auto graph = neighbourGraph(rows, 2, {.neighbours = 5});
    for (size_t e = 0; e < graph.index.size(); ++e)
      QVERIFY(graph.index[e] != static_cast<int32_t>(e / 5));
    QCOMPARE(graph.distance[0], 0.F);
    QCOMPARE(graph.distance[30 * 5], 1.F);
    QCOMPARE(neighbourGraph(rows, 2, {.neighbours = 99}).neighbours, 30);
    QCOMPARE(neighbourGraph({rows.data(), 2}, 2).rows(), size_t{0});
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, neighbourGraph({rows.data(), 3}, 2));
  }

  /// Definition of sigma: the memberships sum to log2(k), the nearest has one.
  void membershipsSumToTheLogarithm() {
    const std::vector<float> distances{0, .1F, .12F, .2F, .35F, .5F, .8F, .81F};
    const auto fit = smoothKnn(distances, 0.36F);
    QCOMPARE(fit.rho, .1F);
    double sum = 0;
    for (const float d : distances) sum += std::exp(-std::max(0.F, d - fit.rho) / fit.sigma);
    QVERIFY(std::abs(sum - 3) < 1e-4);
    // Two distances, target 1: nothing but the nearest may count.
    const std::vector<float> two{.2F, .6F};
    QVERIFY(std::exp(-.4F / smoothKnn(two, 1).sigma) < 1e-4F);
    // Only copies: no distance above 0, sigma from the mean of all.
    const std::vector<float> copies{0, 0, 0};
    QCOMPARE(smoothKnn(copies, .5F).rho, 0.F);
    QVERIFY(std::abs(smoothKnn(copies, .5F).sigma - .5e-3F) < 1e-8F);
  }

  /// Three rows on a line, two neighbours each; the union from the memberships by hand.
  void unionJoinsBothDirections() {
    NeighbourGraph near;
    near.neighbours = 3;
    near.index = {1, 2, 3, 0, 2, 3, 1, 0, 3, 2, 1, 0};
    near.distance = {.1F, .3F, .4F, .1F, .2F, .3F, .2F, .3F, .5F, .3F, .4F, .5F};
    const auto graph = fuzzyUnion(near);
    QCOMPARE(graph.rows(), size_t{4});
    const auto member = [&](size_t i, size_t n) {
      const std::span<const float> row(&near.distance[i * 3], 3);
      const auto fit = smoothKnn(row, 0.3F);
      return std::exp(-std::max(0.F, row[n] - fit.rho) / fit.sigma);
    };
    const auto weight = [&](size_t i, int32_t j) {
      for (size_t e = graph.start[i]; e < graph.start[i + 1]; ++e)
        if (graph.neighbour[e] == j) return graph.weight[e];
      return -1.F;
    };
    const float a = member(0, 1), b = member(2, 1);  // 0 -> 2 and 2 -> 0
    QVERIFY(a < 1 && b < 1);
    QVERIFY(std::abs(weight(0, 2) - (a + b - a * b)) < 1e-6F);
    QCOMPARE(weight(0, 1), 1.F);  // the nearest of each other
    for (int32_t i = 0; i < 4; ++i)
      for (int32_t j = 0; j < 4; ++j)
        QCOMPARE(weight(static_cast<size_t>(i), j), weight(static_cast<size_t>(j), i));
    QVERIFY(fuzzyUnion({}).rows() == 0);
  }
};

QTEST_APPLESS_MAIN(FuzzyGraphTest)
#include "fuzzy_graph_test.moc"
