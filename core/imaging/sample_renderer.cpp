#include "core/imaging/sample_renderer.h"

#include "core/base/atomic_file.h"
#include "core/imaging/sample_scene.h"
#include "core/imaging/sample_shapes.h"

#include <opencv2/imgcodecs.hpp>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <cstdio>

namespace maskwright::imaging {
namespace fs = std::filesystem;
namespace {

using JsonWriter = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr int kJpegQuality = 95;

std::string fileName(int index) {
  char name[32];
  std::snprintf(name, sizeof name, "sample_%04d.jpg", index + 1);
  return name;
}

struct MaskFacts {
  int left = 0, top = 0, right = -1, bottom = -1;
  int64_t area = 0;
  std::vector<uint32_t> counts;  // column-major, background first
};

MaskFacts measure(const Bitmap& mask) {
  MaskFacts facts{mask.width, mask.height, -1, -1, 0, {}};
  uint8_t current = 0;
  uint32_t run = 0;
  for (int x = 0; x < mask.width; ++x)
    for (int y = 0; y < mask.height; ++y) {
      const uint8_t value = mask.at(y, x);
      if (value != current) {
        facts.counts.push_back(run);
        run = 0;
        current = value;
      }
      ++run;
      if (!value) continue;
      ++facts.area;
      facts.left = std::min(facts.left, x);
      facts.right = std::max(facts.right, x);
      facts.top = std::min(facts.top, y);
      facts.bottom = std::max(facts.bottom, y);
    }
  facts.counts.push_back(run);
  return facts;
}

void writeAnnotation(JsonWriter& json, int id, int imageId, const SampleObject& object) {
  const MaskFacts facts = measure(object.mask);
  json.StartObject();
  json.Key("id");
  json.Int(id);
  json.Key("image_id");
  json.Int(imageId);
  json.Key("category_id");
  json.Int(object.classIndex + 1);
  json.Key("iscrowd");
  json.Int(0);
  json.Key("area");
  json.Int64(facts.area);
  json.Key("bbox");
  json.StartArray();
  for (const int value :
       {facts.left, facts.top, facts.right - facts.left + 1, facts.bottom - facts.top + 1})
    json.Int(value);
  json.EndArray();
  json.Key("segmentation");
  json.StartObject();
  json.Key("size");
  json.StartArray();
  json.Int(object.mask.height);
  json.Int(object.mask.width);
  json.EndArray();
  json.Key("counts");
  json.StartArray();
  for (const uint32_t count : facts.counts) json.Uint(count);
  json.EndArray();
  json.EndObject();
  json.EndObject();
}

void writeImage(JsonWriter& json, int index, cv::Size size) {
  json.StartObject();
  json.Key("id");
  json.Int(index + 1);
  json.Key("file_name");
  json.String(fileName(index).c_str());
  json.Key("width");
  json.Int(size.width);
  json.Key("height");
  json.Int(size.height);
  json.EndObject();
}

void writeCategories(JsonWriter& json) {
  json.Key("categories");
  json.StartArray();
  for (size_t i = 0; i < kSampleClasses.size(); ++i) {
    json.StartObject();
    json.Key("id");
    json.Int(static_cast<int>(i) + 1);
    json.Key("name");
    json.String(kSampleClasses[i].name.data());
    json.Key("supercategory");
    json.String("sample");
    json.EndObject();
  }
  json.EndArray();
}

Result<void> writePicture(const fs::path& target, const cv::Mat& bgr) {
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", bgr, bytes, {cv::IMWRITE_JPEG_QUALITY, kJpegQuality});
  std::FILE* file = std::fopen(target.c_str(), "wb");
  const bool written = file && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool closed = file && std::fclose(file) == 0;
  if (!written || !closed)
    return Error{ErrorKind::Unwritable, "picture can't be written", target.string()};
  return {};
}

}  // namespace

Result<SampleSummary> renderSample(const fs::path& folder,
                                   int images,
                                   uint64_t seed,
                                   ProgressSink& progress,
                                   const CancelToken& cancel) {
  if (images < 1)
    return Error{ErrorKind::WrongUse, "at least one image must be asked for", folder.string()};
  SampleSummary summary;
  summary.imageFolder = folder / "images";
  summary.annotationFile = folder / "instances.json";
  for (const auto& kind : kSampleClasses) summary.classes.emplace_back(kind.name);
  std::error_code code;
  fs::create_directories(summary.imageFolder, code);
  if (code)
    return Error{ErrorKind::Unwritable, "folder can't be made: " + code.message(), folder.string()};

  rapidjson::StringBuffer imageText, annotationText, head;
  JsonWriter imageJson(imageText), annotationJson(annotationText), json(head);
  imageJson.StartArray();
  annotationJson.StartArray();
  Progress state;
  state.stage = "sample";
  state.total = images;
  for (int index = 0; index < images; ++index) {
    if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "stopped", folder.string()};
    const SampleScene scene = renderSampleScene(seed, index);
    const auto written = writePicture(summary.imageFolder / fileName(index), scene.bgr);
    if (!written) return written.error();
    writeImage(imageJson, index, scene.bgr.size());
    for (const auto& object : scene.objects)
      writeAnnotation(annotationJson, ++summary.objects, index + 1, object);
    ++summary.images;
    state.done = index + 1;
    progress.report(state);
  }
  imageJson.EndArray();
  annotationJson.EndArray();

  json.StartObject();
  json.Key("info");
  json.StartObject();
  json.Key("description");
  json.String("Maskwright sample collection");
  json.Key("seed");
  json.Uint64(seed);
  json.EndObject();
  writeCategories(json);
  json.Key("images");
  json.RawValue(imageText.GetString(), imageText.GetSize(), rapidjson::kArrayType);
  json.Key("annotations");
  json.RawValue(annotationText.GetString(), annotationText.GetSize(), rapidjson::kArrayType);
  json.EndObject();
  const auto stored =
      writeFileAtomically(summary.annotationFile, {head.GetString(), head.GetSize()});
  if (!stored) return stored.error();
  return summary;
}

}  // namespace maskwright::imaging
