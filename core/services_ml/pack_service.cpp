#include "core/services_ml/pack_service.h"

#include "core/base/parallel.h"
#include "core/imaging/image_reader.h"
#include "core/imaging/image_scanner.h"
#include "core/ml/discover/pixel_tensor.h"
#include "core/ml/weights/image_pack.h"

#include <algorithm>
#include <string>

namespace maskwright {
namespace {
namespace fs = std::filesystem;

constexpr int kLeastSide = 32, kMostSide = 2048;
constexpr double kLongestAspect = 8;  // longer pictures are shrunk further
constexpr size_t kAtOnce = 64;        // pictures in memory

/// Size in the pack: the short side where the picture is larger.
cv::Size packedSize(cv::Size source, int shortSide) {
  const int side = std::min({shortSide, source.width, source.height});
  return ml::shortSideSize(source, side, kLongestAspect);
}

class Packing {
 public:
  Packing(const PackRequest& request, const CancelToken& cancel, ProgressSink& sink)
      : request_(request), cancel_(cancel), sink_(sink) {}

  Result<PackSummary> run() {
    if (auto fits = check(); !fits) return fits.error();
    const auto listing = imaging::listImages(request_.images, cancel_);
    if (!listing) return listing.error();
    for (const auto& issue : listing->issues) sink_.issue(issue.where, issue.message);
    if (auto planned = plan(listing->files); !planned) return planned.error();
    const auto parts = split();
    for (size_t i = 0; i < parts.size(); ++i) {
      auto written = write(parts[i], fileName(i, parts.size()));
      if (!written) return written.error();
    }
    if (summary_.images == 0) return nothing();
    return summary_;
  }

 private:
  Result<void> check() const {
    if (request_.shortSide < kLeastSide || request_.shortSide > kMostSide)
      return Error{ErrorKind::WrongUse, "the short side must be from 32 to 2048 pixels", ""};
    if (request_.out.extension() != ".safetensors")
      return Error{ErrorKind::WrongUse, "a pack is named *.safetensors", request_.out.string()};
    return {};
  }

  /// Sizes from the files' headers, so that the packs' own headers come first.
  Result<void> plan(const std::vector<imaging::FoundFile>& files) {
    files_ = static_cast<int64_t>(files.size());
    int64_t id = 0;
    for (const auto& file : files) {
      if (cancel_.stop_requested()) return cancelled();
      const auto info = imaging::readImageInfo(request_.images / file.path);
      const int64_t number = id++;
      if (!info) {
        refuse(file.path, info.error().message);
        continue;
      }
      const cv::Size size = packedSize({info->width, info->height}, request_.shortSide);
      planned_.push_back({number, file.path, size.height, size.width, info->height, info->width});
    }
    if (planned_.empty()) return nothing();
    return {};
  }

  /// Runs of the plan that fit into one file each.
  std::vector<std::vector<ml::PackedImage>> split() const {
    std::vector<std::vector<ml::PackedImage>> parts(1);
    int64_t bytes = 0;
    for (const auto& image : planned_) {
      // Twice the path and the numbers: what the header tells of a picture.
      const int64_t more =
          3 * image.height * image.width + 2 * static_cast<int64_t>(image.path.size()) + 200;
      if (request_.maxBytes > 0 && bytes + more > request_.maxBytes && !parts.back().empty()) {
        parts.emplace_back();
        bytes = 0;
      }
      bytes += more;
      parts.back().push_back(image);
    }
    return parts;
  }

  fs::path fileName(size_t i, size_t count) const {
    if (count == 1) return request_.out;
    const std::string name = request_.out.stem().string() + "-" + std::to_string(i + 1) + "-of-" +
                             std::to_string(count) + ".safetensors";
    return request_.out.parent_path() / name;
  }

  Result<void> write(const std::vector<ml::PackedImage>& part, const fs::path& file) {
    ml::ImagePackWriter writer(file, request_.shortSide, part);
    if (auto opened = writer.open(); !opened) return opened;
    for (size_t from = 0; from < part.size(); from += kAtOnce) {
      if (cancel_.stop_requested()) return cancelled();
      const size_t count = std::min(kAtOnce, part.size() - from);
      std::vector<Result<torch::Tensor>> decoded(count, Error{});
      parallelFor(count, hardwareThreads(), [&](size_t i) { decoded[i] = load(part[from + i]); });
      for (size_t i = 0; i < count; ++i) {
        const auto& image = part[from + i];
        const auto& pixels = decoded[i];
        if (!pixels) {
          refuse(image.path, pixels.error().message);
          continue;
        }
        if (auto added = writer.add(image, *pixels); !added) return added;
        ++summary_.images;
        summary_.bytes += pixels->numel();
      }
      Progress progress;
      progress.stage = "pack";
      progress.done = summary_.images + summary_.unreadable;
      progress.total = files_;
      sink_.report(progress);
    }
    if (writer.added().empty()) return {};
    if (auto done = writer.commit(); !done) return done;
    summary_.files.push_back(file);
    return {};
  }

  Result<torch::Tensor> load(const ml::PackedImage& image) const {
    const auto picture = imaging::readImage(request_.images / image.path, request_.shortSide);
    if (!picture) return picture.error();
    return ml::rgbBytes(picture->bgr,
                        {static_cast<int>(image.width), static_cast<int>(image.height)});
  }

  void refuse(const std::string& path, const std::string& why) {
    sink_.issue(path, why);
    ++summary_.unreadable;
  }

  Error nothing() const {
    return {ErrorKind::Unreadable, "holds no image that can be read", request_.images.string()};
  }

  static Error cancelled() { return {ErrorKind::Cancelled, "packing stopped", ""}; }

  const PackRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  std::vector<ml::PackedImage> planned_;
  PackSummary summary_;
  int64_t files_ = 0;
};

}  // namespace

Result<PackSummary> packImages(const PackRequest& request,
                               const CancelToken& cancel,
                               ProgressSink& sink) {
  return Packing(request, cancel, sink).run();
}

}  // namespace maskwright
