#include "core/ml/weights/image_pack.h"

#include "core/ml/weights/mapped_file.h"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cstdio>
#include <stdexcept>

namespace maskwright::ml {
namespace {

constexpr const char* kKind = "maskwright-images";

std::string tensorName(int64_t id) {
  char name[32];
  std::snprintf(name, sizeof name, "image.%08lld", static_cast<long long>(id));
  return name;
}

std::string listOf(const std::vector<PackedImage>& images) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  json.StartArray();
  for (const auto& image : images) {
    json.StartArray();
    json.Int64(image.id);
    json.String(image.path.data(), static_cast<rapidjson::SizeType>(image.path.size()));
    json.Int64(image.sourceHeight);
    json.Int64(image.sourceWidth);
    json.EndArray();
  }
  json.EndArray();
  return {buffer.GetString(), buffer.GetSize()};
}

/// What listOf() wrote; nothing if it is not that.
std::optional<std::vector<PackedImage>> readList(const std::string& text) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
  if (document.HasParseError() || !document.IsArray()) return std::nullopt;
  std::vector<PackedImage> images;
  for (const auto& row : document.GetArray()) {
    if (!row.IsArray() || row.Size() != 4 || !row[0].IsInt64() || !row[1].IsString() ||
        !row[2].IsInt64() || !row[3].IsInt64())
      return std::nullopt;
    PackedImage image;
    image.id = row[0].GetInt64();
    image.path.assign(row[1].GetString(), row[1].GetStringLength());
    image.sourceHeight = row[2].GetInt64();
    image.sourceWidth = row[3].GetInt64();
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace

ImagePackWriter::ImagePackWriter(std::filesystem::path file,
                                 int64_t shortSide,
                                 std::vector<PackedImage> planned)
    : file_(std::move(file)), shortSide_(shortSide), planned_(std::move(planned)) {}

std::string ImagePackWriter::header(const std::vector<PackedImage>& images,
                                    uint64_t leastBytes) const {
  std::vector<TensorPlace> places;
  uint64_t at = 0;
  for (const auto& image : images) {
    const uint64_t end = at + static_cast<uint64_t>(3 * image.height * image.width);
    places.push_back(
        {tensorName(image.id), NumberType::UInt8, {3, image.height, image.width}, at, end});
    at = end;
  }
  return safetensorsHeaderBytes(places,
                                {{"kind", kKind},
                                 {"version", "1"},
                                 {"short_side", std::to_string(shortSide_)},
                                 {"images", listOf(images)}},
                                leastBytes);
}

Result<void> ImagePackWriter::open() {
  if (auto opened = file_.open(); !opened) return opened;
  const std::string room = header(planned_, 0);
  reserved_ = room.size();
  return file_.write(room);
}

Result<void> ImagePackWriter::add(const PackedImage& image, const torch::Tensor& pixels) {
  if (pixels.scalar_type() != torch::kUInt8 ||
      pixels.sizes() != torch::IntArrayRef{3, image.height, image.width})
    throw std::invalid_argument("image pack: a picture is uint8 (3, height, width)");
  if (added_.size() >= planned_.size())
    throw std::invalid_argument("image pack: more pictures than were planned");
  const auto plain = pixels.contiguous();
  added_.push_back(image);
  return file_.write({reinterpret_cast<const char*>(plain.data_ptr<uint8_t>()),
                      static_cast<size_t>(plain.numel())});
}

Result<void> ImagePackWriter::commit() {
  const std::string real = header(added_, reserved_);
  if (real.size() != reserved_)
    throw std::invalid_argument("image pack: pictures that were not planned");
  if (auto written = file_.rewriteStart(real); !written) return written;
  return file_.commit();
}

Result<ImagePack> ImagePack::open(const std::filesystem::path& file) {
  const auto unusable = [&](const std::string& why) {
    return Error{ErrorKind::Unreadable, why, file.string()};
  };
  auto header = readSafetensorsHeader(file);
  if (!header) return header.error();
  auto& metadata = header->metadata;
  if (metadata["kind"] != kKind) return unusable("no image pack (`maskwright pack` makes them)");
  if (metadata["version"] != "1") return unusable("image pack of a version that is not known");
  auto images = readList(metadata["images"]);
  if (!images || images->size() != header->tensors.size())
    return unusable("damaged image pack: its list of images does not fit");
  ImagePack pack;
  pack.shortSide_ = std::atoll(metadata["short_side"].c_str());
  uint64_t bytes = header->dataStart;
  for (size_t i = 0; i < images->size(); ++i) {
    const auto& place = header->tensors[i];
    auto& image = (*images)[i];
    if (place.name != tensorName(image.id) || place.type != NumberType::UInt8 ||
        place.shape.size() != 3 || place.shape[0] != 3 || place.shape[1] < 1 || place.shape[2] < 1)
      return unusable("damaged image pack: " + place.name + " is no picture");
    image.height = place.shape[1];
    image.width = place.shape[2];
    pack.starts_.push_back(header->dataStart + place.begin);
    bytes = header->dataStart + place.end;
  }
  pack.images_ = std::move(*images);
  const auto mapped = MappedFile::open(file);
  if (!mapped || mapped->bytes().size() < bytes) return unusable("can't be mapped into memory");
  pack.mapping_ = mapped->owner();
  return pack;
}

torch::Tensor ImagePack::image(int64_t i) const {
  const auto& info = images_.at(static_cast<size_t>(i));
  auto* start = const_cast<char*>(mapping_.get() + starts_[static_cast<size_t>(i)]);
  return torch::from_blob(
      start, {3, info.height, info.width}, [keep = mapping_](void*) {}, torch::kUInt8);
}

int64_t ImagePack::bytes() const {
  int64_t sum = 0;
  for (const auto& image : images_) sum += 3 * image.height * image.width;
  return sum;
}

PackImages::PackImages(std::vector<ImagePack> packs,
                       const torch::Device& device,
                       int64_t residentBytes)
    : packs_(std::move(packs)), device_(device) {
  int64_t bytes = 0;
  for (size_t p = 0; p < packs_.size(); ++p) {
    bytes += packs_[p].bytes();
    for (int64_t i = 0; i < packs_[p].size(); ++i) places_.emplace_back(p, i);
  }
  resident_ = !device_.is_cpu() && bytes <= residentBytes;
}

void PackImages::prepare(uint64_t, int64_t, const std::function<bool(int64_t)>& poll) {
  if (!resident_) return;
  for (auto i = static_cast<int64_t>(moved_.size()); i < size(); ++i) {
    if (poll && !poll(i)) return;
    const auto& [pack, number] = places_[static_cast<size_t>(i)];
    moved_.push_back(packs_[pack].image(number).to(device_));
  }
}

torch::Tensor PackImages::image(int64_t slot) const {
  if (static_cast<size_t>(slot) < moved_.size()) return moved_[static_cast<size_t>(slot)];
  const auto& [pack, number] = places_.at(static_cast<size_t>(slot));
  const auto view = packs_[pack].image(number);
  return device_.is_cpu() ? view : view.to(device_);
}

}  // namespace maskwright::ml
