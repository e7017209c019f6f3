#include "core/ml/weights/load_module.h"

#include <sstream>

namespace maskwright::ml {
namespace {

TensorMap ownTensors(const torch::nn::Module& module) {
  TensorMap own;
  for (const auto& item : module.named_parameters()) own[item.key()] = item.value();
  for (const auto& item : module.named_buffers()) own[item.key()] = item.value();
  return own;
}

bool isCounter(const std::string& name) {
  return name.size() >= 19 && name.ends_with("num_batches_tracked");
}

}  // namespace

Result<LoadReport> loadModule(torch::nn::Module& module,
                              const TensorMap& tensors,
                              const std::string& prefix) {
  const torch::NoGradGuard noGrad;
  const TensorMap own = ownTensors(module);
  LoadReport report;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> copies;
  for (const auto& [name, tensor] : tensors) {
    const auto target = name.starts_with(prefix) ? own.find(name.substr(prefix.size())) : own.end();
    if (target == own.end()) {
      report.unexpected.push_back(name);
      continue;
    }
    if (target->second.sizes() != tensor.sizes()) {
      std::ostringstream message;
      message << "weight " << name << " has shape " << tensor.sizes() << ", the network needs "
              << target->second.sizes();
      return Error{ErrorKind::Conflict, message.str(), ""};
    }
    copies.emplace_back(target->second, tensor);
  }
  for (const auto& [name, tensor] : own) {
    if (!isCounter(name) && tensors.count(prefix + name) == 0) report.missing.push_back(name);
  }
  for (auto& [target, source] : copies) target.copy_(source);
  report.loaded = static_cast<int64_t>(copies.size());
  return report;
}

TensorMap moduleTensors(const torch::nn::Module& module, const std::string& prefix) {
  TensorMap result;
  for (const auto& [name, tensor] : ownTensors(module)) {
    result[prefix + name] = tensor.detach().to(torch::kCPU).contiguous().clone();
  }
  return result;
}

}  // namespace maskwright::ml
