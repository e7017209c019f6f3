#include "core/services/bundled_weights.h"

#include <cstdlib>
#include <vector>

namespace maskwright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kName = "resnet18-self-supervised.safetensors";

}  // namespace

std::optional<fs::path> bundledBackbone() {
  std::error_code ignored;
  std::vector<fs::path> folders;
  if (const char* asked = std::getenv("MASKWRIGHT_WEIGHTS")) folders.emplace_back(asked);
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  if (!program.empty()) {
    folders.push_back(program / "../share/maskwright/weights");
    folders.push_back(program / "../../resources/weights");
  }
  for (const fs::path& folder : folders) {
    const fs::path file = (folder / kName).lexically_normal();
    if (fs::is_regular_file(file, ignored)) return file;
  }
  return std::nullopt;
}

}  // namespace maskwright
