#pragma once

#include "core/base/result.h"

#include <cstdio>
#include <filesystem>
#include <string_view>

namespace maskwright {

/// Writes a file aside and puts it in place only when all of it is on disk: temporary file in the
/// same folder, fsync, rename, fsync of the folder. Without commit() the target is untouched.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Creates the temporary file. Error: Unwritable.
  Result<void> open();
  /// Appends bytes. Error: Unwritable (disk full names the target).
  Result<void> write(std::string_view bytes);
  /// Writes over the first bytes of what was appended so far. Error: Unwritable.
  Result<void> rewriteStart(std::string_view bytes);
  /// fsync + rename. Error: Unwritable.
  Result<void> commit();

 private:
  Error failure(const char* what) const;
  std::filesystem::path target_, temporary_;
  std::FILE* file_ = nullptr;
};

/// Whole content at once, through AtomicFile.
Result<void> writeFileAtomically(const std::filesystem::path& target, std::string_view bytes);
/// Whole content. Errors: NotFound, Unreadable.
Result<std::string> readFile(const std::filesystem::path& path);

}  // namespace maskwright
