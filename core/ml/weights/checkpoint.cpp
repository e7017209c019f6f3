#include "core/ml/weights/checkpoint.h"

#include "core/ml/weights/byte_reader.h"
#include "core/ml/weights/safetensors_header.h"
#include "core/ml/weights/torch_files.h"

#include <algorithm>
#include <array>

namespace maskwright::ml {
namespace {

using namespace std::string_view_literals;

struct Lookalike {
  std::string_view start, what;
};
constexpr std::array kLookalikes{
    Lookalike{"version https://git-lfs",
              "is a Git LFS pointer: the weights themselves were not "
              "fetched (git lfs pull)"},
    Lookalike{"\x1f\x8b"sv, "is a gzip archive: unpack it first"},
    Lookalike{"\x89HDF"sv, "is an HDF5 file (Keras?), which can't be read"},
    Lookalike{"Rar!"sv, "is a RAR archive: unpack it first"},
    Lookalike{"7z\xBC\xAF"sv, "is a 7z archive: unpack it first"},
    Lookalike{"\x93NUMPY"sv, "is a single NumPy array, not a file of weights"},
    Lookalike{"GGUF"sv, "is a language model (GGUF), not a backbone"}};

bool looksLikeText(std::string_view file) {
  const auto start = file.substr(0, 200);
  return std::all_of(start.begin(), start.end(), [](char c) {
    return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
  });
}

Error unknown(std::string_view file) {
  std::string why = "is no weights file that is known (safetensors, PyTorch .pth, detectron2 .pkl)";
  if (file.empty()) why = "is empty";
  for (const auto& other : kLookalikes)
    if (file.starts_with(other.start)) why = other.what;
  if (file.size() > 262 && file.substr(257, 5) == "ustar")
    why = "is a tar archive: unpack it first";
  if (!file.empty() && file[0] != 'v' && looksLikeText(file))
    why = "is a text, not weights: an error page saved instead of the file?";
  return {ErrorKind::Unreadable, why, ""};
}

}  // namespace

Result<TensorDirectory> parseCheckpoint(std::string_view file) {
  // A header's length, then JSON. First, because a length may look like another format's start.
  const bool json = file.size() > 8 && file[8] == '{';
  if (json && ByteReader(file).number<uint64_t>() <= file.size() - 8) return parseSafetensors(file);
  if (file.starts_with("PK\x03\x04"sv) || file.starts_with("PK\x05\x06"sv))
    return parseTorchZip(file);
  if (file.starts_with('\x80'))
    return isTorchLegacy(file) ? parseTorchLegacy(file) : parseNumpyPickle(file);
  return json ? parseSafetensors(file) : unknown(file);
}

Result<Checkpoint> openCheckpoint(const std::filesystem::path& path) {
  auto file = MappedFile::open(path);
  if (!file) return file.error();
  auto directory = parseCheckpoint(file->bytes());
  if (!directory) return Error{directory.error().kind, directory.error().message, path.string()};
  return Checkpoint{std::move(*file), std::move(*directory)};
}

}  // namespace maskwright::ml
