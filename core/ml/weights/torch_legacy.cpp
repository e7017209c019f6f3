#include "core/ml/weights/pickle_machine.h"
#include "core/ml/weights/pickle_tensors.h"
#include "core/ml/weights/torch_files.h"

#include <algorithm>

namespace maskwright::ml {
namespace {

using namespace std::string_view_literals;

// 0x1950a86a20f9469cfc6c, little-endian.
constexpr auto kMagic = "\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"sv;
constexpr int64_t kProtocol = 1001;

bool startsWithMagic(ByteReader& reader, PickleTree& tree) {
  const PickleValue& first = tree[readPickle(reader, tree)];
  return first.kind == PickleKind::Huge && first.bytes == kMagic;
}

/// Whether the system that wrote the file put the high byte first.
bool isBigEndian(const PickleTree& tree, const PickleValue& system) {
  if (system.kind != PickleKind::Dict) refuse("legacy file without its system information");
  for (size_t i = 0; i + 1 < system.items.size(); i += 2)
    if (tree[system.items[i]].bytes == "little_endian")
      return tree[system.items[i + 1]].integer == 0;
  return false;
}

/// The storages that the object names, by key.
std::map<std::string_view, StorageName> namedStorages(const PickleTree& tree) {
  std::map<std::string_view, StorageName> storages;
  for (PickleId id = 0; id < tree.size(); ++id) {
    if (tree[id].kind != PickleKind::Persistent) continue;
    const StorageName name = storageName(tree, tree[id]);
    const auto [known, isNew] = storages.emplace(name.key, name);
    if (!isNew && (known->second.type != name.type || known->second.numbers != name.numbers))
      refuse("legacy file that describes a storage in two ways");
  }
  return storages;
}

/// Where the storages lie: in the order of the list of keys, each after its number of elements.
std::map<std::string_view, StoragePlace> readPlaces(ByteReader& reader,
                                                    const PickleTree& tree,
                                                    const PickleValue& keys,
                                                    bool bigEndian) {
  if (keys.kind != PickleKind::List) refuse("legacy file without its list of storages");
  const auto storages = namedStorages(tree);
  std::map<std::string_view, StoragePlace> places;
  for (const PickleId id : keys.items) {
    const auto storage = storages.find(tree[id].bytes);
    if (storage == storages.end()) refuse("legacy file with a storage that nothing names");
    const auto numbers = reader.number<int64_t>();
    if (numbers < 0 || static_cast<uint64_t>(numbers) != storage->second.numbers)
      refuse("legacy file with a storage of another size than it says");
    const uint64_t width = numberBytes(storage->second.type);
    if (static_cast<uint64_t>(numbers) > reader.left() / width)
      refuse("legacy file that ends within a storage: an incomplete download or copy?");
    const uint64_t begin = reader.at();
    reader.take(static_cast<uint64_t>(numbers) * width);
    if (!places.emplace(storage->first, StoragePlace{begin, reader.at(), bigEndian}).second)
      refuse("legacy file that holds a storage twice");
  }
  return places;
}

TensorDirectory readLegacy(std::string_view file) {
  ByteReader reader(file);
  PickleTree tree;
  if (!startsWithMagic(reader, tree)) refuse("is no legacy PyTorch file");
  if (tree[readPickle(reader, tree)].integer != kProtocol)
    refuse("legacy file of an unknown version");
  const bool bigEndian = isBigEndian(tree, tree[readPickle(reader, tree)]);
  const PickleId object = readPickle(reader, tree);
  const PickleId keys = readPickle(reader, tree);
  const auto places = readPlaces(reader, tree, tree[keys], bigEndian);
  const auto find = [&](const StorageName& storage) {
    const auto place = places.find(storage.key);
    if (place == places.end()) refuse("lacks the storage of a tensor");
    if (!storage.view) return place->second;
    const uint64_t width = numberBytes(storage.type);
    const uint64_t begin = place->second.begin + storage.viewOffset * width;
    return StoragePlace{begin, begin + storage.viewNumbers * width, bigEndian};
  };
  TensorDirectory directory = listPickledTensors(tree, object, file, find);
  directory.container = Container::TorchLegacy;
  return directory;
}

TensorDirectory readArrays(std::string_view file) {
  ByteReader reader(file);
  PickleTree tree;
  const PickleId root = readPickle(reader, tree);
  if (tree[root].kind != PickleKind::Dict) refuse("is a pickle without a dictionary of weights");
  const auto none = [](const StorageName&) -> StoragePlace {
    refuse("names a storage outside itself");
  };
  TensorDirectory directory = listPickledTensors(tree, root, file, none);
  directory.container = Container::NumpyPickle;
  return directory;
}

}  // namespace

bool isTorchLegacy(std::string_view file) {
  const auto found = guarded([&] {
    ByteReader reader(file.substr(0, 64));  // the magic number's pickle is short
    PickleTree tree;
    return startsWithMagic(reader, tree);
  });
  return found.ok() && *found;
}

Result<TensorDirectory> parseTorchLegacy(std::string_view file) {
  return guarded([&] { return readLegacy(file); });
}

Result<TensorDirectory> parseNumpyPickle(std::string_view file) {
  return guarded([&] { return readArrays(file); });
}

}  // namespace maskwright::ml
