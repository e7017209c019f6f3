// Whether DINO learns a small problem: bench_dino_learning [steps=400 rate=.001 momentum=.99 ...]
// (see kSettings).
// Prints the share of new images whose nearest neighbours (CLS of the teacher) have their class,
// before and after, and what the outputs tell on the way. One thread.

#include "core/ml/nn/image_pool.h"
#include "tests/support/dino_surfaces.h"

#include <cstdio>
#include <cstdlib>
#include <optional>

using namespace maskwright;
using namespace maskwright::ml;
using namespace maskwright::test;

namespace {

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
