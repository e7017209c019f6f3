#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <vector>

namespace maskwright::store {

/// Run lengths as little-endian uint32, as stored in `candidate.counts`.
std::vector<uint8_t> packCounts(const std::vector<uint32_t>& counts);
std::vector<uint32_t> unpackCounts(const void* bytes, int size);

/// Floats as IEEE half precision, round to nearest even, as stored in `embedding.vector`.
std::vector<uint8_t> packHalf(const std::vector<float>& values);
/// Appends the values of a blob to `out`.
void unpackHalf(const void* bytes, int size, std::vector<float>& out);

}  // namespace maskwright::store
