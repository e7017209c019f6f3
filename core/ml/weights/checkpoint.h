#pragma once

#include "core/ml/weights/mapped_file.h"
#include "core/ml/weights/tensor_directory.h"

namespace maskwright::ml {

/// Lists the tensors of any weights file that is known, told by its content and never by its name:
/// safetensors, PyTorch zip, PyTorch legacy, NumPy pickle. `file` = all bytes of it; nothing of it
/// is copied. Error: Unreadable with the reason; for other content with what it looks like.
Result<TensorDirectory> parseCheckpoint(std::string_view file);

/// A weights file that was opened: what it holds, and its bytes.
struct Checkpoint {
  MappedFile file;
  TensorDirectory directory;
};
/// Errors: NotFound, Unreadable with the reason, naming the file.
Result<Checkpoint> openCheckpoint(const std::filesystem::path& path);

}  // namespace maskwright::ml
