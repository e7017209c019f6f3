#include "core/ml/nn/device.h"

#include <algorithm>

namespace maskwright::ml {

Result<torch::Device> deviceNamed(const std::string& name) {
  const auto wrong = [](const std::string& message) {
    return Error{ErrorKind::WrongUse, message, ""};
  };
  if (name == "cpu") return torch::Device(torch::kCPU);
  const std::string number = name == "cuda"                ? "0"
                             : name.rfind("cuda:", 0) == 0 ? name.substr(5)
                                                           : "";
  const bool digits =
      !number.empty() && number.size() < 4 &&
      std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) return wrong("the device must be cpu, cuda or cuda:N, not \"" + name + "\"");
  const int index = std::stoi(number);
  if (index >= static_cast<int>(torch::cuda::device_count()))
    return wrong("there is no device " + name + " here, or LibTorch was built without CUDA");
  at::globalContext().setBenchmarkCuDNN(true);
  return torch::Device(torch::kCUDA, static_cast<c10::DeviceIndex>(index));
}

}  // namespace maskwright::ml
