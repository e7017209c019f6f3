#pragma once

#include "core/base/result.h"
#include "core/store/connection.h"

#include <filesystem>

namespace maskwright {

/// Writes what the ranking knows of each candidate of `round` as CSV: id, image, verdict,
/// confidence, the decisions it rests on, and each input by its name (rank::inputName), as a job
/// last stored them. Returns the number of rows. Errors: Unwritable, those of the store.
Result<int64_t> writeRankingInputs(store::Connection& connection,
                                   int round,
                                   const std::filesystem::path& file);

}  // namespace maskwright
