#include "core/store/image_repository.h"

namespace maskwright::store {
namespace {

constexpr const char* kColumns =
    "id, path, width, height, orientation, size_bytes, modified_ns, content_hash, state";

ImageRecord read(SQLite::Statement& row) {
  ImageRecord image;
  image.id = ImageId(row.getColumn(0).getInt64());
  image.path = row.getColumn(1).getString();
  image.width = row.getColumn(2).getInt();
  image.height = row.getColumn(3).getInt();
  image.orientation = row.getColumn(4).getInt();
  image.sizeBytes = row.getColumn(5).getInt64();
  image.modifiedNs = row.getColumn(6).getInt64();
  image.contentHash = row.getColumn(7).getString();
  image.state = static_cast<ImageState>(row.getColumn(8).getInt());
  return image;
}

void bindValues(SQLite::Statement& query, const ImageRecord& image) {
  query.bind(1, image.path);
  query.bind(2, image.width);
  query.bind(3, image.height);
  query.bind(4, image.orientation);
  query.bind(5, image.sizeBytes);
  query.bind(6, image.modifiedNs);
  query.bind(7, image.contentHash);
  query.bind(8, static_cast<int>(image.state));
}

std::string select(const char* rest) {
  return std::string("SELECT ") + kColumns + " FROM image " + rest;
}

std::vector<ImageRecord> readAll(SQLite::Statement& query) {
  std::vector<ImageRecord> images;
  while (query.executeStep()) images.push_back(read(query));
  return images;
}

}  // namespace

ImageId ImageRepository::insert(const ImageRecord& image) {
  auto query = connection_.prepare(
      "INSERT INTO image(path, width, height, orientation, size_bytes, modified_ns, content_hash, "
      "state) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
  bindValues(query, image);
  query.exec();
  return ImageId(connection_.db().getLastInsertRowid());
}

void ImageRepository::update(const ImageRecord& image) {
  auto query = connection_.prepare(
      "UPDATE image SET path = ?, width = ?, height = ?, orientation = ?, size_bytes = ?, "
      "modified_ns = ?, content_hash = ?, state = ? WHERE id = ?");
  bindValues(query, image);
  query.bind(9, image.id.value);
  query.exec();
}

void ImageRepository::setState(ImageId id, ImageState state) {
  auto query = connection_.prepare("UPDATE image SET state = ? WHERE id = ?");
  query.bind(1, static_cast<int>(state));
  query.bind(2, id.value);
  query.exec();
}

std::optional<ImageRecord> ImageRepository::byId(ImageId id) {
  static const std::string sql = select("WHERE id = ?");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, id.value);
  if (!query.executeStep()) return std::nullopt;
  return read(query);
}

std::optional<ImageRecord> ImageRepository::byPath(const std::string& path) {
  static const std::string sql = select("WHERE path = ?");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, path);
  if (!query.executeStep()) return std::nullopt;
  return read(query);
}

std::vector<ImageRecord> ImageRepository::all() {
  static const std::string sql = select("ORDER BY path");
  auto query = connection_.prepare(sql.c_str());
  return readAll(query);
}

std::vector<ImageRecord> ImageRepository::presentPage(const std::string& afterPath, int limit) {
  static const std::string sql = select("WHERE state = 0 AND path > ? ORDER BY path LIMIT ?");
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, afterPath);
  query.bind(2, limit);
  return readAll(query);
}

int64_t ImageRepository::count() {
  return connection_.db().execAndGet("SELECT COUNT(*) FROM image").getInt64();
}

int64_t ImageRepository::countPresent() {
  return connection_.db().execAndGet("SELECT COUNT(*) FROM image WHERE state = 0").getInt64();
}

}  // namespace maskwright::store
