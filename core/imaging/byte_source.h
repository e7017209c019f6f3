#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

namespace maskwright::imaging {

/// Bytes at any place of a file or of memory, so that one header parser serves both.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to `count` bytes from `at`; fewer where the source ends.
  virtual std::vector<uint8_t> read(uint64_t at, uint64_t count) const = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::span<const uint8_t> bytes) : bytes_(bytes) {}
  std::vector<uint8_t> read(uint64_t at, uint64_t count) const override {
    if (at >= bytes_.size()) return {};
    const auto part = bytes_.subspan(at, std::min<uint64_t>(count, bytes_.size() - at));
    return {part.begin(), part.end()};
  }

 private:
  std::span<const uint8_t> bytes_;
};

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& path) : file_(path, std::ios::binary) {}
  bool isOpen() const { return file_.is_open(); }
  std::vector<uint8_t> read(uint64_t at, uint64_t count) const override {
    std::vector<uint8_t> out(count);
    file_.clear();
    file_.seekg(static_cast<std::streamoff>(at));
    file_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(count));
    out.resize(static_cast<size_t>(std::max<std::streamsize>(0, file_.gcount())));
    return out;
  }

 private:
  mutable std::ifstream file_;
};

/// `count` (1 to 4) bytes from `at` as a number; the caller has checked the length.
inline uint32_t bigEndian(const std::vector<uint8_t>& bytes, size_t at, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | bytes[at + i];
  return value;
}
inline uint32_t littleEndian(const std::vector<uint8_t>& bytes, size_t at, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i) value = value << 8 | bytes[at + i];
  return value;
}

}  // namespace maskwright::imaging
