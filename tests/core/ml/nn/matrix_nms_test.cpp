#include "core/ml/nn/matrix_nms.h"

#include "tests/support/golden_tensors.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;

namespace {

template <typename T>
std::vector<T> values(const torch::Tensor& tensor) {
  const torch::Tensor flat = tensor.contiguous();
  return {flat.data_ptr<T>(), flat.data_ptr<T>() + flat.numel()};
}

}  // namespace

class MatrixNmsTest : public QObject {
  Q_OBJECT

 private:
  TensorMap golden_;

 private Q_SLOTS:
  void initTestCase() { golden_ = goldenTensors("algorithms/matrix_nms"); }

  void equalsReference_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<bool>("linear");
    QTest::addColumn<double>("sigma");
    QTest::addColumn<bool>("labelled");
    for (const bool labelled : {false, true}) {
      const QString end = labelled ? "_labels" : "";
      QTest::addRow("gaussian 2%s", qPrintable(end))
          << "decayed_gaussian_2.0" + end << false << 2.0 << labelled;
      QTest::addRow("gaussian .5%s", qPrintable(end))
          << "decayed_gaussian_0.5" + end << false << 0.5 << labelled;
      QTest::addRow("linear%s", qPrintable(end))
          << "decayed_linear_2.0" + end << true << 2.0 << labelled;
    }
  }
  void equalsReference() {
    QFETCH(QString, key);
    QFETCH(bool, linear);
    QFETCH(double, sigma);
    QFETCH(bool, labelled);
    const PackedMasks masks(golden_.at("masks"));
    const auto labels = labelled ? values<int64_t>(golden_.at("labels")) : std::vector<int64_t>{};
    const auto got = matrixNms(masks,
                               values<float>(golden_.at("scores_sorted")),
                               labels,
                               linear ? NmsKernel::Linear : NmsKernel::Gaussian,
                               sigma);
    QVERIFY(goldenError(torch::tensor(got), golden_.at(key.toStdString())) < 1e-5);
  }

  void otherPartsEqualReference() {
    const PackedMasks masks(golden_.at("masks"));
    for (int64_t m = 0; m < masks.count(); ++m) {
      QCOMPARE(masks.area(m), golden_.at("area")[m].item<int64_t>());
    }
    QVERIFY(goldenError(maskness(golden_.at("soft")), golden_.at("maskness")) < 1e-5);
    QVERIFY(goldenError(pointNms(golden_.at("heat")), golden_.at("heat_point_nms")) < 1e-5);
    for (const bool labelled : {false, true}) {
      const auto labels = labelled ? values<int64_t>(golden_.at("labels")) : std::vector<int64_t>{};
      const auto keep = maskNms(masks, 0.5, labels);
      const auto& wanted = golden_.at(labelled ? "mask_nms_keep_0.5_labels" : "mask_nms_keep_0.5");
      for (int64_t m = 0; m < masks.count(); ++m) QCOMPARE(keep[m], wanted[m].item<bool>());
    }
  }

  void byHand() {
    torch::Tensor masks = torch::zeros({3, 4, 40}, torch::kUInt8);
    masks.slice(0, 0, 2).slice(2, 0, 10).fill_(1);
    masks[2].slice(1, 20, 30).fill_(1);
    const auto decayed = matrixNms(PackedMasks(masks), {0.9F, 0.8F, 0.7F});
    QCOMPARE(decayed[0], 0.9F);
    QVERIFY(std::abs(decayed[1] - 0.8 * std::exp(-2.0)) < 1e-6);
    QCOMPARE(decayed[2], 0.7F);  // disjoint: unchanged
    // Three equal masks give no NaN in the linear form.
    const auto linear =
        matrixNms(PackedMasks(torch::ones({3, 5})), {0.9F, 0.8F, 0.7F}, {}, NmsKernel::Linear);
    QVERIFY(linear == (std::vector<float>{0.9F, 0.0F, 0.0F}));
    QVERIFY(matrixNms(PackedMasks(torch::zeros({2, 5})), {0.9F, 0.8F}) ==
            (std::vector<float>{0.9F, 0.8F}));
    QVERIFY(matrixNms(PackedMasks(torch::zeros({0, 5})), {}).empty());
    QVERIFY_EXCEPTION_THROWN(matrixNms(PackedMasks(masks), {0.9F}), std::invalid_argument);
  }

  void packedOverlapsEqualPlainOnes() {
    torch::manual_seed(3);
    const torch::Tensor masks = torch::rand({20, 13, 11}) > 0.6;
    const auto iou = PackedMasks(masks).overlaps();
    const torch::Tensor flat = masks.flatten(1).to(torch::kFloat32);
    const torch::Tensor both = flat.matmul(flat.t());
    const torch::Tensor area = flat.sum(1);
    const torch::Tensor wanted = both / (area.view({-1, 1}) + area - both);
    for (int j = 0; j < 20; ++j) {
      for (int i = 0; i < j; ++i) QCOMPARE(iou[j * 20 + i], wanted[j][i].item<float>());
    }
  }
};

QTEST_APPLESS_MAIN(MatrixNmsTest)
#include "matrix_nms_test.moc"
