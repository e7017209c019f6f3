#include "core/store/project.h"

#include <chrono>

namespace maskwright::store {
namespace fs = std::filesystem;

namespace {
constexpr const char* kImagesRoot = "images_root";

/// The root as stored: relative to the project folder, so that both can move together.
std::string storedRoot(const fs::path& root, const fs::path& folder) {
  std::error_code error;
  const auto relative =
      fs::relative(fs::canonical(root, error), fs::canonical(folder, error), error);
  if (error || relative.empty()) return fs::absolute(root).generic_string();
  return relative.generic_string();
}
}  // namespace

Project::Project(fs::path folder, std::unique_ptr<Connection> connection)
    : folder_(std::move(folder)), connection_(std::move(connection)) {}

Result<std::unique_ptr<Project>> Project::create(const fs::path& folder,
                                                 const fs::path& imagesRoot) {
  std::error_code error;
  if (!fs::is_directory(imagesRoot, error))
    return Error{ErrorKind::NotFound, "the folder of images does not exist", imagesRoot.string()};
  const auto database = folder / "project.sqlite";
  if (fs::exists(database, error))
    return Error{ErrorKind::Conflict, "there is a project here already", folder.string()};
  fs::create_directories(folder, error);
  for (const char* part : {"models", "cache", "logs"})
    if (!error) fs::create_directories(folder / part, error);
  if (error)
    return Error{ErrorKind::Unwritable,
                 "the project folder can't be made (" + error.message() + ")",
                 folder.string()};
  auto connection = Connection::open(database, OpenMode::Create);
  if (!connection) return connection.error();
  std::unique_ptr<Project> project(new Project(folder, std::move(*connection)));
  project->setImagesRoot(imagesRoot);
  return project;
}

Result<std::unique_ptr<Project>> Project::open(const fs::path& folder, OpenMode mode) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return Error{ErrorKind::NotFound, "the project folder does not exist", folder.string()};
  auto connection = Connection::open(folder / "project.sqlite", mode);
  if (!connection) return connection.error();
  return std::unique_ptr<Project>(new Project(folder, std::move(*connection)));
}

Result<std::unique_ptr<Connection>> Project::connect(OpenMode mode) const {
  return Connection::open(databaseFile(), mode);
}

fs::path Project::imagesRoot() {
  const fs::path stored = setting(kImagesRoot).value_or("");
  return stored.is_absolute() ? stored : (fs::absolute(folder_) / stored).lexically_normal();
}

void Project::setImagesRoot(const fs::path& root) {
  setSetting(kImagesRoot, storedRoot(root, folder_));
}

std::optional<std::string> Project::setting(const std::string& key) {
  auto query = connection_->prepare("SELECT value FROM setting WHERE key = ?");
  query.bind(1, key);
  if (!query.executeStep()) return std::nullopt;
  return query.getColumn(0).getString();
}

void Project::setSetting(const std::string& key, const std::string& value) {
  auto query = connection_->prepare(
      "INSERT INTO setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = "
      "excluded.value");
  query.bind(1, key);
  query.bind(2, value);
  query.exec();
}

int64_t nowMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace maskwright::store
