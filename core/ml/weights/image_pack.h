#pragma once

#include "core/base/atomic_file.h"
#include "core/base/result.h"
#include "core/ml/nn/training_images.h"
#include "core/ml/weights/safetensors_header.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::ml {

/// One picture of a pack.
struct PackedImage {
  int64_t id = 0;                             ///< its number in the folder's listing, from 0
  std::string path;                           ///< relative to the folder, POSIX separators
  int64_t height = 0, width = 0;              ///< as packed, pixels
  int64_t sourceHeight = 0, sourceWidth = 0;  ///< of the file as displayed, pixels
  bool operator==(const PackedImage&) const = default;
};

/// Writes a pack: a safetensors file with one uint8 tensor (3, height, width), RGB, for each
/// picture, named "image.<id>", and ids, paths and sizes as JSON in the metadata. Room for the
/// header of all that are planned is kept first; pictures follow one by one, so that memory stays
/// flat; the header of those that came is written last. Nothing is there before commit().
class ImagePackWriter {
 public:
  ImagePackWriter(std::filesystem::path file, int64_t shortSide, std::vector<PackedImage> planned);

  /// Error: Unwritable.
  Result<void> open();
  /// Appends a planned picture, in the order of the plan; some may be left out. pixels: uint8
  /// (3, height, width). Throws std::invalid_argument for another shape or more than were planned.
  Result<void> add(const PackedImage& image, const torch::Tensor& pixels);
  Result<void> commit();
  const std::vector<PackedImage>& added() const { return added_; }

 private:
  std::string header(const std::vector<PackedImage>& images, uint64_t leastBytes) const;

  AtomicFile file_;
  int64_t shortSide_;
  std::vector<PackedImage> planned_, added_;
  uint64_t reserved_ = 0;
};

/// A pack, read where it lies: pictures are views of the mapped file, which stays mapped as long as
/// one of them lives.
class ImagePack {
 public:
  /// Errors: NotFound, Unreadable (no pack, damaged).
  static Result<ImagePack> open(const std::filesystem::path& file);

  int64_t size() const { return static_cast<int64_t>(images_.size()); }
  const PackedImage& info(int64_t i) const { return images_.at(static_cast<size_t>(i)); }
  /// uint8 (3, height, width); not to be written to.
  torch::Tensor image(int64_t i) const;
  int64_t bytes() const;  ///< of all pictures
  int64_t shortSide() const { return shortSide_; }

 private:
  std::vector<PackedImage> images_;
  std::vector<uint64_t> starts_;  ///< bytes from the start of the file
  std::shared_ptr<const char> mapping_;
  int64_t shortSide_ = 0;
};

/// The pictures of some packs for a training. On another device than the CPU all are moved there
/// once if they fit into `residentBytes`, else each when it is asked for.
class PackImages final : public TrainingImages {
 public:
  explicit PackImages(std::vector<ImagePack> packs,
                      const torch::Device& device = torch::kCPU,
                      int64_t residentBytes = int64_t{16} << 30);

  void prepare(uint64_t seed,
               int64_t epoch,
               const std::function<bool(int64_t)>& poll = {}) override;
  int64_t size() const override { return static_cast<int64_t>(places_.size()); }
  bool holdsAll() const override { return true; }
  torch::Tensor image(int64_t slot) const override;

 private:
  std::vector<ImagePack> packs_;
  std::vector<std::pair<size_t, int64_t>> places_;  ///< pack, number in it
  torch::Device device_;
  bool resident_ = false;
  std::vector<torch::Tensor> moved_;
};

}  // namespace maskwright::ml
