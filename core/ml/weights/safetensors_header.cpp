#include "core/ml/weights/safetensors_header.h"

#include "core/ml/weights/byte_reader.h"
#include "core/ml/weights/mapped_file.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <optional>

namespace maskwright::ml {
namespace {

constexpr uint64_t kLargestHeader = 100'000'000;  // as in the reference reader

struct Type {
  const char* name;
  NumberType type;
};
constexpr std::array kTypes{Type{"F64", NumberType::Float64},
                            Type{"F32", NumberType::Float32},
                            Type{"F16", NumberType::Float16},
                            Type{"BF16", NumberType::BFloat16},
                            Type{"I64", NumberType::Int64},
                            Type{"I32", NumberType::Int32},
                            Type{"I16", NumberType::Int16},
                            Type{"I8", NumberType::Int8},
                            Type{"U8", NumberType::UInt8},
                            Type{"BOOL", NumberType::Bool}};

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
  entry.type = type->type;
  if (!shape->value.IsArray() || !offsets->value.IsArray() || offsets->value.Size() != 2 ||
      !offsets->value[0].IsUint64() || !offsets->value[1].IsUint64()) {
    return "has a malformed shape or malformed offsets";
  }
  entry.begin = offsets->value[0].GetUint64();
  entry.end = offsets->value[1].GetUint64();
  if (entry.begin > entry.end) return "ends before it begins";
  uint64_t bytes = numberBytes(entry.type);
  for (const auto& dim : shape->value.GetArray()) {
    if (!dim.IsInt64() || dim.GetInt64() < 0) return "has a dimension that is no whole number >= 0";
    if (__builtin_mul_overflow(bytes, dim.GetUint64(), &bytes)) return "has an impossible shape";
    entry.shape.push_back(dim.GetInt64());
  }
  if (!elementCount(entry.shape)) return "has an impossible shape";
  if (bytes != entry.end - entry.begin) return "has a shape that does not fill its byte range";
  return std::nullopt;
}

/// Checks the whole header; returns what is wrong, or nothing. Entries come out in data order.
std::optional<std::string> parseHeader(std::string_view json,
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

const char* typeName(NumberType type) {
  return std::find_if(kTypes.begin(), kTypes.end(), [&](const Type& t) { return t.type == type; })
      ->name;
}

/// The header at the start of the file's bytes. Throws Refused.
SafetensorsHeader headerOf(std::string_view file) {
  const auto fail = [](const std::string& why) { refuse("not a valid safetensors file: " + why); };
  ByteReader reader(file);
  if (file.size() < 8) fail("shorter than 8 bytes");
  const auto headerBytes = reader.number<uint64_t>();
  if (headerBytes > reader.left()) fail("header length beyond the end of the file");
  if (headerBytes > kLargestHeader) fail("header above 100 MB");
  SafetensorsHeader header;
  const auto json = reader.take(headerBytes);
  if (auto wrong = parseHeader(json, reader.left(), header)) fail(*wrong);
  header.dataStart = reader.at();
  return header;
}

}  // namespace

Result<SafetensorsHeader> readSafetensorsHeader(const std::filesystem::path& path) {
  const auto mapped = MappedFile::open(path);
  if (!mapped) return mapped.error();
  auto header = guarded([&] { return headerOf(mapped->bytes()); });
  if (!header) return Error{header.error().kind, header.error().message, path.string()};
  return header;
}

Result<TensorDirectory> parseSafetensors(std::string_view file) {
  return guarded([&] {
    SafetensorsHeader header = headerOf(file);
    TensorDirectory directory;
    directory.metadata = std::move(header.metadata);
    for (auto& place : header.tensors) {
      TensorEntry entry;
      entry.name = std::move(place.name);
      entry.type = place.type;
      entry.strides = rowMajorStrides(place.shape);
      entry.shape = std::move(place.shape);
      entry.begin = header.dataStart + place.begin;
      entry.end = header.dataStart + place.end;
      directory.tensors.push_back(std::move(entry));
    }
    checkDirectory(directory, file.size());
    return directory;
  });
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
    json.String(typeName(tensor.type));
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
