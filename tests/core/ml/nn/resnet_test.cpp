#include "core/ml/nn/resnet.h"

#include "core/base/atomic_file.h"
#include "core/ml/nn/folded_resnet.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

#include <rapidjson/document.h>

#include <cmath>

using namespace maskwright;
using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;

namespace {

/// The number stream that the reference weights were drawn from (tests/golden/resnet).
torch::Tensor uniform(uint64_t seed, uint64_t position, torch::IntArrayRef shape) {
  torch::Tensor out = torch::empty(shape, torch::kFloat64);
  double* values = out.data_ptr<double>();
  const uint64_t key = seed * 0x100000001B3ull + position * 0xD1B54A32D192ED03ull;
  for (int64_t i = 0; i < out.numel(); ++i) {
    uint64_t z = key + static_cast<uint64_t>(i + 1) * 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    z = z ^ (z >> 31);
    values[i] = static_cast<double>(z >> 40) / 16777216.0;
  }
  return out;
}

/// Names in the order of a state dict: own parameters, own buffers, children.
void collect(const torch::nn::Module& module,
             const std::string& prefix,
             std::vector<std::pair<std::string, torch::Tensor>>& out) {
  for (const auto& item : module.named_parameters(false)) {
    out.emplace_back(prefix + item.key(), item.value());
  }
  for (const auto& item : module.named_buffers(false)) {
    out.emplace_back(prefix + item.key(), item.value());
  }
  for (const auto& item : module.named_children()) {
    collect(*item.value(), prefix + item.key() + ".", out);
  }
}

torch::Tensor fromFormula(const std::string& name,
                          const torch::Tensor& like,
                          uint64_t seed,
                          uint64_t position,
                          bool bottleneck) {
  if (name.ends_with("num_batches_tracked")) return torch::zeros_like(like);
  const torch::Tensor x = uniform(seed, position, like.sizes());
  if (name.ends_with("running_var")) return x + 0.5;
  if (name.ends_with("running_mean") || name.ends_with("bias")) return (x - 0.5) * 0.2;
  if (like.dim() == 4) return (x * 2 - 1) * std::sqrt(6.0 / (like.numel() / like.size(0)));
  if (like.dim() == 2) return (x * 2 - 1) * std::sqrt(3.0 / like.size(1));
  const bool last =
      name.find("layer") == 0 && name.find(bottleneck ? ".bn3." : ".bn2.") != std::string::npos;
  return (x * 0.5 + 0.75) * (last ? 0.25 : 1.0);
}

/// The reference network with its weights; also checks the order of its names.
ResNet referenceNetwork(const std::string& name, const rapidjson::Document& json) {
  const torch::NoGradGuard noGrad;
  ResNet network(resNetOptions(name, 1000));
  std::vector<std::pair<std::string, torch::Tensor>> entries;
  collect(*network, "", entries);
  const auto& order = json["models"][name.c_str()]["state_dict"]["order"];
  if (order.Size() != entries.size()) throw std::runtime_error("other number of names");
  const uint64_t seed = json["seed"].GetUint64();
  for (size_t p = 0; p < entries.size(); ++p) {
    auto& [key, tensor] = entries[p];
    if (key != order[static_cast<unsigned>(p)].GetString()) throw std::runtime_error(key);
    tensor.copy_(fromFormula(key, tensor, seed, p, network->options().bottleneck));
  }
  network->eval();
  return network;
}

}  // namespace

class ResNetTest : public QObject {
  Q_OBJECT

 private:
  rapidjson::Document json_;
  torch::Tensor input_;

 private Q_SLOTS:
  void initTestCase() {
    const auto text = readFile("tests/golden/resnet/resnet.json");
    QVERIFY(text.ok());
    json_.Parse(text->c_str());
    input_ = ((uniform(json_["seed"].GetUint64(), 1000000, {2, 3, 64, 96}) * 2 - 1) * 2)
                 .to(torch::kFloat32);
    const auto& first = json_["input_first_values"];
    for (unsigned i = 0; i < first.Size(); ++i) {
      QCOMPARE(input_.view(-1)[i].item<float>(), first[i].GetFloat());
    }
  }

  void equalsReference_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("resnet18") << "resnet18";
    QTest::newRow("resnet50") << "resnet50";
  }
  void equalsReference() {
    QFETCH(QString, name);
    const torch::NoGradGuard noGrad;
    ResNet network = referenceNetwork(name.toStdString(), json_);
    const TensorMap golden = goldenTensors("resnet/" + name.toStdString());
    const auto stages = network->stages(input_);
    QCOMPARE(stages.size(), size_t{5});
    for (int s = 0; s < 5; ++s) {
      const std::string stage = s == 0 ? "stem" : "layer" + std::to_string(s);
      const torch::Tensor& map = stages[s];
      QCOMPARE(map.size(1), network->channels(s));
      QVERIFY(goldenError(map.mean({2, 3}), golden.at(stage + ".channel_mean")) < 2e-4);
      QVERIFY(goldenError(map.amax({2, 3}), golden.at(stage + ".channel_max")) < 2e-4);
      QVERIFY(goldenError(map.slice(1, 0, 8), golden.at(stage + ".first8")) < 2e-4);
    }
    QVERIFY(goldenError(stages[4], golden.at("layer4")) < 2e-4);
    QVERIFY(goldenError(network->forward(input_), golden.at("logits")) < 2e-4);
  }

  void foldedEqualsReference_data() { equalsReference_data(); }
  void foldedEqualsReference() {
    QFETCH(QString, name);
    const torch::NoGradGuard noGrad;
    ResNet network = referenceNetwork(name.toStdString(), json_);
    const TensorMap golden = goldenTensors("resnet/" + name.toStdString());
    const auto maps = FoldedResNet(*network, Precision{false, true}).stages(input_);
    QVERIFY(goldenError(maps[4], golden.at("layer4")) < 2e-4);
    // bfloat16 keeps 8 bits: a per cent or so of the largest value.
    const auto coarse = FoldedResNet(*network, Precision{true, true}).stages(input_);
    const torch::Tensor difference = (coarse[4].to(torch::kFloat32) - golden.at("layer4")).abs();
    QVERIFY(difference.mean().item<double>() <
            0.02 * golden.at("layer4").abs().mean().item<double>());
  }

  void dilatedMapContainsStridedMap_data() {
    QTest::addColumn<int>("thirdStride");
    QTest::newRow("stride 16") << 2;
    QTest::newRow("stride 8") << 1;
  }
  void dilatedMapContainsStridedMap() {
    QFETCH(int, thirdStride);
    const int64_t finer = thirdStride == 1 ? 4 : 2;
    const torch::NoGradGuard noGrad;
    for (const std::string name : {"resnet18", "resnet50"}) {
      ResNet strided = referenceNetwork(name, json_);
      ResNetOptions options = resNetOptions(name, 1000);
      options.lastStride = 1;
      options.thirdStride = thirdStride;
      ResNet dilated(options);
      dilated->eval();
      const auto from = strided->named_parameters(), to = dilated->named_parameters();
      for (const auto& item : from) to[item.key()].copy_(item.value());
      const auto bufferFrom = strided->named_buffers(), bufferTo = dilated->named_buffers();
      for (const auto& item : bufferFrom) bufferTo[item.key()].copy_(item.value());
      const torch::Tensor fine = dilated->stages(input_)[4];
      QCOMPARE(fine.size(2), 2 * finer);
      QCOMPARE(fine.size(3), 3 * finer);
      const torch::Tensor picked = fine.slice(2, 0, 2 * finer, finer).slice(3, 0, 3 * finer, finer);
      QVERIFY(goldenError(picked, strided->stages(input_)[4]) < 1e-4);
      QVERIFY(goldenError(FoldedResNet(*dilated, Precision{}).stages(input_)[4], fine) < 1e-4);
    }
  }

  void gradientsReachEveryParameter() {
    ResNet network(resNetOptions("resnet18", 10));
    network->forward(input_).sum().backward();
    for (const auto& item : network->named_parameters()) {
      QVERIFY2(item.value().grad().defined() && item.value().grad().abs().sum().item<double>() > 0,
               item.key().c_str());
    }
  }

  void refusesWrongOptions() {
    QVERIFY_EXCEPTION_THROWN(resNetOptions("resnet19"), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(ResNet(ResNetOptions{{2, 2, 2}}), std::invalid_argument);
    ResNetOptions strange = resNetOptions("resnet18");
    strange.thirdStride = 1;  // a layer4 that strides would undo it
    QVERIFY_EXCEPTION_THROWN(ResNet{strange}, std::invalid_argument);
    QVERIFY(isResNet("resnet101") && !isResNet("vit"));
  }
};

QTEST_APPLESS_MAIN(ResNetTest)
#include "resnet_test.moc"
