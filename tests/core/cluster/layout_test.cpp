#include "core/cluster/layout.h"

#include "core/cluster/principal_plane.h"
#include "core/cluster/trustworthiness.h"
#include "tests/support/mixture.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace maskwright;
using namespace maskwright::cluster;

namespace {

/// Formula of Venna & Kaski from full orders, in float64.
double plainTrust(const std::vector<float>& rows,
                  size_t width,
                  const std::vector<Place>& places,
                  size_t k) {
  const size_t n = places.size();
  double sum = 0;
  for (size_t i = 0; i < n; ++i) {
    std::vector<std::pair<double, size_t>> byRow, byPlace;
    for (size_t j = 0; j < n; ++j) {
      if (j == i) continue;
      double dot = 0;
      for (size_t d = 0; d < width; ++d)
        dot += static_cast<double>(rows[i * width + d]) * rows[j * width + d];
      byRow.emplace_back(-dot, j);
      byPlace.emplace_back(std::hypot(places[i].x - places[j].x, places[i].y - places[j].y), j);
    }
    std::sort(byRow.begin(), byRow.end());
    std::sort(byPlace.begin(), byPlace.end());
    for (size_t p = 0; p < k; ++p)
      for (size_t r = k; r < byRow.size(); ++r)
        if (byRow[r].second == byPlace[p].second)
          sum += static_cast<double>(r + 1) - static_cast<double>(k);
  }
  const auto size = static_cast<double>(n), near = static_cast<double>(k);
  return 1 - 2 / (size * near * (2 * size - 3 * near - 1)) * sum;
}

std::vector<Place> places(std::span<const float> rows,
                          int dimension,
                          LayoutSettings settings = {}) {
  auto placed = layOut(rows, dimension, settings);
  return placed ? *placed : std::vector<Place>{};
}

}  // namespace

class LayoutTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void trustworthinessEqualsItsFormula() {
    const auto rows = test::mixture(60, 8, 4);
    auto plane = principalPlane(rows, 8);
    for (const int k : {1, 5, 15}) {
      QVERIFY(std::abs(trustworthiness(rows, 8, plane, k) -
                       plainTrust(rows, 8, plane, static_cast<size_t>(k))) < 1e-9);
    }
    std::shuffle(plane.begin(), plane.end(), std::mt19937(3));
    QVERIFY(std::abs(trustworthiness(rows, 8, plane, 5) - plainTrust(rows, 8, plane, 5)) < 1e-9);
  }

  void trustworthinessOfTheBestAndTheWorstMap() {
    // Rows on an arc, places along it: every neighbour is one.
    std::vector<float> arc;
    std::vector<Place> line;
    for (int i = 0; i < 40; ++i) {
      const double angle = 0.001 * i * (i + 40);  // up to nearly half a turn
      arc.insert(arc.end(),
                 {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))});
      line.push_back({static_cast<float>(angle), 0});
    }
    QCOMPARE(trustworthiness(arc, 2, line, 5), 1.0);
    // Each nearest on the map is the furthest row: (n - 2) for each, by the formula 0.
    const std::vector<float> cross{1, 0, .98F, .199F, -1, 0, -.98F, -.199F};
    const std::vector<Place> swapped{{0, 0}, {9, 0}, {0, 1}, {9, 1}};
    QVERIFY(std::abs(trustworthiness(cross, 2, swapped, 1)) < 1e-12);
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, trustworthiness(cross, 2, swapped, 2));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             trustworthiness(cross, 2, {swapped.data(), 3}, 1));
  }

  void aSampleIsNearTheWhole() {
    const auto rows = test::mixture(900, 8, 9);
    const auto plane = principalPlane(rows, 8);
    const double whole = trustworthiness(rows, 8, plane, 15, 900);
    QVERIFY(whole > 0.5 && whole < 0.99);
    QVERIFY(std::abs(trustworthiness(rows, 8, plane, 15, 300) - whole) < 0.02);
    QCOMPARE(trustworthiness(rows, 8, plane, 15, 300, 3),
             trustworthiness(rows, 8, plane, 15, 300, 1));
  }

  /// Rows spread along two known directions: the plane gives those coordinates back, up to scale.
  void thePlaneIsThatOfTheGreatestVariance() {
    std::mt19937 random(2);
    std::normal_distribution<float> normal;
    std::vector<float> rows;
    std::vector<Place> truth;
    for (int i = 0; i < 200; ++i) {
      const float far = 3 * normal(random), less = normal(random);
      truth.push_back({far, less});
      rows.insert(rows.end(), {5 + 0.6F * far, less, 0.8F * far, 2});
    }
    const auto plane = principalPlane(rows, 4);
    double xx = 0, xt = 0, tt = 0, yy = 0, yu = 0, uu = 0, furthest = 0;
    for (size_t i = 0; i < 200; ++i) {
      xx += plane[i].x * plane[i].x, xt += plane[i].x * truth[i].x, tt += truth[i].x * truth[i].x;
      yy += plane[i].y * plane[i].y, yu += plane[i].y * truth[i].y, uu += truth[i].y * truth[i].y;
      furthest = std::max<double>({furthest, std::abs(plane[i].x), std::abs(plane[i].y)});
    }
    QVERIFY(std::abs(xt) / std::sqrt(xx * tt) > 0.98);
    QVERIFY(std::abs(yu) / std::sqrt(yy * uu) > 0.98);
    QVERIFY(std::abs(furthest - 10) < 1e-4);
    // Nothing varies: all at the origin.
    QCOMPARE(principalPlane(std::vector<float>{1, 2, 1, 2, 1, 2}, 2), std::vector<Place>(3));
  }

  void neighboursStayNeighboursAndGroupsTogether() {
    const auto rows = test::mixture(900, 32, 9);
    const auto placed = places(rows, 32);
    QCOMPARE(placed.size(), size_t{900});
    const double trust = trustworthiness(rows, 32, placed);
    QVERIFY2(trust >= 0.9, QByteArray::number(trust));
    QVERIFY(trust > trustworthiness(rows, 32, principalPlane(rows, 32)));
    // Groups of a mixture as wide as this one are apart: the nearest centre is the own one.
    std::vector<Place> centre(9);
    for (size_t i = 0; i < 900; ++i) {
      centre[i % 9].x += placed[i].x / 100;
      centre[i % 9].y += placed[i].y / 100;
    }
    int own = 0;
    for (size_t i = 0; i < 900; ++i) {
      size_t best = 0;
      const auto gap = [&](size_t g) {
        return std::hypot(placed[i].x - centre[g].x, placed[i].y - centre[g].y);
      };
      for (size_t g = 1; g < 9; ++g)
        if (gap(g) < gap(best)) best = g;
      own += best == i % 9;
    }
    QVERIFY2(own > 850, QByteArray::number(own));
  }

  void theSeedAloneDecides() {
    const auto rows = test::mixture(1300, 16, 5);
    const auto one = places(rows, 16, {.epochs = 30, .threads = 1});
    QVERIFY(one == places(rows, 16, {.epochs = 30, .threads = 3}));
    QVERIFY(one != places(rows, 16, {.epochs = 30, .seed = 2}));
  }

  void oddInputsGetPlaces() {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    QVERIFY(places({}, 4).empty());
    for (const size_t count : {1, 2, 3, 5}) {
      const auto rows = test::mixture(count, 4, 2);
      const auto placed = places(rows, 4);
      QCOMPARE(placed.size(), count);
      for (const auto& place : placed) QVERIFY(std::isfinite(place.x) && std::isfinite(place.y));
    }
    // Copies, and rows without direction among them.
    std::vector<float> rows;
    for (int i = 0; i < 40; ++i) rows.insert(rows.end(), {1, 0, 0});
    rows.insert(rows.end(), {nan, 0, 1, 0, 0, 0});
    const auto placed = places(rows, 3, {.epochs = 50});
    QCOMPARE(placed.size(), size_t{42});
    for (size_t i = 0; i < 40; ++i) QVERIFY(std::isfinite(placed[i].x));
    QVERIFY(std::isnan(placed[40].x) && std::isnan(placed[41].y));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, layOut(rows, 4));
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument, layOut(rows, 3, {.neighbours = 1}));
  }

  void aStopIsSaidAndProgressRises() {
    const auto rows = test::mixture(400, 8, 4);
    double last = 0;
    bool rising = true;
    QVERIFY(layOut(rows, 8, {.epochs = 20}, {}, [&](double share) {
              rising = rising && share >= last && share <= 1;
              last = share;
            }).ok());
    QVERIFY(rising && last > 0.999);
    std::stop_source stop;
    const auto stopped = layOut(rows, 8, {}, stop.get_token(), [&](double share) {
      if (share > 0.5) stop.request_stop();
    });
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
  }
};

QTEST_APPLESS_MAIN(LayoutTest)
#include "layout_test.moc"
