#include "core/services_ml/semantic_maps.h"

#include "core/base/bounded_queue.h"
#include "core/coco/rle.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/label_map_file.h"
#include "core/ml/nn/precision.h"
#include "core/ml/nn/processors.h"
#include "core/services/prototype_service.h"
#include "core/store/image_repository.h"
#include "core/store/prototype_repository.h"
#include "core/store/run_repository.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <thread>

namespace maskwright {
namespace {

/// A region of less than this share of its image is no example of a prototype.
constexpr double kLeastRegion = 0.005;

struct Outcome {
  ImageRecord image;
  std::vector<PrototypeInImage> found;
  std::string problem;
};

/// One image: label map to disk, what each prototype has of it.
class Mapper {
 public:
  Mapper(const SemanticLabeller& labeller, std::filesystem::path root, std::filesystem::path folder)
      : labeller_(labeller), root_(std::move(root)), folder_(std::move(folder)) {}

  Outcome map(const ImageRecord& image) const {
    Outcome outcome{image, {}, {}};
    const auto decoded = imaging::readImage(root_ / image.path, labeller_.decodeSide);
    if (!decoded) {
      outcome.problem = decoded.error().message;
    } else if (decoded->info.width != image.width || decoded->info.height != image.height) {
      outcome.problem = "the file has changed since the last scan; scan again";
    } else {
      try {
        outcome.problem = mapPicture(decoded->bgr, image, outcome.found);
      } catch (const std::exception& exception) {
        outcome.problem = std::string("the map failed: ") + exception.what();
      }
    }
    return outcome;
  }

 private:
  /// Returns what went wrong, or nothing.
  std::string mapPicture(const cv::Mat& bgr,
                         const ImageRecord& image,
                         std::vector<PrototypeInImage>& found) const {
    const double shrink =
        std::min(1.0, static_cast<double>(kMapLongSide) / std::max(image.width, image.height));
    const int height = std::max(1, cvRound(image.height * shrink));
    const int width = std::max(1, cvRound(image.width * shrink));
    auto [labels, scores] = labeller_.label(bgr, {width, height});
    struct Sum {
      int64_t pixels = 0;
      double score = 0;
    };
    std::map<int, Sum> sums;
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        Sum& sum = sums[labels.at<uint16_t>(y, x)];
        ++sum.pixels;
        sum.score += scores.at<float>(y, x);
      }
    }
    // Shares are of the whole image, so that images of all sizes weigh by their pixels.
    const double scale = static_cast<double>(image.width) * image.height / labels.total();
    for (const auto& [number, sum] : sums)
      found.push_back({number,
                       image.id,
                       std::max<int64_t>(1, std::llround(static_cast<double>(sum.pixels) * scale)),
                       sum.score / static_cast<double>(sum.pixels)});
    if (labels.cols != image.width || labels.rows != image.height)
      cv::resize(labels, labels, {image.width, image.height}, 0, 0, cv::INTER_NEAREST);
    const auto written = imaging::writeLabelMap(folder_ / (image.path + ".png"), labels);
    return written ? std::string() : written.error().text();
  }

  const SemanticLabeller& labeller_;
  std::filesystem::path root_, folder_;
};

/// One semantic run; lives on the thread that owns the connection.
class Segmentation {
 public:
  Segmentation(store::Project& project,
               const Run& run,
               const SemanticLabeller& labeller,
               const SemanticMapOptions& options,
               const CancelToken& cancel,
               ProgressSink& sink)
      : project_(project),
        run_(run),
        labeller_(labeller),
        options_(options),
        cancel_(cancel),
        sink_(sink) {}

  Result<SemanticSummary> run() {
    summary_.prototypes = labeller_.labels;
    summary_.provenance = labeller_.provenance;
    startRun();
    const auto start = std::chrono::steady_clock::now();
    mapImages();
    summary_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return finish();
  }

 private:
  void startRun() {
    store::RunRepository runs(project_.connection());
    // The same model and settings again are the same run: its names and finished maps stay.
    for (const Run& other : runs.all()) {
      if (other.kind == run_.kind && other.method == run_.method &&
          other.settingsJson == run_.settingsJson) {
        run_.id = other.id;
        break;
      }
    }
    if (!run_.id) run_.id = runs.start(run_);
    summary_.run = run_.id;
    summary_.folder = semanticFolder(project_, run_);
    store::Transaction transaction(project_.connection());
    store::PrototypeRepository(project_.connection()).ensure(run_.id, summary_.prototypes);
    transaction.commit();
    sink_.message("The maps rest on: " + summary_.provenance + ".");
  }

  std::vector<ImageRecord> imagesLeft() {
    const auto done = store::RunRepository(project_.connection()).doneImages(run_.id);
    auto images = store::ImageRepository(project_.connection())
                      .presentPage("",
                                   options_.limit > 0 ? static_cast<int>(options_.limit)
                                                      : std::numeric_limits<int>::max());
    std::error_code ignored;
    std::erase_if(images, [&](const ImageRecord& image) {
      const bool there = done.count(image.id.value) > 0 &&
                         std::filesystem::exists(summary_.folder / (image.path + ".png"), ignored);
      if (there) ++summary_.skipped;
      return there;
    });
    return images;
  }

  /// Workers each map an image on one processor; this thread stores what they found.
  void mapImages() {
    const auto images = imagesLeft();
    const Mapper mapper(labeller_, project_.imagesRoot(), summary_.folder);
    const int threads = options_.threads > 0 ? options_.threads : ml::usableProcessors();
    BoundedQueue<Outcome> outcomes(static_cast<size_t>(threads));
    std::atomic<size_t> next{0};
    std::atomic<int> running{threads};
    const auto work = [&] {
      ml::useOneThread();
      while (!cancel_.stop_requested()) {
        const size_t i = next.fetch_add(1);
        if (i >= images.size() || !outcomes.push(mapper.map(images[i]))) break;
      }
      if (running.fetch_sub(1) == 1) outcomes.close();
    };
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) workers.emplace_back(work);
    const auto start = std::chrono::steady_clock::now();
    int64_t done = 0;
    const auto total = static_cast<int64_t>(images.size());
    sink_.report({"semantic", 0, total, -1, run_.profile, {}});
    try {
      while (const auto outcome = outcomes.pop()) {
        store(*outcome);
        ++done;
        const double spent =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        const double eta = spent / static_cast<double>(done) * static_cast<double>(total - done);
        sink_.report({"semantic", done, total, eta, outcome->image.path, {}});
      }
    } catch (...) {
      outcomes.close();
      throw;
    }
  }

  void store(const Outcome& outcome) {
    store::RunRepository runs(project_.connection());
    store::Transaction transaction(project_.connection());
    if (!outcome.problem.empty()) {
      ++summary_.unreadable;
      runs.addIssue(run_.id, outcome.image.path, outcome.problem);
      transaction.commit();
      sink_.issue(outcome.image.path, outcome.problem);
      return;
    }
    store::PrototypeRepository(project_.connection())
        .setImage(run_.id, outcome.image.id, outcome.found);
    runs.markImageDone(run_.id, outcome.image.id, outcome.image.contentHash);
    transaction.commit();
    ++summary_.images;
  }

  /// Boxes and masks of the best images of each prototype, from the maps on disk.
  std::vector<PrototypeRegion> nearestRegions() {
    store::PrototypeRepository prototypes(project_.connection());
    store::ImageRepository images(project_.connection());
    std::vector<PrototypeRegion> regions;
    std::map<int, int> ranks;
    for (const auto& found : prototypes.nearest(run_.id, kPrototypeRegions, kLeastRegion))
      regions.push_back({found.number, ++ranks[found.number], found.image, {}, {}, found.score});
    std::map<ImageId, std::vector<size_t>> byImage;  // each map is read once
    for (size_t i = 0; i < regions.size(); ++i) byImage[regions[i].image].push_back(i);
    for (const auto& [id, members] : byImage) {
      const auto image = images.byId(id);
      if (!image) continue;
      const auto map = imaging::readLabelMap(summary_.folder / (image->path + ".png"));
      if (!map) {
        sink_.issue(image->path, map.error().message);
        continue;
      }
      for (const size_t i : members) {
        const cv::Mat mask = *map == regions[i].number;
        regions[i].mask = coco::encode(mask.data, mask.rows, mask.cols, mask.step);
        regions[i].box = coco::toBox(regions[i].mask);
      }
    }
    std::erase_if(regions, [](const PrototypeRegion& r) { return r.mask.counts.empty(); });
    return regions;
  }

  Result<SemanticSummary> finish() {
    store::RunRepository runs(project_.connection());
    if (cancel_.stop_requested()) {
      runs.finish(run_.id, RunState::Cancelled);
      return Error{ErrorKind::Cancelled, "cancelled; finished maps are kept", ""};
    }
    store::PrototypeRepository prototypes(project_.connection());
    const auto regions = nearestRegions();
    store::Transaction transaction(project_.connection());
    prototypes.summarize(run_.id);
    prototypes.replaceRegions(run_.id, regions);
    runs.finish(run_.id, RunState::Finished);
    transaction.commit();
    for (const auto& prototype : prototypes.all(run_.id)) {
      if (prototype.images > 0) ++summary_.used;
      summary_.topShare = std::max(summary_.topShare, prototype.share);
    }
    if (const auto written = writeLegend(project_, run_); !written) return written.error();
    return summary_;
  }

  store::Project& project_;
  Run run_;
  const SemanticLabeller& labeller_;
  const SemanticMapOptions options_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  SemanticSummary summary_;
};

}  // namespace

Result<SemanticSummary> makeSemanticMaps(store::Project& project,
                                         const Run& run,
                                         const SemanticLabeller& labeller,
                                         const SemanticMapOptions& options,
                                         const CancelToken& cancel,
                                         ProgressSink& sink) {
  return Segmentation(project, run, labeller, options, cancel, sink).run();
}

}  // namespace maskwright
