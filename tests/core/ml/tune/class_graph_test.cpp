#include "core/ml/tune/class_graph.h"

#include "core/ml/nn/augment.h"

#include <QtTest>

#include <map>
#include <numeric>
#include <set>

using namespace maskwright::ml;

namespace {

/// Connected parts among the nodes of each class, by the tree edges.
std::map<int64_t, int> partsByClass(const std::vector<int64_t>& labels,
                                    const std::vector<Triplet>& triplets) {
  std::vector<size_t> parent(labels.size());
  std::iota(parent.begin(), parent.end(), size_t{0});
  const auto root = [&](size_t node) {
    while (parent[node] != node) node = parent[node];
    return node;
  };
  for (const auto& t : triplets)
    if (t.treeEdge)
      parent[root(static_cast<size_t>(t.anchor))] = root(static_cast<size_t>(t.positive));
  std::map<int64_t, std::set<size_t>> roots;
  for (size_t i = 0; i < labels.size(); ++i) roots[labels[i]].insert(root(i));
  std::map<int64_t, int> parts;
  for (const auto& [label, found] : roots) parts[label] = static_cast<int>(found.size());
  return parts;
}

}  // namespace

/// Conformance test 9: the class-wise graph of Mix-and-Match tuning.
class ClassGraphTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyClassIsConnectedByItsTree() {
    for (uint64_t seed = 1; seed <= 200; ++seed) {
      auto generator = stepGenerator(seed, 0);
      const auto nodes = static_cast<int64_t>(uniform(generator, 2, 80));
      const auto classes = uniform(generator, 1, 12);
      std::vector<int64_t> labels;
      for (int64_t i = 0; i < nodes; ++i)
        labels.push_back(static_cast<int64_t>(uniform(generator, 0, classes)));
      const auto triplets = classGraph(labels, generator);
      QCOMPARE(triplets.size(), labels.size());
      std::map<int64_t, int> sizes, edges;
      for (const int64_t label : labels) ++sizes[label];
      for (size_t i = 0; i < triplets.size(); ++i) {
        const auto& t = triplets[i];
        QCOMPARE(t.anchor, static_cast<int64_t>(i));  // one a node
        const int64_t label = labels[i];
        QCOMPARE(labels[static_cast<size_t>(t.positive)], label);
        QCOMPARE(t.positive == t.anchor, sizes[label] == 1);
        if (sizes.size() > 1) {
          QVERIFY(labels[static_cast<size_t>(t.negative)] != label);
        } else {
          QCOMPARE(t.negative, int64_t(-1));
        }
        edges[label] += t.treeEdge;
      }
      for (const auto& [label, parts] : partsByClass(labels, triplets)) {
        QCOMPARE(parts, 1);
        QCOMPARE(edges[label], sizes[label] - 1);
      }
    }
  }

  void aSingleClassHasNoNegatives() {
    auto generator = stepGenerator(1, 0);
    for (const auto& t : classGraph({4, 4, 4}, generator)) {
      QCOMPARE(t.negative, int64_t(-1));
      QVERIFY(t.positive != t.anchor);
    }
  }

  void aSingletonIsItsOwnPositive() {
    auto generator = stepGenerator(1, 0);
    const auto triplets = classGraph({1, 2, 2, 2}, generator);
    QCOMPARE(triplets[0].positive, int64_t(0));
    QVERIFY(!triplets[0].treeEdge);
    QVERIFY(triplets[0].negative > 0);
    const auto lone = classGraph({9}, generator);
    QCOMPARE(lone.size(), size_t(1));
    QCOMPARE(lone[0].positive, int64_t(0));
    QCOMPARE(lone[0].negative, int64_t(-1));
    QVERIFY(classGraph({}, generator).empty());
  }

  void theStructureIsRandomButRepeatable() {
    const std::vector<int64_t> labels{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
    const auto positives = [&](uint64_t seed) {
      auto generator = stepGenerator(seed, 0);
      std::vector<int64_t> found;
      for (const auto& t : classGraph(labels, generator)) found.push_back(t.positive);
      return found;
    };
    QCOMPARE(positives(3), positives(3));
    std::set<std::vector<int64_t>> all;
    for (uint64_t seed = 0; seed < 30; ++seed) all.insert(positives(seed));
    QVERIFY(all.size() > 25);
  }
};

QTEST_APPLESS_MAIN(ClassGraphTest)
#include "class_graph_test.moc"
