#include "core/ml/discover/discover_pipeline.h"

#include "core/base/bounded_queue.h"
#include "core/imaging/image_reader.h"

#include <opencv2/core/utility.hpp>

#include <atomic>
#include <chrono>
#include <thread>

namespace maskwright::ml {
namespace {

ImageOutcome discoverFile(const ImageRecord& image,
                          const std::filesystem::path& root,
                          const FoldedResNet* backbone,
                          const DiscoverSettings& settings) {
  ImageOutcome outcome;
  outcome.image = image;
  const auto start = std::chrono::steady_clock::now();
  const int side = settings.shortSide * (settings.zoom.enabled ? settings.zoom.tiles : 1);
  const auto decoded = imaging::readImage(root / image.path, side);
  outcome.decodeS = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!decoded) {
    outcome.problem = decoded.error().message;
    return outcome;
  }
  if (decoded->info.width != image.width || decoded->info.height != image.height) {
    outcome.problem = "the file has changed since the last scan; scan again";
    return outcome;
  }
  try {
    outcome.candidates = discoverImage(
        decoded->bgr, {image.width, image.height}, backbone, settings, &outcome.times);
  } catch (const std::exception& exception) {
    outcome.problem = std::string("discovery failed: ") + exception.what();
  }
  for (Candidate& candidate : outcome.candidates) candidate.image = image.id;
  return outcome;
}

/// The workers, joined on every way out.
class Workers {
 public:
  Workers(int count, const std::function<void()>& work) {
    for (int i = 0; i < count; ++i) threads_.emplace_back(work);
  }
  ~Workers() {
    for (std::thread& thread : threads_) thread.join();
  }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

 private:
  std::vector<std::thread> threads_;
};

}  // namespace

void discoverImages(const std::vector<ImageRecord>& images,
                    const std::filesystem::path& root,
                    const FoldedResNet* backbone,
                    const DiscoverSettings& settings,
                    int threads,
                    const CancelToken& cancel,
                    const std::function<void(const ImageOutcome&)>& store) {
  threads = std::max(1, threads);
  BoundedQueue<ImageOutcome> done(static_cast<size_t>(threads));
  std::atomic<size_t> next{0};
  std::atomic<int> running{threads};
  const int threadsBefore = at::get_num_threads(), cvThreadsBefore = cv::getNumThreads();
  // Each worker has its own picture: helpers of OpenCV would only take turns with them.
  if (threads > 1) cv::setNumThreads(1);
  const auto work = [&] {
    useOneThread();
    while (!cancel.stop_requested()) {
      const size_t index = next.fetch_add(1);
      if (index >= images.size()) break;
      if (!done.push(discoverFile(images[index], root, backbone, settings))) break;
    }
    if (running.fetch_sub(1) == 1) done.close();
  };
  {
    const Workers workers(threads, work);
    try {
      while (auto outcome = done.pop()) store(*outcome);
    } catch (...) {
      done.close();
      throw;
    }
  }
  configureThreads(threadsBefore);
  cv::setNumThreads(cvThreadsBefore);
}

}  // namespace maskwright::ml
