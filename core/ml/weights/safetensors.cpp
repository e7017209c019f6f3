#include "core/ml/weights/safetensors.h"

#include "core/base/atomic_file.h"
#include "core/ml/weights/mapped_file.h"
#include "core/ml/weights/read_tensors.h"
#include "core/ml/weights/safetensors_header.h"

#include <algorithm>

namespace maskwright::ml {

Result<SafetensorsContent> readSafetensors(const std::filesystem::path& path) {
  const auto mapped = MappedFile::open(path);
  if (!mapped) {
    const bool missing = mapped.error().kind == ErrorKind::NotFound;
    return missing ? Error{ErrorKind::NotFound, "no such weights file", path} : mapped.error();
  }
  auto directory = parseSafetensors(mapped->bytes());
  if (!directory) return Error{directory.error().kind, directory.error().message, path};
  SafetensorsContent content;
  content.metadata = std::move(directory->metadata);
  for (const auto& entry : directory->tensors)  // in file order
    content.tensors.emplace(entry.name, readTensor(mapped->bytes(), entry));
  return content;
}

Result<void> writeSafetensors(const std::filesystem::path& path,
                              const TensorMap& tensors,
                              const std::map<std::string, std::string>& metadata) {
  std::vector<std::pair<std::string, torch::Tensor>> ordered;
  for (const auto& [name, tensor] : tensors) {
    numberType(tensor.scalar_type());
    ordered.emplace_back(name, tensor.detach().to(torch::kCPU).contiguous());
  }
  const auto width = [](const torch::Tensor& t) {
    return numberBytes(numberType(t.scalar_type()));
  };
  std::stable_sort(ordered.begin(), ordered.end(), [&](const auto& a, const auto& b) {
    return width(a.second) > width(b.second);
  });
  std::vector<TensorPlace> places;
  uint64_t offset = 0;
  for (const auto& [name, tensor] : ordered) {
    const uint64_t end = offset + static_cast<uint64_t>(tensor.numel()) * width(tensor);
    places.push_back({name, numberType(tensor.scalar_type()), tensor.sizes().vec(), offset, end});
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
