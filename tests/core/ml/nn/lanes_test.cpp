#include "core/ml/nn/lanes.h"

#include <QtTest>

#include <atomic>
#include <stdexcept>

using namespace maskwright::ml;

class LanesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void eachLaneRunsOnceAndApart() {
    Lanes lanes(3);
    for (int round = 0; round < 20; ++round) {
      std::vector<std::atomic<int>> runs(3);
      std::vector<std::thread::id> threads(3);
      lanes.run([&](int lane) {
        ++runs[static_cast<size_t>(lane)];
        threads[static_cast<size_t>(lane)] = std::this_thread::get_id();
      });
      for (const auto& n : runs) QCOMPARE(n.load(), 1);
      QVERIFY(threads[0] != threads[1] && threads[1] != threads[2]);
    }
  }

  void aFailureIsThrownAgainAndLanesGoOn() {
    Lanes lanes(2);
    std::atomic<int> ended{0};
    QVERIFY_EXCEPTION_THROWN(lanes.run([&](int lane) {
      ++ended;
      if (lane == 1) throw std::runtime_error("broken");
    }),
                             std::runtime_error);
    QCOMPARE(ended.load(), 2);
    lanes.run([&](int) { ++ended; });
    QCOMPARE(ended.load(), 4);
  }

  /// Against the same network in one pass, with a loss that couples the items.
  void gradientsEqualThoseOfOnePass_data() {
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("items");
    QTest::addRow("even") << 2 << 4;
    QTest::addRow("uneven") << 3 << 5;
    QTest::addRow("more lanes than items") << 4 << 2;
    QTest::addRow("one lane") << 1 << 3;
  }

  void gradientsEqualThoseOfOnePass() {
    QFETCH(int, count);
    QFETCH(int, items);
    torch::manual_seed(5);
    const auto x = torch::randn({items, 3, 12, 10}, torch::kFloat64);
    const auto a = (torch::randn({6, 3, 3, 3}, torch::kFloat64) * 0.3).requires_grad_();
    const auto b = (torch::randn({4, 6, 3, 3}, torch::kFloat64) * 0.3).requires_grad_();
    const auto idle = torch::ones({2}, torch::kFloat64).requires_grad_();
    const auto network = [&](const torch::Tensor& part) {
      const auto y = torch::conv2d(part, a).relu();
      return std::vector<torch::Tensor>{y.mean({2, 3}), torch::conv2d(y, b)};
    };
    const auto loss = [](const std::vector<torch::Tensor>& out) {
      const auto mean = out[0].mean(0);
      return (out[0] * mean).sum() + out[1].square().sum() / (1 + out[1].abs().sum());
    };
    const auto expected = loss(network(x));
    const auto wanted = torch::autograd::grad({expected}, {a, b});
    Lanes lanes(count);
    for (int round = 1; round <= 2; ++round) {
      LanePass pass(lanes, x, network);
      const auto value = loss(pass.outputs());
      QVERIFY(torch::allclose(value, expected, 1e-12, 1e-12));
      value.backward();
      pass.backward({a, b, idle});
      // Gradients add up, as after backward().
      QVERIFY(torch::allclose(a.grad(), round * wanted[0], 1e-10, 1e-12));
      QVERIFY(torch::allclose(b.grad(), round * wanted[1], 1e-10, 1e-12));
      QVERIFY(!idle.grad().defined());
    }
  }

  void anOutputThatNobodyUsesTeachesNothing() {
    const auto w = torch::ones({3}).requires_grad_();
    const auto v = torch::ones({3}).requires_grad_();
    Lanes lanes(2);
    LanePass pass(lanes, torch::ones({2, 3}), [&](const torch::Tensor& x) {
      return std::vector<torch::Tensor>{x * w, x * v};
    });
    pass.outputs()[0].sum().backward();
    pass.backward({w, v});
    QVERIFY(torch::equal(w.grad(), torch::full({3}, 2.0F)));
    QVERIFY(!v.grad().defined());
  }
};

QTEST_APPLESS_MAIN(LanesTest)
#include "lanes_test.moc"
