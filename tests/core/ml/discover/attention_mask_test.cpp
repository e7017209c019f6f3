#include "core/ml/discover/attention_mask.h"

#include "core/imaging/mask_ops.h"
#include "core/ml/discover/patch_grid.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;

namespace {

bool same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && cv::countNonZero(a != b) == 0;
}

/// Keys of 1 head x rows * cols x 2 from a mask: (1, 0) inside, `outside` elsewhere.
torch::Tensor keysOf(const cv::Mat& inside, const torch::Tensor& outside) {
  const torch::Tensor in = torch::tensor({1.0F, 0.0F});
  std::vector<torch::Tensor> keys;
  for (int y = 0; y < inside.rows; ++y)
    for (int x = 0; x < inside.cols; ++x)
      keys.push_back(inside.at<uint8_t>(y, x) != 0 ? in : outside);
  return torch::stack(keys).unsqueeze(0);
}

}  // namespace

class AttentionMaskTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPublishedProgram_data() {
    QTest::addColumn<QString>("regime");
    for (const char* regime : {"gate_wide", "gate_narrow", "with_negative"})
      QTest::newRow(regime) << regime;
  }
  void equalsPublishedProgram() {
    QFETCH(QString, regime);
    const TensorMap golden = goldenTensors("algorithms/attention_mask");
    const auto at = [&](const char* key) { return golden.at(regime.toStdString() + "." + key); };
    const torch::Tensor keys = at("k").slice(1, 1);  // CLS first
    const auto rows = static_cast<int>(at("mask").size(0)),
               cols = static_cast<int>(at("mask").size(1));
    const AttentionMask found = attentionMask(at("q_cls"), keys, rows, cols);
    QVERIFY(found.gated);
    QVERIFY(goldenError(found.affinity, at("g_cls")) < 1e-4);
    QVERIFY(torch::equal(found.gate.to(torch::kUInt8), at("gate")));
    QVERIFY(same(found.mask, gridMask(at("mask"), rows, cols)));
    if (regime == "gate_wide") {  // the gate holds more than the top share: no ties at zero
      const torch::Tensor seeds = torch::tensor(found.seeds);
      QVERIFY(torch::equal(seeds, std::get<0>(at("seeds_low_index_ties").sort())));
      QVERIFY(goldenError(found.diffused, at("diffused")) < 1e-4);
    }
    const AttentionMask ungated = attentionMask(at("q_cls"), keys, rows, cols, {.gateMass = 1});
    QVERIFY(same(ungated.mask, gridMask(at("mask_without_gate"), rows, cols)));
  }

  void equalKeysGiveTheWholePicture() {
    const torch::Tensor keys = torch::ones({2, 30, 4});
    const AttentionMask found = attentionMask(torch::ones({2, 4}), keys, 5, 6);
    QCOMPARE(cv::countNonZero(found.mask), 30);
  }

  void oppositeGroupsGiveThePartWithTheSource() {
    // Two islands of key k in a ground of -k; CLS looks at the second most.
    cv::Mat inside = cv::Mat::zeros(8, 10, CV_8U);
    inside(cv::Rect(1, 1, 2, 2)).setTo(255);
    inside(cv::Rect(5, 3, 4, 4)).setTo(255);
    torch::Tensor keys = keysOf(inside, torch::tensor({-1.0F, 0.0F}));
    keys[0][4 * 10 + 6][1] = 0.5F;
    const AttentionMask found = attentionMask(torch::tensor({{1.0F, 0.2F}}), keys, 8, 10);
    QCOMPARE(found.source, int64_t{46});
    QVERIFY(same(found.mask, imaging::partAt(inside, {6, 4})));
    QCOMPARE(cv::countNonZero(found.mask), 16);
  }

  void sumThatIsNotPositiveHasNoGate() {
    cv::Mat inside = cv::Mat::zeros(6, 6, CV_8U);
    inside(cv::Rect(2, 2, 2, 2)).setTo(255);
    const torch::Tensor keys = keysOf(inside, torch::tensor({-1.0F, 0.0F}));
    const AttentionMask found = attentionMask(torch::tensor({{1.0F, 0.0F}}), keys, 6, 6);
    QVERIFY(!found.gated);
    QVERIFY(same(found.mask, inside));
  }

  void massGateHoldsTheFewest() {
    const torch::Tensor values = torch::tensor({5.0F, 1.0F, 3.0F, 1.0F});
    QVERIFY(torch::equal(massGate(values, 0.45), torch::tensor({true, false, false, false})));
    QVERIFY(torch::equal(massGate(values, 0.55), torch::tensor({true, false, true, false})));
  }
};

QTEST_APPLESS_MAIN(AttentionMaskTest)
#include "attention_mask_test.moc"
