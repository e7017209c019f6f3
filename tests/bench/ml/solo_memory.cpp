// Memory of one SOLO training step: peak resident size by profile, backbone and picture, beside
// what soloStepBytes() expects. Each case runs in a process of its own.
#include "core/ml/segment/solo_memory.h"

#include "core/ml/nn/augment.h"
#include "core/ml/segment/solo_trainer.h"

#include <cstdio>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace maskwright::ml;

namespace {

constexpr double kGigabyte = 1e9;

double peakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);
}

void measure(SoloProfile profile, const std::string& architecture, int64_t side, int64_t batch) {
  profile.architecture = architecture;
  profile.shortSide = side;
  profile.batch = batch;
  profile.views.minScale = profile.views.maxScale = 1;
  const double before = peakBytes();
  SoloTrainOptions options;
  options.profile = profile;
  SoloTrainer trainer(options, detectPrecision(torch::kCPU));
  auto generator = stepGenerator(1, 0);
  std::vector<SoloSample> samples(static_cast<size_t>(batch));
  for (auto& sample : samples) {
    sample.image = torch::randint(0, 255, {3, side, side * 4 / 3}).to(torch::kUInt8);
    auto& i = sample.instances;
    i.masks = torch::zeros({8, side, side * 4 / 3}, torch::kUInt8);
    for (int64_t k = 0; k < 8; ++k)
      i.masks[k].narrow(0, k * side / 10, side / 5).narrow(1, k * side / 10, side / 4).fill_(1);
    i.weights = torch::ones({8});
    i.verified = torch::zeros({8});
    i.embeddings = torch::randn({8, profile.embedding});
  }
  trainer.step(makeSoloBatch(std::move(samples), profile.views, generator), 0.5);
  std::printf("%-8s %-9s %4lld px, batch %2lld: %6.2f GB, expected %6.2f GB\n",
              profile.name.c_str(),
              architecture.c_str(),
              static_cast<long long>(side),
              static_cast<long long>(batch),
              (peakBytes() - before) / kGigabyte,
              soloStepBytes(profile) / kGigabyte);
}

}  // namespace

int main() {
  const auto alone = [](const auto& work) {
    std::fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
      work();
      std::fflush(stdout);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
  };
  alone([] { measure(soloProfile("preview"), "resnet18", 192, 4); });
  alone([] { measure(soloProfile("small"), "resnet18", 288, 4); });
  alone([] { measure(soloProfile("preview"), "resnet101", 256, 2); });
  alone([] { measure(soloProfile("small"), "resnet50", 384, 2); });
  alone([] { measure(soloProfile("full"), "resnet18", 256, 1); });
  alone([] { measure(soloProfile("full"), "resnet101", 384, 1); });
  return 0;
}
