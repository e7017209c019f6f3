#pragma once

// For tests that link LibTorch: tensors of a golden zip .pth without an unpickler.

#include "core/base/atomic_file.h"
#include "core/ml/weights/safetensors.h"

#include <rapidjson/document.h>

#include <cstring>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>

namespace maskwright::testing {

/// Members of a zip without compression, by the part of the name after the last "data/".
inline std::map<std::string, std::string> storedMembers(const std::string& zip) {
  const auto number = [&](size_t at, int bytes) {
    uint64_t value = 0;
    for (int i = bytes - 1; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(zip.at(at + i));
    return value;
  };
  size_t entry = number(zip.rfind("PK\5\6") + 16, 4);  // the central directory
  std::map<std::string, std::string> members;
  while (zip.compare(entry, 4, "PK\1\2") == 0) {
    const size_t name = number(entry + 28, 2), extra = number(entry + 30, 2);
    const std::string path = zip.substr(entry + 46, name);
    const size_t local = number(entry + 42, 4), bytes = number(entry + 24, 4);
    const size_t data = local + 30 + number(local + 26, 2) + number(local + 28, 2);
    const size_t folder = path.rfind("data/");
    if (folder != std::string::npos) members[path.substr(folder + 5)] = zip.substr(data, bytes);
    entry += 46 + name + extra + number(entry + 32, 2);
  }
  return members;
}

/// The float32 tensors of a golden .pth whose storages are numbered in the order of the state dict,
/// as tests/golden/weights/manifest.json lists it; the manifest's first and last values are
/// checked.
inline ml::TensorMap tensorsOfStoredZip(const std::filesystem::path& path) {
  const auto zip = readFile(path), text = readFile("tests/golden/weights/manifest.json");
  if (!zip || !text) throw std::runtime_error("can't read " + path.string());
  const auto members = storedMembers(*zip);
  rapidjson::Document manifest;
  manifest.Parse<rapidjson::kParseFullPrecisionFlag>(text->c_str());
  ml::TensorMap tensors;
  for (const auto& file : manifest["files"].GetArray()) {
    if (file["file"].GetString() != path.filename().string()) continue;
    int key = 0;
    for (const auto& item : file["tensors"].GetObject()) {
      std::vector<int64_t> shape;
      for (const auto& n : item.value["shape"].GetArray()) shape.push_back(n.GetInt64());
      torch::Tensor tensor = torch::empty(shape, torch::kFloat32);
      const std::string& bytes = members.at(std::to_string(key++));
      if (bytes.size() != tensor.nbytes()) throw std::runtime_error(item.name.GetString());
      std::memcpy(tensor.data_ptr(), bytes.data(), bytes.size());
      const torch::Tensor flat = tensor.view(-1);
      if (flat[0].item<double>() != item.value["first"].GetDouble() ||
          flat[-1].item<double>() != item.value["last"].GetDouble())
        throw std::runtime_error(item.name.GetString());
      tensors[item.name.GetString()] = tensor;
    }
  }
  return tensors;
}

}  // namespace maskwright::testing
