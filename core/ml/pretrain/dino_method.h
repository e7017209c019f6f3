#pragma once

#include "core/ml/pretrain/pretrain_method.h"

namespace maskwright::ml {

/// DINO as a method of pre-training: part of makePretrainMethod(). Error: WrongUse.
Result<std::unique_ptr<PretrainMethod>> makeDino(const PretrainSettings& settings, int64_t images);

}  // namespace maskwright::ml
