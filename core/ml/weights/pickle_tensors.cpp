#include "core/ml/weights/pickle_tensors.h"

#include "core/ml/weights/numpy_arrays.h"
#include "core/ml/weights/refused.h"

#include <cmath>
#include <cstdio>

namespace maskwright::ml {
namespace {

constexpr int kDeepest = 32;             // dictionaries within dictionaries
constexpr size_t kMostVisits = 1 << 20;  // a value may hang at several places: bounds the product
constexpr size_t kLongestText = 400;     // of metadata
constexpr size_t kMostMetadata = 200;

uint64_t whole(const PickleTree& tree, PickleId id, const char* what) {
  if (tree[id].kind != PickleKind::Integer || tree[id].integer < 0)
    refuse(std::string("holds a tensor with an impossible ") + what);
  return static_cast<uint64_t>(tree[id].integer);
}

class Walk {
 public:
  Walk(const PickleTree& tree, std::string_view file, const StorageFinder& findStorage)
      : tree_(tree), file_(file), findStorage_(findStorage) {}

  TensorDirectory run(PickleId root) {
    visit(root, "", 0);
    return std::move(directory_);
  }

 private:
  void visit(PickleId id, const std::string& name, int depth) {
    if (depth > kDeepest) refuse("is nested too deep");
    if (++visits_ > kMostVisits) refuse("repeats its values too often");
    const PickleValue& value = tree_[id];
    switch (value.kind) {
      case PickleKind::Dict:
        for (size_t i = 0; i + 1 < value.items.size(); i += 2) {
          const PickleValue& key = tree_[value.items[i]];
          if (key.kind == PickleKind::Text) {
            visit(value.items[i + 1], joined(name, key.bytes), depth + 1);
          } else if (key.kind == PickleKind::Integer) {
            visit(value.items[i + 1], joined(name, std::to_string(key.integer)), depth + 1);
          }
        }
        break;
      case PickleKind::List:
      case PickleKind::Tuple:
        for (size_t i = 0; i < value.items.size(); ++i)
          visit(value.items[i], joined(name, std::to_string(i)), depth + 1);
        break;
      case PickleKind::Object:
        visitObject(value, name, depth);
        break;
      case PickleKind::Text:
      case PickleKind::Integer:
      case PickleKind::Bool:
      case PickleKind::Real:
        note(value, name, depth);
        break;
      default:
        break;
    }
  }

  static std::string joined(const std::string& name, std::string_view key) {
    if (name.size() + key.size() > 2000) refuse("holds a name that is too long");
    return name.empty() ? std::string(key) : name + "." + std::string(key);
  }

  void visitObject(const PickleValue& value, const std::string& name, int depth) {
    switch (value.global.meaning) {
      case PickleMeaning::Parameter:
        if (value.items.empty()) refuse("holds a parameter without a tensor");
        visit(value.items[0], name, depth + 1);
        break;
      case PickleMeaning::Tensor:
        add(torchTensor(value), name);
        break;
      case PickleMeaning::ArrayRebuild:
      case PickleMeaning::ArrayBuffer:
        add(numpyArray(tree_, value, file_), name);
        break;
      default:
        break;
    }
  }

  void add(TensorEntry entry, const std::string& name) {
    entry.name = name.empty() ? "tensor" : name;  // a file that is one bare tensor
    directory_.tensors.push_back(std::move(entry));
  }

  /// Texts and numbers near the root say where the weights are from.
  void note(const PickleValue& value, const std::string& name, int depth) {
    if (depth > 2 || depth == 0 || directory_.metadata.size() >= kMostMetadata) return;
    if (name.size() > kLongestText || !isPlainUtf8(name)) return;
    std::string text;
    if (value.kind == PickleKind::Text) {
      if (value.bytes.size() > kLongestText || !isPlainUtf8(value.bytes)) return;
      text = value.bytes;
    } else if (value.kind == PickleKind::Bool) {
      text = value.integer != 0 ? "true" : "false";
    } else if (value.kind == PickleKind::Real) {
      char buffer[40];
      std::snprintf(buffer, sizeof buffer, "%.9g", value.real);
      text = buffer;
    } else {
      text = std::to_string(value.integer);
    }
    directory_.metadata[name] = text;
  }

  /// `_rebuild_tensor[_v2](storage, offset, size, stride, ...)`.
  TensorEntry torchTensor(const PickleValue& value) const {
    if (value.items.size() < 4 || tree_[value.items[0]].kind != PickleKind::Persistent)
      refuse("holds a tensor without a storage");
    const StorageName storage = storageName(tree_, tree_[value.items[0]]);
    const StoragePlace place = findStorage_(storage);
    TensorEntry entry;
    entry.type = storage.type;
    entry.bigEndian = place.bigEndian;
    const uint64_t offset = whole(tree_, value.items[1], "offset");
    entry.shape = wholeNumbers(tree_, value.items[2], "sizes");
    entry.strides = wholeNumbers(tree_, value.items[3], "strides");
    if (entry.shape.size() != entry.strides.size())
      refuse("holds a tensor with more sizes than strides, or fewer");
    if (!elementCount(entry.shape)) refuse("holds a tensor of an impossible size");
    const auto numbers = reach(entry.shape, entry.strides);
    const uint64_t held = (place.end - place.begin) / numberBytes(entry.type);
    if (!numbers || offset > held || *numbers > held - offset)
      refuse("holds a tensor that reaches beyond its storage");
    entry.begin = place.begin + offset * numberBytes(entry.type);
    entry.end = entry.begin + *numbers * numberBytes(entry.type);
    return entry;
  }

  const PickleTree& tree_;
  std::string_view file_;
  const StorageFinder& findStorage_;
  TensorDirectory directory_;
  size_t visits_ = 0;
};

}  // namespace

StorageName storageName(const PickleTree& tree, const PickleValue& persistent) {
  const PickleValue& tuple = tree[persistent.items.at(0)];
  if (tuple.kind != PickleKind::Tuple || tuple.items.size() < 5 ||
      tree[tuple.items[0]].bytes != "storage")
    refuse("names a storage in an unknown way");
  const PickleValue& type = tree[tuple.items[1]];
  if (type.kind != PickleKind::Global || type.global.meaning != PickleMeaning::Storage)
    refuse("names a storage of an unknown type");
  if (tree[tuple.items[2]].kind != PickleKind::Text) refuse("names a storage in an unknown way");
  StorageName name;
  name.type = type.global.type;
  name.key = tree[tuple.items[2]].bytes;
  name.numbers = whole(tree, tuple.items[4], "storage size");
  if (tuple.items.size() > 5 && tree[tuple.items[5]].kind == PickleKind::Tuple) {
    const auto& view = tree[tuple.items[5]].items;  // (its own key, offset, size)
    if (view.size() != 3) refuse("names a storage in an unknown way");
    name.view = true;
    name.viewOffset = whole(tree, view[1], "storage offset");
    name.viewNumbers = whole(tree, view[2], "storage size");
    if (name.viewOffset > name.numbers || name.viewNumbers > name.numbers - name.viewOffset)
      refuse("names a storage that reaches beyond another");
  }
  return name;
}

TensorDirectory listPickledTensors(const PickleTree& tree,
                                   PickleId root,
                                   std::string_view file,
                                   const StorageFinder& findStorage) {
  TensorDirectory directory = Walk(tree, file, findStorage).run(root);
  checkDirectory(directory, file.size());
  return directory;
}

}  // namespace maskwright::ml
