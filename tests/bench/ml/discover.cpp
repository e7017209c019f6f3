// Discovery end to end on a folder of photographs: images a second, seconds per stage, memory, and
// how far bfloat16 masks agree with float32 ones.
// Usage: bench_discover IMAGES [--weights FILE] [--threads N]; without weights: untrained.

#include "core/coco/rle.h"
#include "core/services/scan_service.h"
#include "core/services_ml/discover_service.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <sys/resource.h>

using namespace maskwright;
namespace fs = std::filesystem;

namespace {

/// Resident memory in MB; `field` is VmRSS (now) or VmHWM (peak).
double residentMb(const char* field) {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.starts_with(field)) return std::atof(line.c_str() + std::strlen(field) + 1) / 1024;
  }
  return 0;
}

double processorSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// Prints the memory now and then, to show that it stays flat.
class MemoryProgress final : public ProgressSink {
 public:
  void report(const Progress& progress) override {
    if (progress.stage != "discover" || progress.total == 0) return;
    if (progress.done % std::max<int64_t>(1, progress.total / 4) == 0) {
      std::printf("  after %4ld images: %.0f MB resident\n", progress.done, residentMb("VmRSS"));
    }
  }
  void issue(const std::string& where, const std::string& message) override {
    std::printf("  %s: %s\n", where.c_str(), message.c_str());
  }
  void message(const std::string& text) override { std::printf("  %s\n", text.c_str()); }
};

std::unique_ptr<store::Project> makeProject(const fs::path& folder, const char* images) {
  fs::remove_all(folder);
  auto project = store::Project::create(folder, images);
  NullProgress quiet;
  if (!project || !scanImages(**project, CancelToken{}, quiet)) {
    std::fprintf(stderr, "no project can be made of %s\n", images);
    std::exit(1);
  }
  return std::move(*project);
}

DiscoverSummary run(store::Project& project, const DiscoverRequest& request) {
  MemoryProgress progress;
  const double before = processorSeconds();
  const auto summary = discoverCandidates(project, request, CancelToken{}, progress);
  if (!summary) {
    std::fprintf(stderr, "%s\n", summary.error().text().c_str());
    std::exit(1);
  }
  const auto images = static_cast<double>(summary->images);
  std::printf("%s: %.2f images/s, %.1f candidates an image, %.0f ms of processor an image\n",
              request.float32 ? "float32" : "bfloat16 where available",
              images / summary->seconds,
              static_cast<double>(summary->candidates) / images,
              (processorSeconds() - before) / images * 1e3);
  for (const auto& [stage, seconds] : summary->stageSeconds) {
    std::printf("  %-12s %7.1f ms an image\n", stage.c_str(), seconds / images * 1e3);
  }
  return *summary;
}

/// Mean over images and candidates of the best IoU with the other project's candidates.
double agreement(store::Project& a, store::Project& b) {
  double sum = 0;
  int64_t count = 0;
  for (const auto& image : store::ImageRepository(a.connection()).all()) {
    const auto other = store::ImageRepository(b.connection()).byPath(image.path);
    if (!other) continue;
    const auto theirs = store::CandidateRepository(b.connection()).ofImage(other->id);
    for (const auto& mine : store::CandidateRepository(a.connection()).ofImage(image.id)) {
      double best = 0;
      for (const auto& candidate : theirs) {
        best = std::max(best, coco::iou(mine.mask, candidate.mask));
      }
      sum += best;
      ++count;
    }
  }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_discover IMAGES [--weights FILE] [--threads N]\n");
    return 2;
  }
  DiscoverRequest request;
  request.backbone.bundled = request.backbone.pretrain = false;
  request.rankAfter = false;
  for (int i = 2; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--weights") == 0) request.backbone.weights = argv[i + 1];
    if (std::strcmp(argv[i], "--threads") == 0) request.threads = std::atoi(argv[i + 1]);
  }
  const fs::path folder = fs::temp_directory_path() / "maskwright-bench";
  const auto fast = makeProject(folder / "fast", argv[1]);
  run(*fast, request);
  request.float32 = true;
  const auto wide = makeProject(folder / "wide", argv[1]);
  run(*wide, request);
  std::printf("bfloat16 and float32 masks agree: mean best IoU %.4f\n", agreement(*wide, *fast));
  std::printf("peak resident memory %.0f MB\n", residentMb("VmHWM"));
  fs::remove_all(folder);
  return 0;
}
