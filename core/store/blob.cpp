#include "core/store/blob.h"

#include <bit>
#include <cstring>

namespace maskwright::store {
static_assert(std::endian::native == std::endian::little, "stored blobs are little-endian");

namespace {

uint16_t toHalf(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t sign = (bits >> 16) & 0x8000;
  const uint32_t magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
  if (magnitude >= 0x47800000) return sign | 0x7c00;  // too large: infinity
  if (magnitude < 0x38800000) {                       // subnormal half: let the adder round
    const float scaled = std::bit_cast<float>(magnitude) + 0.5F;
    return sign | static_cast<uint16_t>(std::bit_cast<uint32_t>(scaled) - 0x3f000000);
  }
  const uint32_t odd = (magnitude >> 13) & 1;
  return sign | static_cast<uint16_t>((magnitude + 0xc8000fff + odd) >> 13);
}

float fromHalf(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000) << 16;
  const uint32_t exponent = (half >> 10) & 31;
  const uint32_t fraction = half & 0x3ff;
  if (exponent == 0) {
    const float value = static_cast<float>(fraction) * 0x1p-24F;
    return sign ? -value : value;
  }
  if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000 | (fraction << 13));
  return std::bit_cast<float>(sign | ((exponent + 112) << 23) | (fraction << 13));
}

}  // namespace

std::vector<uint8_t> packCounts(const std::vector<uint32_t>& counts) {
  std::vector<uint8_t> bytes(counts.size() * sizeof(uint32_t));
  if (!bytes.empty()) std::memcpy(bytes.data(), counts.data(), bytes.size());
  return bytes;
}

std::vector<uint32_t> unpackCounts(const void* bytes, int size) {
  std::vector<uint32_t> counts(static_cast<size_t>(size) / sizeof(uint32_t));
  if (!counts.empty()) std::memcpy(counts.data(), bytes, counts.size() * sizeof(uint32_t));
  return counts;
}

std::vector<uint8_t> packHalf(const std::vector<float>& values) {
  std::vector<uint8_t> bytes(values.size() * 2);
  for (size_t i = 0; i < values.size(); ++i) {
    const uint16_t half = toHalf(values[i]);
    std::memcpy(bytes.data() + 2 * i, &half, 2);
  }
  return bytes;
}

void unpackHalf(const void* bytes, int size, std::vector<float>& out) {
  for (int i = 0; i + 1 < size; i += 2) {
    uint16_t half;
    std::memcpy(&half, static_cast<const uint8_t*>(bytes) + i, 2);
    out.push_back(fromHalf(half));
  }
}

}  // namespace maskwright::store
