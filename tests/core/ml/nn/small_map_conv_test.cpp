#include "core/ml/nn/small_map_conv.h"

#include "core/ml/nn/precision.h"
#include "core/ml/nn/resnet.h"

#include <QtTest>

using namespace maskwright::ml;

namespace {

/// Largest difference as a share of the largest value.
double apart(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a.to(torch::kFloat32) - b.to(torch::kFloat32)).abs().max() /
          b.to(torch::kFloat32).abs().max())
      .item<double>();
}

}  // namespace

class SmallMapConvTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsTheConvolution_data() {
    QTest::addColumn<int>("kernel");
    QTest::addColumn<int>("stride");
    QTest::addColumn<int>("dilation");
    QTest::addColumn<int>("height");
    QTest::addRow("plain") << 3 << 1 << 1 << 4;
    QTest::addRow("strided, odd side") << 3 << 2 << 1 << 7;
    QTest::addRow("strided, even side") << 3 << 2 << 1 << 8;
    QTest::addRow("dilated") << 3 << 1 << 2 << 6;
    QTest::addRow("one cell") << 3 << 1 << 1 << 1;
    QTest::addRow("five wide") << 5 << 1 << 1 << 6;
  }

  void equalsTheConvolution() {
    QFETCH(int, kernel);
    QFETCH(int, stride);
    QFETCH(int, dilation);
    QFETCH(int, height);
    torch::manual_seed(3);
    const int64_t padding = kernel / 2 * dilation;
    auto x = torch::randn({2, 24, height, height + 2}).requires_grad_();
    auto w = torch::randn({40, 24, kernel, kernel}).mul_(0.1).requires_grad_();
    const auto expected = torch::conv2d(x, w, {}, stride, padding, dilation);
    const auto slope = torch::randn_like(expected);
    const auto wanted = torch::autograd::grad({expected}, {x, w}, {slope});
    const auto y = productConvolution(x, w, stride, padding, dilation);
    QCOMPARE(y.scalar_type(), torch::kBFloat16);
    QVERIFY(y.sizes() == expected.sizes());
    QVERIFY(y.is_contiguous(at::MemoryFormat::ChannelsLast));
    QVERIFY2(apart(y, expected) < 0.01, "values");
    const auto got = torch::autograd::grad({y}, {x, w}, {slope.to(torch::kBFloat16)});
    QVERIFY(got[0].sizes() == x.sizes() && got[1].sizes() == w.sizes());
    QCOMPARE(got[0].scalar_type(), torch::kFloat32);
    QVERIFY2(apart(got[0], wanted[0]) < 0.01, "gradient of the input");
    QVERIFY2(apart(got[1], wanted[1]) < 0.01, "gradient of the weight");
  }

  /// The network takes that path in training at bfloat16, and float32 training does not notice.
  void theNetworkUsesItForItsLastStage() {
    torch::manual_seed(5);
    ResNet network(resNetOptions("resnet18"));
    network->train();
    const auto x = torch::randn({4, 3, 64, 64});
    const auto gradients = [&](const Precision& precision) {
      for (auto& p : network->parameters()) p.mutable_grad() = torch::Tensor();
      torch::Tensor y;
      {
        const AutocastGuard autocast(torch::kCPU, precision);
        y = network->forward(x);
      }
      y.to(torch::kFloat32).square().mean().backward();
      return network->named_parameters()["layer4.1.conv2.weight"].grad().clone();
    };
    const auto plain = gradients({});
    const auto fast = gradients({true, false});
    QVERIFY(!torch::equal(plain, fast));
    const auto cosine = torch::cosine_similarity(plain.flatten(), fast.flatten(), 0, 1e-12);
    QVERIFY2(cosine.item<double>() > 0.99, qPrintable(QString::number(cosine.item<double>())));
  }

  void otherConvolutionsAreLeftAlone() {
    torch::manual_seed(6);
    torch::nn::Conv2d few(torch::nn::Conv2dOptions(8, 8, 3).padding(1).bias(false));
    const auto x = torch::randn({1, 8, 4, 4});
    const AutocastGuard autocast(torch::kCPU, {true, false});
    QVERIFY(torch::equal(convolve(few, x), few->forward(x)));
  }
};

QTEST_APPLESS_MAIN(SmallMapConvTest)
#include "small_map_conv_test.moc"
