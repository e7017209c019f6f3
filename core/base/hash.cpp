#include "core/base/hash.h"

#include <openssl/evp.h>
#include <xxhash.h>

#include <array>
#include <fstream>
#include <memory>

namespace maskwright {
namespace {

std::string hex(const unsigned char* bytes, size_t count) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(count * 2);
  for (size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

std::string canonical(XXH128_hash_t hash) {
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, hash);
  return hex(bytes.digest, sizeof bytes.digest);
}

template <typename Sink>
Result<void> forEachBlock(const std::filesystem::path& path, Sink sink) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorKind::Unreadable, "file can't be read", path.string()};
  std::array<char, 1 << 16> block;
  while (in.read(block.data(), block.size()) || in.gcount() > 0)
    sink(block.data(), static_cast<size_t>(in.gcount()));
  if (in.bad()) return Error{ErrorKind::Unreadable, "reading failed", path.string()};
  return {};
}

}  // namespace

Result<std::string> contentHash(const std::filesystem::path& path) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       XXH3_freeState);
  XXH3_128bits_reset(state.get());
  const auto read = forEachBlock(
      path, [&](const char* data, size_t size) { XXH3_128bits_update(state.get(), data, size); });
  if (!read) return read.error();
  return canonical(XXH3_128bits_digest(state.get()));
}

std::string contentHash(std::string_view bytes) {
  return canonical(XXH3_128bits(bytes.data(), bytes.size()));
}

Result<std::string> sha256(const std::filesystem::path& path) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  const auto read = forEachBlock(
      path, [&](const char* data, size_t size) { EVP_DigestUpdate(context.get(), data, size); });
  if (!read) return read.error();
  std::array<unsigned char, 32> digest;
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return hex(digest.data(), digest.size());
}

}  // namespace maskwright
