#pragma once

#include "core/ml/weights/byte_reader.h"
#include "core/ml/weights/pickle_values.h"

namespace maskwright::ml {

/// Reads one pickle (binary, protocol 2 to 5) from `reader` up to its STOP and adds its values to
/// `tree`; returns the root. A machine of our own that only builds plain values: a name outside
/// the whitelist of pickle_globals.h, text opcodes of old protocols, extensions and out-of-band
/// buffers are refused; nothing is ever looked up or called. Memory is bounded (pickle_stack.h),
/// whatever numbers the file claims; it does not recurse, so nesting costs no stack. Throws
/// Refused.
PickleId readPickle(ByteReader& reader, PickleTree& tree);

}  // namespace maskwright::ml
