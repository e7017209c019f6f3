#include "core/ml/weights/zip_directory.h"

#include "core/ml/weights/byte_reader.h"

#include <algorithm>
#include <vector>

namespace maskwright::ml {
namespace {

constexpr uint32_t kLocal = 0x04034b50, kCentral = 0x02014b50, kEnd = 0x06054b50,
                   kEnd64 = 0x06064b50, kLocator64 = 0x07064b50;
constexpr uint64_t kEndBytes = 22, kLocatorBytes = 20, kLongestComment = 65535;
constexpr uint64_t kMostMembers = 200'000;

/// What the end of the archive says about its list of members.
struct EndRecord {
  uint64_t members = 0, bytes = 0, offset = 0;
};

/// The end record is the last thing of the file, but for a comment.
uint64_t findEnd(std::string_view file) {
  if (file.size() < kEndBytes) refuse("zip archive ends too early");
  const uint64_t last = file.size() - kEndBytes;
  const uint64_t first = last > kLongestComment ? last - kLongestComment : 0;
  for (uint64_t at = last + 1; at-- > first;) {
    ByteReader reader(file, at);
    if (reader.number<uint32_t>() != kEnd) continue;
    reader.take(16);
    if (reader.number<uint16_t>() == reader.left()) return at;
  }
  refuse("zip archive without its end: an incomplete download or copy?");
}

EndRecord readEnd(std::string_view file) {
  const uint64_t at = findEnd(file);
  ByteReader reader(file, at);
  reader.take(10);
  EndRecord end;
  end.members = reader.number<uint16_t>();
  end.bytes = reader.number<uint32_t>();
  end.offset = reader.number<uint32_t>();
  if (at < kLocatorBytes) return end;
  reader.seek(at - kLocatorBytes);
  if (reader.number<uint32_t>() != kLocator64) return end;
  reader.take(4);
  reader.seek(reader.number<uint64_t>());
  if (reader.number<uint32_t>() != kEnd64) refuse("zip archive with a damaged end");
  reader.take(28);
  end.members = reader.number<uint64_t>();
  end.bytes = reader.number<uint64_t>();
  end.offset = reader.number<uint64_t>();
  return end;
}

/// Sizes and offset of 4 GB and more stand in an extra field, in this order, each only if its
/// 32-bit field is all ones.
void readExtra64(std::string_view extra, uint64_t& plain, uint64_t& packed, uint64_t& offset) {
  constexpr uint64_t kElsewhere = 0xFFFFFFFF;
  ByteReader reader(extra);
  while (reader.left() >= 4) {
    const auto id = reader.number<uint16_t>();
    const auto field = reader.take(reader.number<uint16_t>());
    if (id != 1) continue;
    ByteReader values(field);
    for (uint64_t* value : {&plain, &packed, &offset})
      if (*value == kElsewhere) *value = values.number<uint64_t>();
    return;
  }
}

void checkName(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos)
    refuse("zip archive with an unsafe member name");
  for (size_t at = 0; at <= name.size();) {
    const size_t slash = std::min(name.find('/', at), name.size());
    if (name.substr(at, slash - at) == "..") refuse("zip archive with an unsafe member name");
    at = slash + 1;
  }
}

/// The bytes behind a member's local header, which must tell the same name.
ZipMember locate(std::string_view file, uint64_t offset, uint64_t bytes, std::string_view name) {
  ByteReader reader(file, offset);
  if (reader.number<uint32_t>() != kLocal) refuse("zip archive with a damaged member");
  reader.take(22);
  const auto nameBytes = reader.number<uint16_t>();
  const auto extraBytes = reader.number<uint16_t>();
  if (reader.take(nameBytes) != name) refuse("zip archive that names a member in two ways");
  reader.take(extraBytes);
  const uint64_t begin = reader.at();
  reader.take(bytes);
  return {begin, begin + bytes};
}

void checkOverlap(const std::map<std::string_view, ZipMember>& members) {
  std::vector<ZipMember> places;
  for (const auto& [name, member] : members) places.push_back(member);
  std::sort(places.begin(), places.end(), [](const ZipMember& a, const ZipMember& b) {
    return a.begin < b.begin;
  });
  for (size_t i = 1; i < places.size(); ++i)
    if (places[i].begin < places[i - 1].end) refuse("zip archive whose members overlap");
}

}  // namespace

std::map<std::string_view, ZipMember> readZipDirectory(std::string_view file) {
  const EndRecord end = readEnd(file);
  if (end.members > kMostMembers) refuse("zip archive with too many members");
  ByteReader reader(file, end.offset);
  std::map<std::string_view, ZipMember> members;
  for (uint64_t i = 0; i < end.members; ++i) {
    if (reader.number<uint32_t>() != kCentral) refuse("zip archive with a damaged list of members");
    reader.take(4);
    const auto flags = reader.number<uint16_t>();
    const auto method = reader.number<uint16_t>();
    reader.take(8);
    uint64_t packed = reader.number<uint32_t>();
    uint64_t plain = reader.number<uint32_t>();
    const auto nameBytes = reader.number<uint16_t>();
    const auto extraBytes = reader.number<uint16_t>();
    const auto commentBytes = reader.number<uint16_t>();
    reader.take(8);
    uint64_t offset = reader.number<uint32_t>();
    const auto name = reader.take(nameBytes);
    readExtra64(reader.take(extraBytes), plain, packed, offset);
    reader.take(commentBytes);
    checkName(name);
    if ((flags & 1) != 0) refuse("zip archive with an encrypted member");
    if (method != 0 || packed != plain)
      refuse("zip archive with a compressed member, which PyTorch never writes");
    if (!members.emplace(name, locate(file, offset, plain, name)).second)
      refuse("zip archive with a member name that occurs twice");
  }
  checkOverlap(members);
  return members;
}

}  // namespace maskwright::ml
