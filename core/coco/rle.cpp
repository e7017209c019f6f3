#include "core/coco/rle.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace maskwright::coco {
namespace {

constexpr int kBlock = 64;
typedef uint8_t Bytes16 __attribute__((vector_size(16)));
typedef int8_t Mask16 __attribute__((vector_size(16)));
typedef uint64_t Words2 __attribute__((vector_size(16)));

Bytes16 load16(const uint8_t* p) {
  Bytes16 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

Mask16 differs16(const uint8_t* a, const uint8_t* b) {
  return (load16(a) == 0) ^ (load16(b) == 0);
}

bool differsInBlock(const uint8_t* a, const uint8_t* b) {
  const Mask16 any = differs16(a, b) | differs16(a + 16, b + 16) | differs16(a + 32, b + 32) |
                     differs16(a + 48, b + 48);
  const auto words = reinterpret_cast<Words2>(any);
  return (words[0] | words[1]) != 0;
}

/// Places where a pixel differs from the one above it, gathered row by row.
struct Changes {
  std::vector<uint32_t> columns;    ///< column of each change, rows in order
  std::vector<size_t> rowEnd;       ///< end of each row's part of `columns`
  std::vector<uint32_t> perColumn;  ///< number of changes in each column
};

void findChangesInBlock(
    const uint8_t* above, const uint8_t* row, int begin, int end, Changes& found) {
  for (int x = begin; x < end; ++x) {
    if ((above[x] != 0) == (row[x] != 0)) continue;
    found.columns.push_back(static_cast<uint32_t>(x));
    ++found.perColumn[x];
  }
}

void findChangesInRow(const uint8_t* above, const uint8_t* row, int width, Changes& found) {
  int x = 0;
  for (; x + kBlock <= width; x += kBlock) {
    if (!differsInBlock(above + x, row + x)) continue;
    for (int part = x; part < x + kBlock; part += 16) {
      const auto words = reinterpret_cast<Words2>(differs16(above + part, row + part));
      if ((words[0] | words[1]) != 0) findChangesInBlock(above, row, part, part + 16, found);
    }
  }
  findChangesInBlock(above, row, x, width, found);
}

Changes findChanges(const uint8_t* data, int height, int width, size_t stride) {
  Changes found;
  found.perColumn.assign(width, 0);
  found.rowEnd.reserve(height);
  // A column starts where the one before it ended, so row 0 is compared with the last row.
  const uint8_t* last = data + static_cast<size_t>(height - 1) * stride;
  for (int x = 0; x < width; ++x) {
    const bool before = x > 0 && last[x - 1] != 0;
    if ((data[x] != 0) == before) continue;
    found.columns.push_back(static_cast<uint32_t>(x));
    ++found.perColumn[x];
  }
  found.rowEnd.push_back(found.columns.size());
  for (int y = 1; y < height; ++y) {
    const uint8_t* row = data + static_cast<size_t>(y) * stride;
    findChangesInRow(row - stride, row, width, found);
    found.rowEnd.push_back(found.columns.size());
  }
  return found;
}

void checkSize(int height, int width) {
  if (height < 0 || width < 0 ||
      static_cast<uint64_t>(height) * static_cast<uint64_t>(width) >
          std::numeric_limits<uint32_t>::max())
    throw std::invalid_argument("mask size out of range");
}

}  // namespace

Rle encode(const Bitmap& mask) {
  if (mask.data.size() != static_cast<size_t>(mask.height) * mask.width)
    throw std::invalid_argument("bitmap data does not fit its size");
  return encode(mask.data.data(), mask.height, mask.width, static_cast<size_t>(mask.width));
}

Rle encode(const uint8_t* data, int height, int width, size_t stride) {
  checkSize(height, width);
  if (height == 0 || width == 0) return {height, width, {0}};
  if (stride < static_cast<size_t>(width)) throw std::invalid_argument("stride below width");
  Changes found = findChanges(data, height, width, stride);

  // Counting sort by column turns row order into the column order of the runs.
  std::vector<uint32_t>& next = found.perColumn;
  std::exclusive_scan(next.begin(), next.end(), next.begin(), 0u);
  Rle rle{height, width, {}};
  rle.counts.resize(found.columns.size() + 1);
  size_t i = 0;
  for (int y = 0; y < height; ++y)
    for (; i < found.rowEnd[y]; ++i) {
      const uint32_t x = found.columns[i];
      rle.counts[next[x]++] = x * static_cast<uint32_t>(height) + static_cast<uint32_t>(y);
    }
  rle.counts.back() = static_cast<uint32_t>(height) * static_cast<uint32_t>(width);
  std::adjacent_difference(rle.counts.begin(), rle.counts.end(), rle.counts.begin());
  return rle;
}

Bitmap decode(const Rle& rle) {
  if (!validate(rle)) throw std::invalid_argument("run lengths do not fill the mask");
  Bitmap mask(rle.height, rle.width);
  if (mask.data.empty()) return mask;
  const size_t width = rle.width;
  const uint32_t height = rle.height;
  // Mark where each column changes, then sum down the rows: sequential in memory like encode().
  uint32_t position = 0;
  for (size_t i = 0; i < rle.counts.size(); ++i) {
    const uint32_t end = position + rle.counts[i];
    for (uint32_t p = position; i % 2 == 1 && p < end;) {
      const uint32_t x = p / height, y = p % height;
      const uint32_t stop = std::min(end, (x + 1) * height);
      mask.data[y * width + x] ^= 1;
      if (y + (stop - p) < height) mask.data[(y + (stop - p)) * width + x] ^= 1;
      p = stop;
    }
    position = end;
  }
  for (uint32_t y = 1; y < height; ++y) {
    uint8_t* row = mask.data.data() + y * width;
    for (size_t x = 0; x < width; ++x) row[x] ^= row[x - width];
  }
  return mask;
}

Result<void> validate(const Rle& rle) {
  uint64_t sum = 0;
  for (const uint32_t run : rle.counts) sum += run;
  if (rle.height < 0 || rle.width < 0 ||
      sum != static_cast<uint64_t>(rle.height) * static_cast<uint64_t>(rle.width) ||
      sum > std::numeric_limits<uint32_t>::max())
    return Error{ErrorKind::Unreadable, "run lengths do not sum to height times width", {}};
  return {};
}

Rle emptyRle(int height, int width) {
  checkSize(height, width);
  return {height, width, {static_cast<uint32_t>(height) * static_cast<uint32_t>(width)}};
}

int64_t area(const Rle& rle) {
  int64_t sum = 0;
  for (size_t i = 1; i < rle.counts.size(); i += 2) sum += rle.counts[i];
  return sum;
}

Box toBox(const Rle& rle) {
  const uint32_t height = rle.height;
  uint32_t left = rle.width, right = 0, top = height, bottom = 0, end = 0;
  for (size_t i = 0; i + 1 < rle.counts.size(); i += 2) {
    const uint32_t begin = end + rle.counts[i];
    end = begin + rle.counts[i + 1];
    if (begin == end) continue;
    const uint32_t firstColumn = begin / height, lastColumn = (end - 1) / height;
    left = std::min(left, firstColumn);
    right = std::max(right, lastColumn);
    const bool wraps = firstColumn != lastColumn;
    top = wraps ? 0 : std::min(top, begin % height);
    bottom = wraps ? height - 1 : std::max(bottom, (end - 1) % height);
  }
  if (left > right || top > bottom) return {};
  return {double(left), double(top), double(right - left + 1), double(bottom - top + 1)};
}

std::string toCompressed(const Rle& rle) {
  std::string text;
  text.reserve(rle.counts.size() * 2);
  for (size_t i = 0; i < rle.counts.size(); ++i) {
    int64_t x = rle.counts[i];
    if (i > 2) x -= rle.counts[i - 2];
    for (bool more = true; more;) {
      int digit = static_cast<int>(x & 0x1f);
      x >>= 5;
      more = (digit & 0x10) ? x != -1 : x != 0;
      if (more) digit |= 0x20;
      text.push_back(static_cast<char>(digit + 48));
    }
  }
  return text;
}

Result<Rle> fromCompressed(std::string_view text, int height, int width) {
  Rle rle{height, width, {}};
  const auto bad = [](const char* why) { return Error{ErrorKind::Unreadable, why, {}}; };
  for (size_t p = 0; p < text.size();) {
    int64_t x = 0;
    bool more = true;
    for (int shift = 0; more; shift += 5) {
      if (p == text.size()) return bad("compressed run lengths are cut off");
      const int digit = static_cast<unsigned char>(text[p++]) - 48;
      if (digit < 0 || digit > 0x3f || shift > 35) return bad("bad compressed run lengths");
      x |= static_cast<int64_t>(digit & 0x1f) << shift;
      more = (digit & 0x20) != 0;
      if (!more && (digit & 0x10)) x -= int64_t{1} << (shift + 5);
    }
    if (rle.counts.size() > 2) x += rle.counts[rle.counts.size() - 2];
    if (x < 0 || x > std::numeric_limits<uint32_t>::max()) return bad("bad compressed run lengths");
    rle.counts.push_back(static_cast<uint32_t>(x));
  }
  if (auto valid = validate(rle); !valid) return valid.error();
  return rle;
}

}  // namespace maskwright::coco
