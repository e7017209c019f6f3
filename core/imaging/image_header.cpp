#include "core/imaging/image_header.h"

#include "core/imaging/byte_source.h"
#include "core/imaging/orientation.h"

#include <cstdlib>
#include <cstring>
#include <optional>
#include <vector>

namespace maskwright::imaging {
namespace {

using Bytes = std::vector<uint8_t>;

/// EXIF blocks are at most one JPEG segment in practice; more is not worth reading.
constexpr uint64_t kMaxExifBytes = 1 << 16;

struct StoredSize {
  int64_t width = 0, height = 0;
  int orientation = 1;
};

bool startsWith(const Bytes& bytes, std::string_view text, size_t at = 0) {
  return bytes.size() >= at + text.size() &&
         std::memcmp(bytes.data() + at, text.data(), text.size()) == 0;
}

int exifAt(const ByteSource& source, uint64_t at, uint64_t length) {
  return parseExifOrientation(source.read(at, std::min(length, kMaxExifBytes)));
}

bool isFrameHeader(uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

/// ITU T.81 annex B: segments up to the frame header; EXIF is in an APP1 segment before it.
std::optional<StoredSize> parseJpeg(const ByteSource& source) {
  StoredSize size;
  bool haveExif = false;
  uint64_t at = 2;
  while (true) {
    const Bytes head = source.read(at, 9);
    if (head.size() < 4 || head[0] != 0xFF) return std::nullopt;
    const uint8_t marker = head[1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (isFrameHeader(marker)) {
      if (head.size() < 9) return std::nullopt;
      size.height = bigEndian(head, 5, 2);
      size.width = bigEndian(head, 7, 2);
      return size;
    }
    if (marker == 0xD9 || marker == 0xDA) return std::nullopt;
    const uint64_t length = bigEndian(head, 2, 2);
    if (length < 2) return std::nullopt;
    if (marker == 0xE1 && !haveExif && startsWith(source.read(at + 4, 6), {"Exif\0\0", 6})) {
      size.orientation = exifAt(source, at + 4, length - 2);
      haveExif = true;
    }
    at += 2 + length;
  }
}

/// PNG: IHDR comes first; eXIf may stand before or behind the pixel data.
std::optional<StoredSize> parsePng(const ByteSource& source) {
  StoredSize size;
  uint64_t at = 8;
  while (true) {
    const Bytes head = source.read(at, 16);
    if (head.size() < 8) break;
    const uint64_t length = bigEndian(head, 0, 4);
    if (startsWith(head, "IHDR", 4) && head.size() == 16) {
      size.width = bigEndian(head, 8, 4);
      size.height = bigEndian(head, 12, 4);
    } else if (startsWith(head, "eXIf", 4)) {
      size.orientation = exifAt(source, at + 8, length);
      break;
    } else if (startsWith(head, "IEND", 4)) {
      break;
    }
    at += 12 + length;
  }
  return size.width ? std::optional(size) : std::nullopt;
}

std::optional<StoredSize> parseBmp(const ByteSource& source) {
  const Bytes head = source.read(0, 26);
  if (head.size() < 26) return std::nullopt;
  if (littleEndian(head, 14, 4) == 12)  // BITMAPCOREHEADER
    return StoredSize{littleEndian(head, 18, 2), littleEndian(head, 20, 2), 1};
  const auto height = static_cast<int32_t>(littleEndian(head, 22, 4));
  // A negative height says that the rows run from the top.
  return StoredSize{littleEndian(head, 18, 4), std::abs(static_cast<int64_t>(height)), 1};
}

/// RIFF container (developers.google.com/speed/webp/docs/riff_container): VP8, VP8L or VP8X.
std::optional<StoredSize> parseWebP(const ByteSource& source) {
  StoredSize size;
  uint64_t at = 12;
  while (true) {
    const Bytes head = source.read(at, 18);
    if (head.size() < 8) break;
    const uint64_t length = littleEndian(head, 4, 4);
    if (startsWith(head, "EXIF")) {
      size.orientation = exifAt(source, at + 8, length);
      break;
    }
    if (head.size() == 18 && !size.width) {
      if (startsWith(head, "VP8X")) {
        size.width = 1 + littleEndian(head, 12, 3);
        size.height = 1 + littleEndian(head, 15, 3);
      } else if (startsWith(head, "VP8L") && head[8] == 0x2F) {
        const uint32_t bits = littleEndian(head, 9, 4);
        size.width = 1 + (bits & 0x3FFF);
        size.height = 1 + ((bits >> 14) & 0x3FFF);
      } else if (startsWith(head, "VP8 ")) {
        const Bytes frame = source.read(at + 14, 4);
        if (frame.size() < 4) return std::nullopt;
        size.width = littleEndian(frame, 0, 2) & 0x3FFF;
        size.height = littleEndian(frame, 2, 2) & 0x3FFF;
      }
    }
    at += 8 + length + (length & 1);
  }
  return size.width ? std::optional(size) : std::nullopt;
}

/// TIFF 6.0, first directory.
std::optional<StoredSize> parseTiff(const ByteSource& source) {
  const Bytes head = source.read(0, 8);
  if (head.size() < 8) return std::nullopt;
  const bool big = head[0] == 'M';
  const auto number = [big](const Bytes& b, size_t at, int n) {
    return big ? bigEndian(b, at, n) : littleEndian(b, at, n);
  };
  const uint64_t ifd = number(head, 4, 4);
  const Bytes countBytes = source.read(ifd, 2);
  if (countBytes.size() < 2) return std::nullopt;
  const Bytes entries = source.read(ifd + 2, 12ull * number(countBytes, 0, 2));
  StoredSize size;
  for (size_t at = 0; at + 12 <= entries.size(); at += 12) {
    const uint32_t tag = number(entries, at, 2);
    const uint32_t type = number(entries, at + 2, 2);
    if (type != 3 && type != 4) continue;
    const uint32_t value = number(entries, at + 8, type == 3 ? 2 : 4);
    if (tag == 256) size.width = value;
    if (tag == 257) size.height = value;
    if (tag == 274 && value >= 1 && value <= 8) size.orientation = static_cast<int>(value);
  }
  return size.width ? std::optional(size) : std::nullopt;
}

std::optional<ImageFormat> sniff(const Bytes& head) {
  if (startsWith(head, "\xFF\xD8\xFF")) return ImageFormat::Jpeg;
  if (startsWith(head, "\x89PNG\r\n\x1A\n")) return ImageFormat::Png;
  if (startsWith(head, {"II*\0", 4}) || startsWith(head, {"MM\0*", 4})) return ImageFormat::Tiff;
  if (startsWith(head, "BM")) return ImageFormat::Bmp;
  if (startsWith(head, "RIFF") && startsWith(head, "WEBP", 8)) return ImageFormat::WebP;
  return std::nullopt;
}

Result<ImageInfo> parse(const ByteSource& source, const std::string& name) {
  const auto fail = [&name](std::string why) {
    return Error{ErrorKind::Unreadable, std::move(why), name};
  };
  const Bytes head = source.read(0, 12);
  if (head.empty()) return fail("empty file");
  const auto format = sniff(head);
  if (!format) return fail("not an image of a known format (JPEG, PNG, TIFF, BMP, WebP)");
  std::optional<StoredSize> size;
  switch (*format) {
    case ImageFormat::Jpeg:
      size = parseJpeg(source);
      break;
    case ImageFormat::Png:
      size = parsePng(source);
      break;
    case ImageFormat::Tiff:
      size = parseTiff(source);
      break;
    case ImageFormat::Bmp:
      size = parseBmp(source);
      break;
    case ImageFormat::WebP:
      size = parseWebP(source);
      break;
  }
  const std::string kind(formatName(*format));
  if (!size || size->width <= 0 || size->height <= 0)
    return fail("damaged or cut-off " + kind + " header");
  if (size->width > INT32_MAX || size->height > INT32_MAX ||
      size->width * size->height > kMaxPixels)
    return fail("too large: " + std::to_string(size->width) + " x " + std::to_string(size->height) +
                " pixels, at most " + std::to_string(kMaxPixels / 1'000'000) + " megapixels");
  const cv::Size stored(static_cast<int>(size->width), static_cast<int>(size->height));
  const cv::Size shown = displayedSize(stored, size->orientation);
  return ImageInfo{
      *format, stored.width, stored.height, shown.width, shown.height, size->orientation};
}

/// After each scan header come entropy-coded bytes, where FF is followed by 00 or a restart mark.
bool jpegReachesEnd(std::span<const uint8_t> file) {
  size_t at = 2;
  while (at + 1 < file.size()) {
    if (file[at] != 0xFF) return false;
    const uint8_t marker = file[at + 1];
    if (marker == 0xD9) return true;
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    if (at + 3 >= file.size()) return false;
    at += 2 + (static_cast<size_t>(file[at + 2]) << 8 | file[at + 3]);
    if (marker != 0xDA) continue;
    while (at + 1 < file.size()) {
      const void* hit = std::memchr(file.data() + at, 0xFF, file.size() - at - 1);
      if (!hit) return false;
      at = static_cast<const uint8_t*>(hit) - file.data();
      const uint8_t next = file[at + 1];
      if (next != 0 && !(next >= 0xD0 && next <= 0xD7) && next != 0xFF) break;
      at += next == 0xFF ? 1 : 2;
    }
  }
  return false;
}

bool pngReachesEnd(std::span<const uint8_t> file) {
  const MemorySource source(file);
  for (uint64_t at = 8;;) {
    const Bytes head = source.read(at, 8);
    if (head.size() < 8) return false;
    at += 12 + static_cast<uint64_t>(bigEndian(head, 0, 4));
    if (at > file.size()) return false;
    if (startsWith(head, "IEND", 4)) return true;
  }
}

}  // namespace

std::string_view formatName(ImageFormat format) {
  switch (format) {
    case ImageFormat::Jpeg:
      return "JPEG";
    case ImageFormat::Png:
      return "PNG";
    case ImageFormat::Tiff:
      return "TIFF";
    case ImageFormat::Bmp:
      return "BMP";
    default:
      return "WebP";
  }
}

Result<ImageInfo> readImageInfo(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code))
    return Error{ErrorKind::NotFound, "no such file", path.string()};
  const FileSource source(path);
  if (!source.isOpen())
    return Error{ErrorKind::Unreadable, "can't be opened for reading", path.string()};
  return parse(source, path.string());
}

Result<ImageInfo> parseImageInfo(std::span<const uint8_t> file, const std::string& name) {
  return parse(MemorySource(file), name);
}

bool isComplete(std::span<const uint8_t> file, ImageFormat format) {
  const auto promised = [&file](size_t at) -> uint64_t {
    return file.size() < at + 4
               ? UINT64_MAX
               : littleEndian(Bytes(file.begin() + at, file.begin() + at + 4), 0, 4);
  };
  switch (format) {
    case ImageFormat::Jpeg:
      return jpegReachesEnd(file);
    case ImageFormat::Png:
      return pngReachesEnd(file);
    case ImageFormat::WebP:
      return promised(4) != UINT64_MAX && promised(4) + 8 <= file.size();
    case ImageFormat::Bmp:
      return promised(2) <= file.size();
    default:
      return true;
  }
}

void clearTiffOrientation(Bytes& file) {
  if (file.size() < 8) return;
  const bool big = file[0] == 'M';
  const auto number = [&](size_t at, int n) {
    return big ? bigEndian(file, at, n) : littleEndian(file, at, n);
  };
  const size_t ifd = number(4, 4);
  if (ifd + 2 > file.size()) return;
  const size_t end = ifd + 2 + 12ull * number(ifd, 2);
  for (size_t at = ifd + 2; at < end && at + 12 <= file.size(); at += 12) {
    if (number(at, 2) != 274) continue;
    file[at + 8] = big ? 0 : 1;
    file[at + 9] = big ? 1 : 0;
  }
}

}  // namespace maskwright::imaging
