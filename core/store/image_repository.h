#pragma once

#include "core/domain/image_record.h"
#include "core/store/connection.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace maskwright::store {

/// Rows of `image`. Throws SQLite::Exception.
class ImageRepository {
 public:
  explicit ImageRepository(Connection& connection) : connection_(connection) {}

  ImageId insert(const ImageRecord& image);  ///< `id` is ignored
  void update(const ImageRecord& image);     ///< by id; candidates stay
  void setState(ImageId id, ImageState state);
  std::optional<ImageRecord> byId(ImageId id);
  std::optional<ImageRecord> byPath(const std::string& path);
  std::vector<ImageRecord> all();  ///< ordered by path
  /// Images in state Present, ordered by path, after `afterPath` (empty = from the start).
  std::vector<ImageRecord> presentPage(const std::string& afterPath, int limit);
  int64_t count();
  int64_t countPresent();

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
