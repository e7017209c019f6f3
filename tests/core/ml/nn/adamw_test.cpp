#include "core/ml/nn/adamw.h"

#include "core/ml/nn/momentum_sgd.h"

#include <QtTest>

#include <cmath>

using namespace maskwright::ml;

namespace {

struct NetImpl : torch::nn::Module {
  NetImpl() {
    weight = register_parameter("weight", torch::tensor({{0.5f, -1.0f}, {2.0f, 0.25f}}));
    bias = register_parameter("bias", torch::tensor({1.0f, -2.0f}));
  }
  torch::Tensor weight, bias;
};
TORCH_MODULE(Net);

void setGradients(Net& net, int step) {
  net->weight.mutable_grad() =
      (torch::tensor({{1.0f, -2.0f}, {0.5f, 3.0f}}) * (1 + step)).to(net->weight.dtype());
  net->bias.mutable_grad() = (torch::tensor({0.1f, -4.0f}) / (1 + step)).to(net->bias.dtype());
}

/// The paper's algorithm 2 in double precision for one number.
struct Reference {
  double value, first = 0, second = 0;
  void step(double gradient, int t, double rate, double decay, const AdamW::Options& o) {
    first = o.beta1 * first + (1 - o.beta1) * gradient;
    second = o.beta2 * second + (1 - o.beta2) * gradient * gradient;
    const double m = first / (1 - std::pow(o.beta1, t)), v = second / (1 - std::pow(o.beta2, t));
    value = value - rate * decay * value - rate * m / (std::sqrt(v) + o.epsilon);
  }
};

}  // namespace

class AdamWTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followsTheAlgorithm() {
    Net net;
    const AdamW::Options options{.weightDecay = 0.1};
    AdamW adam(*net, options, [](const std::string& name) { return name == "bias" ? 0.5 : 1.0; });
    Reference weight{net->weight[0][1].item<double>()}, bias{net->bias[1].item<double>()};
    for (int t = 1; t <= 5; ++t) {
      setGradients(net, t);
      const double wg = net->weight.grad()[0][1].item<double>();
      const double bg = net->bias.grad()[1].item<double>();
      adam.step(0.01);
      weight.step(wg, t, 0.01, 0.1, options);
      bias.step(bg, t, 0.005, 0, options);  // half the rate, no decay
    }
    QVERIFY(std::abs(net->weight[0][1].item<double>() - weight.value) < 1e-6);
    QVERIFY(std::abs(net->bias[1].item<double>() - bias.value) < 1e-6);
  }

  /// Parameters that can't be walked as float32 arrays (here: doubles; on a GPU all) take tensor
  /// operations, with the same result.
  void tensorOperationsGiveTheSame() {
    Net plain, doubles;
    doubles->to(torch::kFloat64);
    const auto scale = [](const std::string& name) { return name == "bias" ? 0.5 : 1.0; };
    AdamW first(*plain, {.weightDecay = 0.1}, scale), second(*doubles, {.weightDecay = 0.1}, scale);
    Net sgdPlain, sgdDoubles;
    sgdDoubles->to(torch::kFloat64);
    MomentumSgd third(*sgdPlain, 0.9, 0.1), fourth(*sgdDoubles, 0.9, 0.1);
    for (int t = 1; t <= 4; ++t) {
      for (auto* net : {&plain, &sgdPlain}) setGradients(*net, t);
      for (auto* net : {&doubles, &sgdDoubles}) setGradients(*net, t);
      first.step(0.01, 2);
      second.step(0.01, 2);
      third.step(0.01, 2);
      fourth.step(0.01, 2);
    }
    const auto same = [](const torch::Tensor& a, const torch::Tensor& b) {
      return torch::allclose(a.to(torch::kFloat64), b, 1e-5, 1e-6);
    };
    QVERIFY(same(plain->weight, doubles->weight) && same(plain->bias, doubles->bias));
    QVERIFY(same(sgdPlain->weight, sgdDoubles->weight) && same(sgdPlain->bias, sgdDoubles->bias));
    QVERIFY(!same(plain->weight, sgdDoubles->weight));
  }

  void clipsTheWholeGradient() {
    Net net;
    AdamW adam(*net, {}, [](const std::string&) { return 1.0; });
    setGradients(net, 0);
    const double length = std::sqrt(1 + 4 + 0.25 + 9 + 0.01 + 16);
    QVERIFY(std::abs(adam.step(0.01, 1.0) - length) < 1e-5);
    const auto state = adam.state("");
    QVERIFY(std::abs(state.at("first.weight")[1][1].item<double>() - 0.1 * 3 / length) < 1e-6);
  }

  void aStepWithoutFiniteGradientsChangesNothing() {
    Net net;
    AdamW adam(*net, {}, [](const std::string&) { return 1.0; });
    setGradients(net, 0);
    net->weight.mutable_grad()[0][0] = std::numeric_limits<float>::quiet_NaN();
    const auto before = net->weight.detach().clone();
    QVERIFY(!std::isfinite(adam.step(0.01)));
    QVERIFY(torch::equal(before, net->weight));
    QVERIFY(!net->weight.grad().defined());
  }

  void goesOnFromItsState() {
    Net one, two;
    AdamW a(*one, {}, [](const std::string&) { return 1.0; });
    AdamW b(*two, {}, [](const std::string&) { return 1.0; });
    setGradients(one, 1);
    a.step(0.01);
    QVERIFY(b.load(a.state("x."), "x."));
    QVERIFY(!b.load(a.state("x."), "y."));
    {
      const torch::NoGradGuard noGrad;
      two->weight.copy_(one->weight);
      two->bias.copy_(one->bias);
    }
    for (auto* net : {&one, &two}) setGradients(*net, 2);
    a.step(0.01);
    b.step(0.01);
    QVERIFY(torch::equal(one->weight, two->weight));
    QVERIFY(torch::equal(one->bias, two->bias));
  }
};

QTEST_APPLESS_MAIN(AdamWTest)
#include "adamw_test.moc"
