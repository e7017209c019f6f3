#include "core/ml/discover/found.h"
#include "core/ml/discover/lost.h"
#include "core/ml/discover/patch_grid.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;

namespace {

bool same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && cv::countNonZero(a != b) == 0;
}

}  // namespace

class LostFoundTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void lostEqualsPublishedProgram() {
    const TensorMap golden = goldenTensors("algorithms/lost_found");
    const LostObject found = lostObject(golden.at("lost.keys"), 20, 28);
    QCOMPARE(found.seed, int64_t{208});
    QVERIFY(torch::equal(found.degree.to(torch::kInt32), golden.at("lost.degree")));
    QVERIFY(same(found.mask, gridMask(golden.at("lost.mask"), 20, 28)));
    // The stored box, pixels of 16 a cell: 160, 48 to 272, 144.
    QCOMPARE(found.box.x * 16, 160);
    QCOMPARE(found.box.y * 16, 48);
    QCOMPARE(found.box.br().x * 16, 272);
    QCOMPARE(found.box.br().y * 16, 144);
  }

  void lostFindsAPlantedObject() {
    // A small object whose keys agree with each other and with nothing else.
    torch::Tensor keys = torch::zeros({64, 3});
    keys.select(1, 0).fill_(1);
    cv::Mat object = cv::Mat::zeros(8, 8, CV_8U);
    object(cv::Rect(2, 3, 3, 2)).setTo(255);
    for (int y = 0; y < 8; ++y)
      for (int x = 0; x < 8; ++x)
        if (object.at<uint8_t>(y, x)) keys[y * 8 + x] = torch::tensor({-0.2F, 1.0F, 0.0F});
    const LostObject found = lostObject(keys, 8, 8, 6);
    QVERIFY(same(found.mask, object));
    QCOMPARE(found.degree.min().item<int64_t>(), int64_t{5});
  }

  void foundEqualsPublishedProgram() {
    const TensorMap golden = goldenTensors("algorithms/lost_found");
    const auto background = [&](bool weigh) {
      return foundBackground(
          golden.at("found.cls_attention"), golden.at("found.keys"), 20, 28, {.weighHeads = weigh});
    };
    QVERIFY(same(background(true), gridMask(golden.at("found.background"), 20, 28)));
    QVERIFY(same(background(false), gridMask(golden.at("found.background_unweighted"), 20, 28)));
  }
};

QTEST_APPLESS_MAIN(LostFoundTest)
#include "lost_found_test.moc"
