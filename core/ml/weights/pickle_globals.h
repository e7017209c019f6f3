#pragma once

#include "core/ml/weights/tensor_directory.h"

#include <optional>
#include <string_view>

namespace maskwright::ml {

/// What a name in a pickle means to us. Nothing is ever looked up, imported or called: each stands
/// for a piece of data that we know how to read.
enum class PickleMeaning : uint8_t {
  OrderedDict,   ///< or another dictionary class of the standard library
  Set,           ///< passed over
  Bytes,         ///< empty bytes in protocol 2
  LatinBytes,    ///< `_codecs.encode(text, 'latin1')`: bytes in protocol 2
  Tensor,        ///< `torch._utils._rebuild_tensor[_v2]`
  Parameter,     ///< `torch._utils._rebuild_parameter[_with_state]`
  Storage,       ///< `torch.FloatStorage`, ...; named, never called
  ArrayRebuild,  ///< `numpy...multiarray._reconstruct`
  ArrayBuffer,   ///< `numpy...numeric._frombuffer` (protocol 5)
  ArrayType,     ///< `numpy.dtype`
  ArrayScalar,   ///< `numpy...multiarray.scalar`
  Class,         ///< `numpy.ndarray`, `builtins.list`: named as an argument, never called
  Inert          ///< settings of a training program (argparse.Namespace, paths): passed over
};

struct PickleGlobal {
  std::string_view module, name;
  PickleMeaning meaning = PickleMeaning::Inert;
  NumberType type = NumberType::Float32;  ///< of a Storage
};

/// The entry of the whitelist; nothing for any other name.
std::optional<PickleGlobal> knownGlobal(std::string_view module, std::string_view name);

}  // namespace maskwright::ml
