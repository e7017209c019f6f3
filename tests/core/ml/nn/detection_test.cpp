#include "core/ml/nn/box_ops.h"
#include "core/ml/nn/roi_align.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::ml;
using testing::goldenError;

/// Box arithmetic and RoIAlign against torchvision, closed forms and finite differences.
class DetectionTest : public QObject {
  Q_OBJECT

  ml::TensorMap golden_;

  static void compare(const torch::Tensor& got, const torch::Tensor& wanted, double tolerance) {
    const double error = goldenError(got, wanted);
    QVERIFY2(error <= tolerance, qPrintable(QString("error %1").arg(error)));
  }

 private Q_SLOTS:
  void initTestCase() { golden_ = testing::goldenTensors("algorithms/detection"); }

  void roiAlignEqualsTorchvision_data() {
    QTest::addColumn<int>("size");
    QTest::addColumn<int>("ratio");
    QTest::addColumn<bool>("aligned");
    QTest::newRow("7 adaptive") << 7 << 0 << true;
    QTest::newRow("7 twice") << 7 << 2 << true;
    QTest::newRow("14 adaptive") << 14 << 0 << true;
    QTest::newRow("7 twice, not aligned") << 7 << 2 << false;
    QTest::newRow("7 adaptive, not aligned") << 7 << 0 << false;
  }
  void roiAlignEqualsTorchvision() {
    QFETCH(int, size);
    QFETCH(int, ratio);
    QFETCH(bool, aligned);
    const auto name =
        QString("roi_align_out%1_ratio%2_aligned%3").arg(size).arg(ratio).arg(aligned);
    const RoiAlignOptions options{
        .size = size, .scale = 1.0 / 8, .samplingRatio = ratio, .aligned = aligned};
    compare(roiAlign(golden_.at("map"), golden_.at("rois_index_xyxy"), options),
            golden_.at(name.toStdString()),
            1e-5);
  }

  void roiAlignGradientEqualsTorchvision() {
    const auto map = golden_.at("map").clone().requires_grad_();
    const RoiAlignOptions options{.size = 7, .scale = 1.0 / 8, .samplingRatio = 0};
    roiAlign(map, golden_.at("rois_index_xyxy"), options).square().sum().backward();
    compare(map.grad(), golden_.at("grad_map_of_sum_of_squares_out7_ratio0_aligned1"), 1e-5);
  }

  void roiAlignGradientByFiniteDifferences() {
    torch::manual_seed(1);
    const auto map = torch::randn({2, 3, 6, 7}, torch::kFloat64).requires_grad_();
    const auto regions = torch::tensor(
        {{0.0, 3.1, 2.2, 20.7, 17.9}, {1.0, -6.0, 4.0, 40.0, 11.0}, {1.0, 9.0, 9.0, 9.5, 9.5}},
        torch::kFloat64);
    const RoiAlignOptions options{.size = 3, .scale = 0.25};
    const auto weights = torch::randn({3, 3, 3, 3}, torch::kFloat64);
    const auto value = [&](const torch::Tensor& x) {
      return (roiAlign(x, regions, options).sin() * weights).sum();
    };
    value(map).backward();
    const double step = 1e-6;
    double worst = 0;
    for (int64_t i = 0; i < map.numel(); ++i) {
      const auto moved = [&](double by) {
        auto x = map.detach().clone();
        x.view(-1)[i] += by;
        return value(x).item<double>();
      };
      const double slope = (moved(step) - moved(-step)) / (2 * step);
      worst = std::max(worst, std::abs(slope - map.grad().view(-1)[i].item<double>()));
    }
    QVERIFY2(worst < 1e-8, qPrintable(QString::number(worst)));
  }

  void roiAlignRefusesWhatItCannotRead() {
    const auto map = torch::zeros({1, 1, 4, 4});
    QVERIFY_EXCEPTION_THROWN(roiAlign(map, torch::tensor({{1.f, 0.f, 0.f, 2.f, 2.f}}), {}),
                             c10::Error);
    QVERIFY_EXCEPTION_THROWN(roiAlign(map, torch::tensor({{0.f, 0.f, NAN, 2.f, 2.f}}), {}),
                             c10::Error);
    QCOMPARE(roiAlign(map, torch::zeros({0, 5}), {}).size(0), int64_t{0});
  }

  void nmsEqualsTorchvision() {
    const auto &boxes = golden_.at("boxes_xyxy"), &scores = golden_.at("scores");
    for (const char* threshold : {"0.3", "0.5", "0.7"}) {
      const double t = std::atof(threshold);
      QVERIFY(nms(boxes, scores, t).equal(golden_.at(std::string("nms_keep_") + threshold)));
      QVERIFY(batchedNms(boxes, scores, golden_.at("labels"), t)
                  .equal(golden_.at(std::string("nms_keep_by_label_") + threshold)));
    }
    QCOMPARE(nms(torch::zeros({0, 4}), torch::zeros({0}), 0.5).size(0), int64_t{0});
  }

  void nmsClosedForm() {
    // The second goes by the first, the third (IoU 1/3 with the second) stays.
    const auto boxes =
        torch::tensor({{0.f, 0.f, 10.f, 10.f}, {0.f, 0.f, 10.f, 8.f}, {0.f, 4.f, 10.f, 12.f}});
    QVERIFY(nms(boxes, torch::tensor({.9f, .8f, .7f}), 0.5).equal(torch::tensor({0L, 2L})));
    QVERIFY(nms(boxes, torch::tensor({.5f, .5f, .5f}), 0.5).equal(torch::tensor({0L, 2L})));
    QVERIFY(nms(boxes, torch::tensor({.7f, .8f, .9f}), 0.9).equal(torch::tensor({2L, 1L, 0L})));
  }

  void iouEqualsTorchvision() {
    const auto boxes = golden_.at("boxes_xyxy").narrow(0, 0, 20);
    // torchvision gives NaN for an empty box with itself; an empty box overlaps nothing.
    compare(boxIou(boxes, boxes), golden_.at("box_iou_first20").nan_to_num(0), 1e-5);
    QVERIFY(golden_.at("box_iou_first20").isnan().sum().item<int64_t>() > 0);
    QCOMPARE(boxIou(boxes, torch::zeros({0, 4})).size(1), int64_t{0});
  }

  void coderEqualsTorchvision() {
    const auto& boxes = golden_.at("boxes_xyxy");
    const auto references = boxes.narrow(0, 20, 40), objects = boxes.narrow(0, 60, 40);
    const std::pair<std::string, BoxCoder> coders[] = {{"w1_1_1_1", BoxCoder()},
                                                       {"w10_10_5_5", BoxCoder({10, 10, 5, 5})}};
    for (const auto& [name, coder] : coders) {
      compare(coder.encode(objects, references), golden_.at("encode_" + name), 1e-5);
      compare(coder.decode(golden_.at("deltas_" + name), references),
              golden_.at("decode_" + name),
              1e-5);
      compare(coder.decode(coder.encode(objects, references), references), objects, 1e-5);
    }
  }

  void clipsToThePicture() {
    const auto clipped = clipBoxes(torch::tensor({{-3.f, 2.f, 50.f, 70.f}}), 60, 40);
    QVERIFY(clipped.equal(torch::tensor({{0.f, 2.f, 40.f, 60.f}})));
  }
};

QTEST_APPLESS_MAIN(DetectionTest)
#include "detection_test.moc"
