#include "core/ml/nn/adamw.h"

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
  net->weight.mutable_grad() = torch::tensor({{1.0f, -2.0f}, {0.5f, 3.0f}}) * (1 + step);
  net->bias.mutable_grad() = torch::tensor({0.1f, -4.0f}) / (1 + step);
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
