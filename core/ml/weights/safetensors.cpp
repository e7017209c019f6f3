#include "core/ml/weights/safetensors.h"

#include "core/base/atomic_file.h"
#include "core/ml/weights/safetensors_header.h"

#include <algorithm>
#include <fstream>

namespace maskwright::ml {

Result<SafetensorsContent> readSafetensors(const std::filesystem::path& path) {
  auto header = readSafetensorsHeader(path);
  if (!header) {
    const bool missing = header.error().kind == ErrorKind::NotFound;
    return missing ? Error{ErrorKind::NotFound, "no such weights file", path} : header.error();
  }
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(header->dataStart));
  SafetensorsContent content;
  content.metadata = std::move(header->metadata);
  for (const auto& place : header->tensors) {  // in file order
    torch::Tensor tensor = torch::empty(place.shape, place.type);
    const auto bytes = static_cast<std::streamsize>(place.end - place.begin);
    if (bytes > 0 && !file.read(static_cast<char*>(tensor.data_ptr()), bytes)) {
      return Error{
          ErrorKind::Unreadable, "not a valid safetensors file: read error in " + place.name, path};
    }
    content.tensors.emplace(place.name, std::move(tensor));
  }
  return content;
}

Result<void> writeSafetensors(const std::filesystem::path& path,
                              const TensorMap& tensors,
                              const std::map<std::string, std::string>& metadata) {
  std::vector<std::pair<std::string, torch::Tensor>> ordered;
  for (const auto& [name, tensor] : tensors) {
    safetensorsTypeBytes(tensor.scalar_type());
    ordered.emplace_back(name, tensor.detach().to(torch::kCPU).contiguous());
  }
  const auto width = [](const torch::Tensor& t) { return safetensorsTypeBytes(t.scalar_type()); };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) {
    return width(a.second) > width(b.second);
  });
  std::vector<TensorPlace> places;
  uint64_t offset = 0;
  for (const auto& [name, tensor] : ordered) {
    const uint64_t end = offset + static_cast<uint64_t>(tensor.numel()) * width(tensor);
    places.push_back({name, tensor.scalar_type(), tensor.sizes().vec(), offset, end});
    offset = end;
  }
  AtomicFile file(path);
  if (auto r = file.open(); !r) return r;
  if (auto r = file.write(safetensorsHeaderBytes(places, metadata)); !r) return r;
  for (const auto& [name, tensor] : ordered) {
    const std::string_view bytes(static_cast<const char*>(tensor.data_ptr()),
                                 static_cast<size_t>(tensor.numel()) * width(tensor));
    if (auto r = file.write(bytes); !r) return r;
  }
  return file.commit();
}

}  // namespace maskwright::ml
