// Whether DINO learns a small problem: bench_dino_learning [steps=400 rate=.001 momentum=.99 ...]
// (see kSettings).
// Prints the share of new images whose nearest neighbours (CLS of the teacher) have their class,
// before and after, and what the outputs tell on the way. One thread.

#include "core/ml/nn/augment.h"
#include "core/ml/nn/image_pool.h"
#include "core/ml/pretrain/dino_trainer.h"

#include <cstdio>
#include <cstdlib>
#include <optional>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

constexpr int64_t kSide = 64, kClasses = 6, kTrained = 240, kTested = 120, kNeighbours = 5;

/// The surface of a class, true or false: stripes across, stripes down, checks, diamonds, dots,
/// clouds.
torch::Tensor surface(int64_t kind, double period, double phase, torch::Generator& generator) {
  const auto wave = [&](const torch::Tensor& t) {
    return torch::sin((t + phase) * (2 * M_PI / period));
  };
  const auto x = torch::arange(kSide, torch::kFloat32).view({1, kSide}).expand({kSide, kSide});
  const auto y = torch::arange(kSide, torch::kFloat32).view({kSide, 1}).expand({kSide, kSide});
  switch (kind) {
    case 0:
      return wave(y).gt(0);
    case 1:
      return wave(x).gt(0);
    case 2:
      return (wave(x) * wave(y)).gt(0);
    case 3:
      return (wave(x + y) * wave(x - y)).gt(0);
    case 4:
      return (wave(x) + wave(y)).gt(1);
    default:
      break;
  }
  const auto cells = static_cast<int64_t>(std::lround(kSide / period * 2));
  const auto coarse = torch::randn({1, 1, cells, cells}, generator);
  return at::upsample_bilinear2d(coarse, {kSide, kSide}, false)[0][0].gt(0);
}

/// One surface in two random greys, lit from one side, with noise; its class is index % kClasses.
/// Grey, because a colour of its own would be what tells an image from the others most easily.
torch::Tensor surfaceImage(int64_t index) {
  auto generator = stepGenerator(991, index);
  const double period = uniform(generator, 8, 16);
  const auto mask = surface(index % kClasses, period, uniform(generator, 0, 16), generator);
  const auto first = torch::full({3, 1, 1}, 70.0), second = torch::full({3, 1, 1}, 185.0);
  const bool swap = uniform(generator, 0, 1) < 0.5;
  auto image = torch::where(mask.unsqueeze(0), swap ? first : second, swap ? second : first);
  image = image + torch::randn({3, kSide, kSide}, generator) * 8;
  return image.clamp(0, 255).to(torch::kUInt8);
}

/// CLS of the transformer for images [from, from + count), unit length.
torch::Tensor features(VitNetwork& network, int64_t from, int64_t count) {
  const torch::NoGradGuard noGrad;
  std::vector<torch::Tensor> images;
  for (int64_t i = 0; i < count; ++i)
    images.push_back(normalizeImage(surfaceImage(from + i).slice(1, 8, 56).slice(2, 8, 56)));
  const auto cls = network->forward(torch::stack(images));
  return cls / cls.norm(2, {1}, true);
}

/// Share of new images whose nearest neighbours among the trained ones vote for their class.
double neighbourAccuracy(VitNetwork& network) {
  const auto bank = features(network, 0, kTrained);
  const auto asked = features(network, kTrained, kTested);
  const auto nearest = std::get<1>(asked.mm(bank.t()).topk(kNeighbours, 1));
  const auto votes = torch::one_hot(nearest.remainder(kClasses), kClasses).sum(1);
  const auto truth = torch::arange(kTrained, kTrained + kTested).remainder(kClasses);
  return votes.argmax(1).eq(truth).to(torch::kFloat64).mean().item<double>();
}

DinoOptions shortTraining() {
  auto options = *dinoProfile("preview");
  options.embed = 64;
  options.depth = 3;
  options.patch = 8;
  options.dropPath = 0;
  options.crop = 48;
  options.globalArea = 0.7;
  options.locals = 0;
  options.hidden = 128;
  options.bottleneck = 32;
  options.outputs = 64;
  options.batch = 24;
  options.learningRate = 1e-3;
  options.weightDecayEnd = 0.04;
  options.teacherMomentum = 0.99;
  options.minutes = 0;
  options.steps = 400;
  options.seed = 3;
  return options;
}

struct Setting {
  const char* name;
  void (*set)(DinoOptions&, double);
};
constexpr Setting kSettings[] = {
    {"steps", [](DinoOptions& o, double v) { o.steps = std::llround(v); }},
    {"rate", [](DinoOptions& o, double v) { o.learningRate = v; }},
    {"momentum", [](DinoOptions& o, double v) { o.teacherMomentum = v; }},
    {"seed", [](DinoOptions& o, double v) { o.seed = static_cast<uint64_t>(v); }},
    {"batch", [](DinoOptions& o, double v) { o.batch = std::llround(v); }},
    {"area", [](DinoOptions& o, double v) { o.globalArea = v; }},
    {"locals", [](DinoOptions& o, double v) { o.locals = std::llround(v); }},
    {"outputs", [](DinoOptions& o, double v) { o.outputs = std::llround(v); }},
    {"teacher",
     [](DinoOptions& o, double v) { o.teacherTemperature = o.teacherTemperatureStart = v; }},
    {"student", [](DinoOptions& o, double v) { o.studentTemperature = v; }},
    {"centre", [](DinoOptions& o, double v) { o.centreKeep = v; }},
    {"warm", [](DinoOptions& o, double v) { o.warmUp = v; }},
    {"decay", [](DinoOptions& o, double v) { o.weightDecay = o.weightDecayEnd = v; }},
    {"embed", [](DinoOptions& o, double v) { o.embed = std::llround(v); }},
    {"depth", [](DinoOptions& o, double v) { o.depth = std::llround(v); }},
    {"bottleneck", [](DinoOptions& o, double v) { o.bottleneck = std::llround(v); }},
    {"frozen", [](DinoOptions& o, double v) { o.frozenEpochs = std::llround(v); }}};

/// "name=value"; false if there is no such setting.
bool set(const std::string& word, DinoOptions& options) {
  const auto equals = word.find('=');
  for (const Setting& one : kSettings)
    if (equals != std::string::npos && word.substr(0, equals) == one.name) {
      one.set(options, std::atof(word.c_str() + equals + 1));
      return true;
    }
  return false;
}

void tell(int64_t step, double loss, const DinoUse& use, double seconds) {
  std::printf("step %lld loss %.3f entropy %.3f mean %.3f information %.3f nats, %.1f s\n",
              static_cast<long long>(step),
              loss,
              use.entropy,
              use.meanEntropy,
              use.information,
              seconds);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  torch::set_num_threads(1);
  auto options = shortTraining();
  for (int i = 1; i < argc; ++i)
    if (!set(argv[i], options)) {
      std::fprintf(stderr, "no setting \"%s\"\n", argv[i]);
      return 2;
    }
  DinoTrainer trainer(options, kTrained, {});
  ImagePool pool(kTrained, [](int64_t i) { return std::optional(surfaceImage(i)); });
  const double before = neighbourAccuracy(trainer.teacher()->backbone());
  const auto checkpoint = std::filesystem::temp_directory_path() / "bench_dino.safetensors";
  const auto done = trainer.train(pool, checkpoint, {}, [](const DinoProgress& p) {
    if (p.step % 50 == 0) tell(p.step, p.loss, p.use, p.elapsedS);
  });
  std::filesystem::remove(checkpoint);
  if (!done) {
    std::fprintf(stderr, "%s\n", done.error().text().c_str());
    return 1;
  }
  const double after = neighbourAccuracy(trainer.teacher()->backbone());
  std::printf("neighbours of the right class: %.3f before, %.3f after %lld steps%s; ratio %.2f\n",
              before,
              after,
              static_cast<long long>(done->step),
              done->collapsed ? " (stopped as collapsed)" : "",
              after / before);
  return 0;
}
