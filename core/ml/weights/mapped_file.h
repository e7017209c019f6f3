#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace maskwright::ml {

/// A whole file mapped into memory, read-only; stays mapped as long as a copy of this lives. Its
/// pages are the system's cache: nothing of it counts twice.
class MappedFile {
 public:
  /// Errors: NotFound, Unreadable.
  static Result<MappedFile> open(const std::filesystem::path& path);

  std::string_view bytes() const { return {data_.get(), size_}; }
  const std::shared_ptr<const char>& owner() const { return data_; }

 private:
  std::shared_ptr<const char> data_;
  size_t size_ = 0;
};

}  // namespace maskwright::ml
