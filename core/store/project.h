#pragma once

#include "core/store/connection.h"

#include <optional>
#include <string>

namespace maskwright::store {

/// An open project folder `NAME.maskwright/`: project.sqlite (the truth), models/, cache/, logs/.
/// Use: `auto project = Project::open(folder); if (!project) return project.error();`
/// then `Project& p = **project;` `ImageRepository(p.connection()).all()`.
class Project {
 public:
  /// Makes the folder and an empty database. `imagesRoot` is stored relative to the project folder
  /// where possible. Errors: Conflict (a project is already there), NotFound (images), Unwritable.
  static Result<std::unique_ptr<Project>> create(const std::filesystem::path& folder,
                                                 const std::filesystem::path& imagesRoot);
  /// Errors: NotFound, Unreadable, NewerSchema, Busy.
  static Result<std::unique_ptr<Project>> open(const std::filesystem::path& folder,
                                               OpenMode mode = OpenMode::ReadWrite);

  Connection& connection() { return *connection_; }
  /// A further connection for another thread.
  Result<std::unique_ptr<Connection>> connect(OpenMode mode = OpenMode::ReadWrite) const;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path databaseFile() const { return folder_ / "project.sqlite"; }
  std::filesystem::path modelsFolder() const { return folder_ / "models"; }
  std::filesystem::path cacheFolder() const { return folder_ / "cache"; }
  std::filesystem::path logsFolder() const { return folder_ / "logs"; }
  /// Absolute images folder; relative image paths hang on it.
  std::filesystem::path imagesRoot();
  void setImagesRoot(const std::filesystem::path& root);

  std::optional<std::string> setting(const std::string& key);
  void setSetting(const std::string& key, const std::string& value);

 private:
  Project(std::filesystem::path folder, std::unique_ptr<Connection> connection);
  std::filesystem::path folder_;
  std::unique_ptr<Connection> connection_;
};

/// Unix time in milliseconds.
int64_t nowMs();

}  // namespace maskwright::store
