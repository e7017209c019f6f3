#include "core/ml/weights/safetensors_header.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <bit>
#include <fstream>
#include <optional>
#include <stdexcept>

static_assert(std::endian::native == std::endian::little, "safetensors data is little-endian");

namespace maskwright::ml {
namespace {

constexpr uint64_t kLargestHeader = 100'000'000;  // as in the reference reader

struct Type {
  const char* name;
  torch::ScalarType scalar;
  uint64_t bytes;
};
constexpr std::array kTypes{Type{"F64", torch::kFloat64, 8},
                            Type{"F32", torch::kFloat32, 4},
                            Type{"F16", torch::kFloat16, 2},
                            Type{"BF16", torch::kBFloat16, 2},
                            Type{"I64", torch::kInt64, 8},
                            Type{"I32", torch::kInt32, 4},
                            Type{"I16", torch::kInt16, 2},
                            Type{"I8", torch::kInt8, 1},
                            Type{"U8", torch::kUInt8, 1},
                            Type{"BOOL", torch::kBool, 1}};

std::string text(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

/// Fills the entry from its JSON object; returns what is wrong, or nothing.
std::optional<std::string> parseEntry(const rapidjson::Value& json, TensorPlace& entry) {
  if (!json.IsObject()) return "is not an object";
  const auto dtype = json.FindMember("dtype");
  const auto shape = json.FindMember("shape");
  const auto offsets = json.FindMember("data_offsets");
  const auto none = json.MemberEnd();
  if (dtype == none || shape == none || offsets == none) return "lacks dtype, shape or offsets";
  if (json.MemberCount() != 3) return "has unknown or repeated fields";
  if (!dtype->value.IsString()) return "has a dtype that is no text";
  const std::string typeName = text(dtype->value);
  const auto* type =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const Type& t) { return typeName == t.name; });
  if (type == kTypes.end()) return "has the unknown dtype " + typeName;
  entry.type = type->scalar;
  if (!shape->value.IsArray() || !offsets->value.IsArray() || offsets->value.Size() != 2 ||
      !offsets->value[0].IsUint64() || !offsets->value[1].IsUint64()) {
    return "has a malformed shape or malformed offsets";
  }
  entry.begin = offsets->value[0].GetUint64();
  entry.end = offsets->value[1].GetUint64();
  if (entry.begin > entry.end) return "ends before it begins";
  uint64_t bytes = type->bytes;
  for (const auto& dim : shape->value.GetArray()) {
    if (!dim.IsInt64() || dim.GetInt64() < 0) return "has a dimension that is no whole number >= 0";
    if (__builtin_mul_overflow(bytes, dim.GetUint64(), &bytes)) return "has an impossible shape";
    entry.shape.push_back(dim.GetInt64());
  }
  if (bytes != entry.end - entry.begin) return "has a shape that does not fill its byte range";
  return std::nullopt;
}

/// Checks the whole header; returns what is wrong, or nothing. Entries come out in data order.
std::optional<std::string> parseHeader(const std::string& json,
                                       uint64_t dataBytes,
                                       SafetensorsHeader& out) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
      json.data(), json.size());
  if (document.HasParseError()) {
    return std::string("header: ") + rapidjson::GetParseError_En(document.GetParseError());
  }
  if (!document.IsObject()) return "header is not a JSON object";
  std::vector<std::string> names;
  for (const auto& member : document.GetObject()) {
    const std::string name = text(member.name);
    names.push_back(name);
    if (name == "__metadata__") {
      if (!member.value.IsObject()) return "__metadata__ is not an object";
      for (const auto& item : member.value.GetObject()) {
        if (!item.value.IsString()) return "__metadata__ holds something else than texts";
        out.metadata[text(item.name)] = text(item.value);
      }
      continue;
    }
    TensorPlace entry;
    entry.name = name;
    if (auto wrong = parseEntry(member.value, entry)) return "tensor " + name + " " + *wrong;
    out.tensors.push_back(std::move(entry));
  }
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) return "a name occurs twice";
  std::sort(out.tensors.begin(), out.tensors.end(), [](const TensorPlace& a, const TensorPlace& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  uint64_t at = 0;
  for (const TensorPlace& entry : out.tensors) {
    if (entry.begin < at) return "tensor " + entry.name + " overlaps another";
    if (entry.begin > at) return "bytes before tensor " + entry.name + " belong to none";
    at = entry.end;
  }
  if (at > dataBytes) return "data is shorter than the header says";
  if (at < dataBytes) return "bytes at the end belong to no tensor";
  return std::nullopt;
}

const Type& typeOf(torch::ScalarType scalar) {
  for (const Type& type : kTypes) {
    if (type.scalar == scalar) return type;
  }
  throw std::invalid_argument("safetensors: no such tensor type");
}

}  // namespace

uint64_t safetensorsTypeBytes(torch::ScalarType type) {
  return typeOf(type).bytes;
}

Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& path) {
  const auto fail = [&](std::string why) {
    return Error{ErrorKind::Unreadable, "not a valid safetensors file: " + std::move(why), path};
  };
  std::error_code code;
  if (!std::filesystem::is_regular_file(path, code)) {
    return Error{ErrorKind::NotFound, "no such file", path};
  }
  const uint64_t fileBytes = std::filesystem::file_size(path, code);
  std::ifstream file(path, std::ios::binary);
  if (code || !file) return Error{ErrorKind::Unreadable, "can't be opened", path};
  uint64_t headerBytes = 0;
  if (fileBytes < 8 || !file.read(reinterpret_cast<char*>(&headerBytes), 8)) {
    return fail("shorter than 8 bytes");
  }
  if (headerBytes > fileBytes - 8) return fail("header length beyond the end of the file");
  if (headerBytes > kLargestHeader) return fail("header above 100 MB");
  std::string json(headerBytes, '\0');
  if (!file.read(json.data(), static_cast<std::streamsize>(headerBytes))) return fail("read error");
  SafetensorsHeader header;
  if (auto wrong = parseHeader(json, fileBytes - 8 - headerBytes, header)) return fail(*wrong);
  header.dataStart = 8 + headerBytes;
  return header;
}

std::string safetensorsHeaderBytes(const std::vector<TensorPlace>& tensors,
                                   const std::map<std::string, std::string>& metadata,
                                   uint64_t leastBytes) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartObject();
  if (!metadata.empty()) {
    json.Key("__metadata__");
    json.StartObject();
    for (const auto& [key, value] : metadata) {
      json.Key(key.data(), static_cast<rapidjson::SizeType>(key.size()));
      json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    json.EndObject();
  }
  for (const auto& tensor : tensors) {
    json.Key(tensor.name.data(), static_cast<rapidjson::SizeType>(tensor.name.size()));
    json.StartObject();
    json.Key("dtype");
    json.String(typeOf(tensor.type).name);
    json.Key("shape");
    json.StartArray();
    for (const int64_t dim : tensor.shape) json.Int64(dim);
    json.EndArray();
    json.Key("data_offsets");
    json.StartArray();
    json.Uint64(tensor.begin);
    json.Uint64(tensor.end);
    json.EndArray();
    json.EndObject();
  }
  json.EndObject();

  std::string header(buffer.GetString(), buffer.GetSize());
  if (header.size() + 8 < leastBytes) header.append(leastBytes - 8 - header.size(), ' ');
  header.append((8 - header.size() % 8) % 8, ' ');
  const uint64_t headerBytes = header.size();
  return std::string(reinterpret_cast<const char*>(&headerBytes), 8) + header;
}

}  // namespace maskwright::ml
