#include "core/services/reading_issues.h"

namespace maskwright {

std::unordered_map<ImageId, std::string> imagesNotDecoded(store::Connection& connection) {
  // A run marks the images that it went through: one marked since has been decoded.
  auto query = connection.prepare(
      "SELECT i.id, s.message FROM issue s JOIN run r ON r.id = s.run_id JOIN image i ON i.path = "
      "s.place WHERE i.state = 0 AND r.kind NOT IN ('scan', 'import') AND NOT EXISTS(SELECT 1 FROM "
      "run_image d WHERE d.image_id = i.id AND d.run_id >= s.run_id AND d.content_hash = "
      "i.content_hash) ORDER BY s.id");
  std::unordered_map<ImageId, std::string> reasons;
  while (query.executeStep())
    reasons[ImageId(query.getColumn(0).getInt64())] = query.getColumn(1).getString();
  return reasons;
}

void forgetReadingIssues(store::Connection& connection, const std::string& path) {
  auto query = connection.prepare(
      "DELETE FROM issue WHERE place = ? AND run_id IN (SELECT id FROM run WHERE kind NOT IN "
      "('scan', 'import'))");
  query.bind(1, path);
  query.exec();
}

}  // namespace maskwright
