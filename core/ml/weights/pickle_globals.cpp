#include "core/ml/weights/pickle_globals.h"

#include <algorithm>
#include <array>

namespace maskwright::ml {
namespace {

using enum PickleMeaning;

// Python 2 wrote __builtin__, NumPy 2 writes numpy._core.
constexpr std::array kKnown{
    PickleGlobal{"collections", "OrderedDict", OrderedDict},
    PickleGlobal{"collections", "defaultdict", OrderedDict},
    PickleGlobal{"collections", "Counter", OrderedDict},
    PickleGlobal{"builtins", "set", Set},
    PickleGlobal{"__builtin__", "set", Set},
    PickleGlobal{"builtins", "bytes", Bytes},
    PickleGlobal{"__builtin__", "bytes", Bytes},
    PickleGlobal{"_codecs", "encode", LatinBytes},
    PickleGlobal{"torch._utils", "_rebuild_tensor", Tensor},
    PickleGlobal{"torch._utils", "_rebuild_tensor_v2", Tensor},
    PickleGlobal{"torch._utils", "_rebuild_parameter", Parameter},
    PickleGlobal{"torch._utils", "_rebuild_parameter_with_state", Parameter},
    PickleGlobal{"torch", "DoubleStorage", Storage, NumberType::Float64},
    PickleGlobal{"torch", "FloatStorage", Storage, NumberType::Float32},
    PickleGlobal{"torch", "HalfStorage", Storage, NumberType::Float16},
    PickleGlobal{"torch", "BFloat16Storage", Storage, NumberType::BFloat16},
    PickleGlobal{"torch", "LongStorage", Storage, NumberType::Int64},
    PickleGlobal{"torch", "IntStorage", Storage, NumberType::Int32},
    PickleGlobal{"torch", "ShortStorage", Storage, NumberType::Int16},
    PickleGlobal{"torch", "CharStorage", Storage, NumberType::Int8},
    PickleGlobal{"torch", "ByteStorage", Storage, NumberType::UInt8},
    PickleGlobal{"torch", "BoolStorage", Storage, NumberType::Bool},
    PickleGlobal{"numpy.core.multiarray", "_reconstruct", ArrayRebuild},
    PickleGlobal{"numpy._core.multiarray", "_reconstruct", ArrayRebuild},
    PickleGlobal{"numpy.core.numeric", "_frombuffer", ArrayBuffer},
    PickleGlobal{"numpy._core.numeric", "_frombuffer", ArrayBuffer},
    PickleGlobal{"numpy", "dtype", ArrayType},
    PickleGlobal{"numpy.core.multiarray", "scalar", ArrayScalar},
    PickleGlobal{"numpy._core.multiarray", "scalar", ArrayScalar},
    PickleGlobal{"numpy", "ndarray", Class},
    PickleGlobal{"builtins", "list", Class},
    PickleGlobal{"builtins", "dict", Class},
    PickleGlobal{"builtins", "int", Class},
    PickleGlobal{"builtins", "float", Class},
    PickleGlobal{"__builtin__", "list", Class},
    PickleGlobal{"__builtin__", "dict", Class},
    PickleGlobal{"__builtin__", "int", Class},
    PickleGlobal{"__builtin__", "float", Class},
    PickleGlobal{"torch", "float64", Class},
    PickleGlobal{"torch", "float32", Class},
    PickleGlobal{"torch", "float16", Class},
    PickleGlobal{"torch", "bfloat16", Class},
    PickleGlobal{"torch", "int64", Class},
    PickleGlobal{"argparse", "Namespace", Inert},
    PickleGlobal{"types", "SimpleNamespace", Inert},
    PickleGlobal{"pathlib", "Path", Inert},
    PickleGlobal{"pathlib", "PosixPath", Inert},
    PickleGlobal{"pathlib", "PurePosixPath", Inert},
    PickleGlobal{"pathlib", "WindowsPath", Inert},
    PickleGlobal{"torch", "Size", Inert},
    PickleGlobal{"torch", "device", Inert},
};

}  // namespace

std::optional<PickleGlobal> knownGlobal(std::string_view module, std::string_view name) {
  const auto found = std::find_if(kKnown.begin(), kKnown.end(), [&](const PickleGlobal& known) {
    return known.module == module && known.name == name;
  });
  if (found == kKnown.end()) return std::nullopt;
  return *found;
}

}  // namespace maskwright::ml
