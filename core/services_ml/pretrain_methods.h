#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/services_ml/pretrain_service.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace maskwright {

namespace ml {
class ImagePool;
}

/// State of a pre-training in the words that all methods share.
struct PretrainState {
  int64_t step = 0;
  double fraction = 0;                    ///< of the budget, [0, 1]
  double elapsedS = 0;                    ///< training time over all starts
  std::map<std::string, double> metrics;  ///< losses and what else the method watches
  std::string stopped;                    ///< why it gave up before its budget; empty = it did not
};

/// One way to pre-train, as the service sees it.
class PretrainMethod {
 public:
  virtual ~PretrainMethod() = default;

  virtual std::string name() const = 0;          ///< as people write it: "DenseCL"
  virtual std::string profile() const = 0;       ///< for the run: "small: resnet18, 128 px crops"
  virtual std::string architecture() const = 0;  ///< "resnet18"
  /// Sentences about what to expect of so few images; empty = enough.
  virtual std::vector<std::string> warnings(int64_t images) const = 0;

  /// Errors: Conflict, Unreadable, NotFound.
  virtual Result<void> startFrom(const std::filesystem::path& weights) = 0;
  virtual Result<void> resume(const std::filesystem::path& checkpoint) = 0;
  /// Errors: Cancelled, Unwritable, Unreadable.
  virtual Result<PretrainState> train(ml::ImagePool& pool,
                                      const std::filesystem::path& checkpoint,
                                      const CancelToken& cancel,
                                      const std::function<void(const PretrainState&)>& report) = 0;
  /// Writes the backbone as safetensors with torchvision's names. Error: Unwritable.
  virtual Result<void> writeBackbone(const std::filesystem::path& file,
                                     const std::string& provenance) = 0;
  /// A further model that the method leaves: its kind for the store; empty = none.
  virtual std::string extraKind() const { return {}; }
  virtual Result<void> writeExtra(const std::filesystem::path&, const std::string&) { return {}; }
};

/// The method of a request for a collection of that many images. Error: WrongUse (unknown method,
/// architecture or profile).
Result<std::unique_ptr<PretrainMethod>> makePretrainMethod(const PretrainRequest& request,
                                                           int64_t images);

}  // namespace maskwright
