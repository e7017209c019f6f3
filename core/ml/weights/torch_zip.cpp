#include "core/ml/weights/pickle_machine.h"
#include "core/ml/weights/pickle_tensors.h"
#include "core/ml/weights/torch_files.h"
#include "core/ml/weights/zip_directory.h"

namespace maskwright::ml {
namespace {

using Members = std::map<std::string_view, ZipMember>;

std::string_view bytesOf(std::string_view file, const ZipMember& member) {
  return file.substr(member.begin, member.end - member.begin);
}

/// The folder that holds data.pkl, with its slash; its name is arbitrary.
std::string_view rootOf(const Members& members) {
  constexpr std::string_view kPickle = "/data.pkl";
  std::string_view root;
  for (const auto& [name, member] : members) {
    if (!name.ends_with(kPickle) || name.find('/') != name.size() - kPickle.size()) continue;
    if (!root.empty()) refuse("zip archive with several data.pkl");
    root = name.substr(0, name.size() - kPickle.size() + 1);
  }
  if (root.empty()) refuse("zip archive without data.pkl: not written by PyTorch");
  return root;
}

TensorDirectory read(std::string_view file) {
  const Members members = readZipDirectory(file);
  const std::string root(rootOf(members));
  if (members.count(root + "constants.pkl") > 0)
    refuse("is a TorchScript program, not a file of weights (save its state_dict)");
  const auto order = members.find(root + "byteorder");
  const bool bigEndian = order != members.end() && bytesOf(file, order->second) == "big";

  ByteReader reader(bytesOf(file, members.at(root + "data.pkl")));
  PickleTree tree;
  const PickleId object = readPickle(reader, tree);
  const auto find = [&](const StorageName& storage) {
    const auto member = members.find(root + "data/" + std::string(storage.key));
    if (member == members.end()) refuse("lacks the storage of a tensor");
    const uint64_t held = (member->second.end - member->second.begin) / numberBytes(storage.type);
    if (storage.numbers > held) refuse("holds a storage that is smaller than it says");
    if (storage.view) refuse("names a storage in an unknown way");
    return StoragePlace{member->second.begin,
                        member->second.begin + storage.numbers * numberBytes(storage.type),
                        bigEndian};
  };
  TensorDirectory directory = listPickledTensors(tree, object, file, find);
  directory.container = Container::TorchZip;
  return directory;
}

}  // namespace

Result<TensorDirectory> parseTorchZip(std::string_view file) {
  return guarded([&] { return read(file); });
}

}  // namespace maskwright::ml
