#pragma once

#include "app/cli/context.h"

#include <string>
#include <vector>

namespace maskwright::train {

/// The options of `pretrain`, a line each.
std::string pretrainOptionsText();

/// `maskwright-train pretrain WORDS...`: trains on tensor packs, writes the weights (SlotCon: its
/// teacher beside them as OUT.slotcon.safetensors) and ends the command; the exit code. The
/// checkpoint is kept: the same command with more steps goes on from it.
int pretrainPacks(const std::vector<std::string>& words, cli::Context& context);

}  // namespace maskwright::train
