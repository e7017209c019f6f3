#include "core/ml/weights/load_vit.h"

#include <cstdlib>

namespace maskwright::ml {

Result<VitSettings> recognizeVit(const SafetensorsContent& content, int64_t heads) {
  if (const auto told = content.metadata.find("heads");
      heads <= 0 && told != content.metadata.end())
    heads = std::atoll(told->second.c_str());
  ShapeMap shapes;
  for (const auto& [name, tensor] : content.tensors) shapes[name] = tensor.sizes().vec();
  return vitSettingsOf(shapes, heads);
}

Result<Vit> loadVit(const std::filesystem::path& file, int64_t heads, const Precision& precision) {
  const auto content = readSafetensors(file);
  if (!content) return content.error();
  const auto settings = recognizeVit(*content, heads);
  if (!settings) return Error{settings.error().kind, settings.error().message, file};
  auto network = Vit::make(*settings, content->tensors, precision);
  if (!network) return Error{network.error().kind, network.error().message, file};
  return network;
}

}  // namespace maskwright::ml
