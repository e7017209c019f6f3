#pragma once

#include "app/cli/context.h"
#include "app/train/arguments.h"
#include "core/ml/pretrain/pretrain_method.h"

#include <filesystem>
#include <vector>

namespace maskwright::train {

/// A pre-training on tensor packs.
struct PackTraining {
  std::vector<std::filesystem::path> packs;
  std::filesystem::path out;         ///< the backbone, safetensors
  std::filesystem::path checkpoint;  ///< what a stopped training goes on from
  std::filesystem::path init;        ///< weights to start from; empty = random ones
  bool half = false;                 ///< filters of `out` in half precision
  int threads = 0;                   ///< of the CPU; 0 = idle processors
  ml::PretrainSettings settings;
};

/// Options of the command.
const std::vector<OptionSpec>& pretrainOptions();
/// Error: WrongUse.
Result<PackTraining> readPretrainArguments(const std::vector<std::string>& words);

/// Trains, writes the weights (SlotCon: its teacher beside them as OUT.slotcon.safetensors) and
/// ends the command; the exit code. The checkpoint is kept: the same command with more steps goes
/// on from it.
int pretrainPacks(const PackTraining& training, cli::Context& context);

}  // namespace maskwright::train
