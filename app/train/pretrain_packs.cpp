#include "app/train/pretrain_packs.h"

#include "app/train/arguments.h"
#include "core/ml/nn/device.h"
#include "core/ml/nn/precision.h"
#include "core/ml/pretrain/pretrain_method.h"
#include "core/ml/pretrain/pretrain_report.h"
#include "core/ml/weights/image_pack.h"

#include <algorithm>
#include <cmath>

namespace maskwright::train {
namespace {
namespace fs = std::filesystem;

/// A pre-training on tensor packs.
struct PackTraining {
  std::vector<fs::path> packs;
  fs::path out;         ///< the backbone, safetensors
  fs::path checkpoint;  ///< what a stopped training goes on from
  fs::path init;        ///< weights to start from; empty = random ones
  bool half = false;    ///< filters of `out` in half precision
  bool anyway = false;  ///< even on too few images
  int threads = 0;      ///< of the CPU; 0 = idle processors
  ml::PretrainSettings settings;
};

Error wrong(const std::string& message) {
  return {ErrorKind::WrongUse, message, ""};
}

Result<std::vector<ml::ImagePack>> openPacks(const std::vector<fs::path>& files) {
  std::vector<ml::ImagePack> packs;
  for (const auto& file : files) {
    auto pack = ml::ImagePack::open(file);
    if (!pack) return pack.error();
    packs.push_back(std::move(*pack));
  }
  return packs;
}

Result<void> startWeights(const PackTraining& training,
                          ml::PretrainMethod& method,
                          cli::Context& context) {
  std::error_code ignored;
  if (fs::exists(training.checkpoint, ignored)) {
    if (auto resumed = method.resume(training.checkpoint); !resumed) {
      Error error = resumed.error();
      error.message += "; remove it or name another --checkpoint";
      return error;
    }
    context.message("Going on from " + training.checkpoint.string() + ".");
    return {};
  }
  if (training.init.empty()) return {};
  return method.startFrom(training.init);
}

std::string provenanceOf(const ml::PretrainMethod& method,
                         const PackTraining& training,
                         int64_t images,
                         int64_t steps) {
  return method.name() + ", " + std::to_string(images) + " unlabelled images, " +
         std::to_string(steps) + " steps, " + method.profile() +
         (training.init.empty() ? "" : ", from " + training.init.filename().string());
}

Result<void> runTraining(const PackTraining& training, cli::Context& context) {
  auto packs = openPacks(training.packs);
  if (!packs) return packs.error();
  ml::PackImages images(std::move(*packs), training.settings.device);
  ml::configureThreads(training.threads);
  auto method = ml::makePretrainMethod(training.settings, images.size());
  if (!method) return method.error();
  const auto refusal = (*method)->refusal(images.size());
  if (!refusal.empty() && !training.anyway) return wrong(refusal + ". To train, add --anyway");
  if (!refusal.empty()) context.message(refusal + ". Training all the same, as asked.");
  if (auto ready = startWeights(training, **method, context); !ready) return ready;
  context.message("Pre-training a " + (*method)->architecture() + " on " +
                  std::to_string(images.size()) + " images with " + (*method)->name() + " (" +
                  (*method)->profile() + ") on " + training.settings.device.str() + ".");
  for (const auto& warning : (*method)->warnings(images.size())) context.message(warning);
  ml::PretrainReport report;
  const auto tell = [&](const ml::PretrainState& state) { context.report(report.next(state)); };
  const auto end = (*method)->train(images, training.checkpoint, context.cancel(), tell);
  if (!end) return end.error();
  if (!end->stopped.empty()) return Error{ErrorKind::Internal, end->stopped, ""};
  const auto told = provenanceOf(**method, training, images.size(), end->step);
  if (auto written = (*method)->writeBackbone(training.out, told, training.half); !written)
    return written;
  context.result("weights", training.out.string());
  if (!(*method)->extraKind().empty()) {
    auto extra = training.out;
    extra.replace_extension("." + (*method)->extraKind() + ".safetensors");
    if (auto written = (*method)->writeExtra(extra, told); !written) return written;
    context.result((*method)->extraKind(), extra.string());
  }
  context.result("rests on", told);
  context.result("images", images.size());
  context.result("steps", end->step);
  context.result("seconds", end->elapsedS, 1);
  context.result("waiting_for_images_s", end->waitedS, 2);
  for (const auto& [name, value] : end->metrics) context.result(name, value);
  return {};
}

const std::vector<OptionSpec>& pretrainOptions() {
  static const std::vector<OptionSpec> options{
      {"--out", "WEIGHTS", "the backbone, *.safetensors (needed)"},
      {"--method", "NAME", "densecl (default), slotcon or dino"},
      {"--profile", "NAME", "slotcon, dino: preview, small (default) or full"},
      {"--architecture", "NAME", "resnet18 (default), resnet34, resnet50, resnet101"},
      {"--vit", "NAME", "dino: tiny or small (default: the profile's)"},
      {"--anyway", "", "dino: also on fewer images than it needs"},
      {"--steps", "N", "budget; or"},
      {"--minutes", "M", "budget by the clock, over all starts"},
      {"--batch", "B", "images a step (default 32; densecl: a power of two)"},
      {"--crop", "S", "side of a view in pixels, a multiple of 32 (default 128)"},
      {"--seed", "N", "default 1"},
      {"--init", "WEIGHTS", "weights to start from"},
      {"--checkpoint", "FILE", "written every minute and gone on from (default OUT.checkpoint)"},
      {"--device", "NAME", "cpu (default), cuda or cuda:N"},
      {"--float32", "", "no bfloat16, also where it is quicker"},
      {"--half", "", "store the filters in half precision"},
      {"--threads", "N", "of the CPU (default: idle processors)"},
      {"--json", "", "print the result as one JSON object"},
      {"--progress", "json", "progress as JSON lines on standard output"}};
  return options;
}

Result<PackTraining> readPretrainArguments(const std::vector<std::string>& words) {
  const auto parsed = Arguments::parse(words, pretrainOptions());
  if (!parsed) return parsed.error();
  const Arguments& given = *parsed;
  PackTraining training;
  for (const auto& pack : given.positional()) training.packs.emplace_back(pack);
  if (training.packs.empty()) return wrong("name at least one pack");
  training.out = given.text("--out");
  if (training.out.extension() != ".safetensors")
    return wrong("--out must name a file *.safetensors");
  training.checkpoint = given.text("--checkpoint", training.out.string() + ".checkpoint");
  training.init = given.text("--init");
  training.half = given.has("--half");
  auto& settings = training.settings;
  settings.profile = given.text("--profile", "small");
  settings.architecture = given.text("--architecture");
  settings.vit = given.text("--vit");
  training.anyway = given.has("--anyway");
  settings.float32 = given.has("--float32");
  settings.initialized = !training.init.empty();
  if (given.has("--steps") == given.has("--minutes"))
    return wrong("give either --steps or --minutes");

  constexpr int64_t kMost = 1'000'000'000;
  const auto method = given.choice("--method", "densecl", {"densecl", "slotcon", "dino"});
  const auto steps = given.whole("--steps", 0, 1, kMost);
  const auto minutes = given.positive("--minutes", 0);
  const auto batch = given.whole("--batch", 0, 2, 65536);
  const auto crop = given.whole("--crop", 0, 32, 1024);
  const auto seed = given.whole("--seed", 1, 0, kMost);
  const auto threads = given.whole("--threads", 0, 1, 1024);
  const auto progress = given.choice("--progress", "json", {"json"});
  for (const auto* number : {&steps, &batch, &crop, &seed, &threads})
    if (!*number) return number->error();
  for (const auto* word : {&method, &progress})
    if (!*word) return word->error();
  if (!minutes) return minutes.error();
  settings.method = *method;
  settings.steps = *steps;
  settings.minutes = *minutes;
  settings.batch = *batch;
  settings.crop = *crop;
  settings.seed = static_cast<uint64_t>(*seed);
  training.threads = static_cast<int>(*threads);

  const auto device = ml::deviceNamed(given.text("--device", "cpu"));
  if (!device) return device.error();
  settings.device = *device;
  return training;
}

}  // namespace

std::string pretrainOptionsText() {
  return describe(pretrainOptions());
}

int pretrainPacks(const std::vector<std::string>& words, cli::Context& context) {
  const auto training = readPretrainArguments(words);
  if (!training) return context.fail(training.error());
  const auto done = runTraining(*training, context);
  return done ? context.finish() : context.fail(done.error());
}

}  // namespace maskwright::train
