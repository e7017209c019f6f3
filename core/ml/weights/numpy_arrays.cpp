#include "core/ml/weights/numpy_arrays.h"

#include "core/ml/weights/refused.h"

#include <algorithm>
#include <array>

namespace maskwright::ml {
namespace {

struct ArrayType {
  std::string_view code;
  NumberType type;
};
constexpr std::array kArrayTypes{ArrayType{"f8", NumberType::Float64},
                                 ArrayType{"f4", NumberType::Float32},
                                 ArrayType{"f2", NumberType::Float16},
                                 ArrayType{"i8", NumberType::Int64},
                                 ArrayType{"i4", NumberType::Int32},
                                 ArrayType{"i2", NumberType::Int16},
                                 ArrayType{"i1", NumberType::Int8},
                                 ArrayType{"u1", NumberType::UInt8},
                                 ArrayType{"b1", NumberType::Bool}};

const PickleValue& item(const PickleTree& tree, const std::vector<PickleId>& items, size_t i) {
  if (i >= items.size()) refuse("holds an array that is described in an unknown way");
  return tree[items[i]];
}

/// Type and byte order of `numpy.dtype(code, ..)` with its state (version, order, ..).
void readType(const PickleTree& tree, const PickleValue& value, TensorEntry& entry) {
  if (value.kind != PickleKind::Object || value.global.meaning != PickleMeaning::ArrayType)
    refuse("holds an array without a type");
  auto code = item(tree, value.items, 0).bytes;
  char order = '<';
  if (!code.empty() && std::string_view("<>|=").find(code[0]) != std::string_view::npos) {
    order = code[0];
    code.remove_prefix(1);
  }
  const auto found = std::find_if(
      kArrayTypes.begin(), kArrayTypes.end(), [&](const ArrayType& t) { return t.code == code; });
  if (found == kArrayTypes.end()) refuse("holds an array of something else than numbers");
  if (value.state != kNoPickle) {
    const auto& told = item(tree, tree[value.state].items, 1).bytes;
    if (told.size() == 1) order = told[0];
  }
  entry.type = found->type;
  entry.bigEndian = order == '>';
}

/// Number of bytes that characters up to U+00FF stand for; refuses others.
uint64_t latinBytes(std::string_view text) {
  uint64_t count = 0;
  for (size_t i = 0; i < text.size(); ++i, ++count) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) continue;
    const bool pair = (byte == 0xC2 || byte == 0xC3) && i + 1 < text.size() &&
                      (static_cast<unsigned char>(text[i + 1]) & 0xC0) == 0x80;
    if (!pair) refuse("holds an array whose bytes are coded in an unknown way");
    ++i;
  }
  return count;
}

void place(const PickleValue& data, bool fortran, std::string_view file, TensorEntry& entry) {
  const auto count = elementCount(entry.shape);
  if (!count) refuse("holds an array of an impossible shape");
  entry.strides = fortran ? columnMajorStrides(entry.shape) : rowMajorStrides(entry.shape);
  if (data.kind != PickleKind::Bytes && data.kind != PickleKind::Text)
    refuse("holds an array without data");  // of Python objects, for example
  const uint64_t bytes = data.latin ? latinBytes(data.bytes) : data.bytes.size();
  uint64_t needed = 0;
  if (__builtin_mul_overflow(static_cast<uint64_t>(*count), numberBytes(entry.type), &needed) ||
      needed != bytes)
    refuse("holds an array whose shape does not fit its bytes");
  entry.coding = data.latin ? ByteCoding::Latin1AsUtf8 : ByteCoding::Raw;
  entry.begin = data.bytes.empty() ? 0 : static_cast<uint64_t>(data.bytes.data() - file.data());
  entry.end = entry.begin + data.bytes.size();
}

}  // namespace

std::vector<int64_t> wholeNumbers(const PickleTree& tree, PickleId tuple, const char* what) {
  const PickleValue& value = tree[tuple];
  std::vector<int64_t> numbers;
  if (value.kind == PickleKind::Integer) {
    numbers.push_back(value.integer);
  } else if (value.kind == PickleKind::Tuple || value.kind == PickleKind::List) {
    if (value.items.size() > 64) refuse(std::string("holds a tensor with too many ") + what);
    for (const PickleId id : value.items) {
      if (tree[id].kind != PickleKind::Integer)
        refuse(std::string("holds a tensor with ") + what + " that are no whole numbers");
      numbers.push_back(tree[id].integer);
    }
  } else {
    refuse(std::string("holds a tensor without ") + what);
  }
  if (std::any_of(numbers.begin(), numbers.end(), [](int64_t n) { return n < 0; }))
    refuse(std::string("holds a tensor with negative ") + what);
  return numbers;
}

TensorEntry numpyArray(const PickleTree& tree, const PickleValue& value, std::string_view file) {
  TensorEntry entry;
  if (value.global.meaning == PickleMeaning::ArrayBuffer) {  // (bytes, type, shape, order)
    readType(tree, item(tree, value.items, 1), entry);
    item(tree, value.items, 2);
    entry.shape = wholeNumbers(tree, value.items[2], "sizes");
    place(item(tree, value.items, 0), item(tree, value.items, 3).bytes == "F", file, entry);
    return entry;
  }
  if (value.state == kNoPickle) refuse("holds an array without data");
  const auto& state = tree[value.state].items;  // (version, shape, type, fortran, bytes)
  const bool old = state.size() == 4;           // without the version
  const size_t first = old ? 0 : 1;
  item(tree, state, first);
  entry.shape = wholeNumbers(tree, state[first], "sizes");
  readType(tree, item(tree, state, first + 1), entry);
  place(item(tree, state, first + 3), item(tree, state, first + 2).integer != 0, file, entry);
  return entry;
}

}  // namespace maskwright::ml
