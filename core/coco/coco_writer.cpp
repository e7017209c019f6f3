#include "core/coco/coco_writer.h"

#include "core/coco/polygon.h"
#include "core/coco/rle.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <string_view>

namespace maskwright::coco {
namespace {

constexpr double kMinRoundTripIou = .98;
constexpr size_t kFlushBytes = 1 << 20;

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void text(Json& json, const char* key, const std::string& value) {
  json.Key(key);
  json.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
}

void whole(Json& json, const char* key, int64_t value) {
  json.Key(key);
  json.Int64(value);
}

/// Whole numbers without ".0": smaller files, and boxes and corners are whole pixels.
void number(Json& json, double value) {
  if (value == std::floor(value) && std::abs(value) < 1e15)
    json.Int64(static_cast<int64_t>(value));
  else
    json.Double(value);
}

void writeProvenance(Json& json, const Provenance& from) {
  json.Key("maskwright");
  json.StartObject();
  whole(json, "candidate_id", from.candidate);
  whole(json, "round", from.round);
  text(json, "source", from.source);
  text(json, "profile", from.profile);
  text(json, "verdict", from.verdict);
  if (from.decidedAt.empty()) {
    json.Key("decided_at");
    json.Null();
  } else {
    text(json, "decided_at", from.decidedAt);
  }
  json.EndObject();
}

void writePolygons(Json& json, const std::vector<std::vector<double>>& parts) {
  json.StartArray();
  for (const auto& part : parts) {
    json.StartArray();
    for (const double value : part) number(json, value);
    json.EndArray();
  }
  json.EndArray();
}

void writeRle(Json& json, const Rle& mask) {
  json.StartObject();
  json.Key("size");
  json.StartArray();
  json.Int(mask.height);
  json.Int(mask.width);
  json.EndArray();
  text(json, "counts", toCompressed(mask));
  json.EndObject();
}

/// Why these outlines can't hold the mask; empty if they can.
std::string refusalOf(const Rle& mask, const Outlines& outlines) {
  if (outlines.parts.empty()) return "empty mask";
  if (outlines.holes > 0)
    return std::to_string(outlines.holes) + (outlines.holes == 1 ? " hole" : " holes");
  const double back = roundTripIou(mask, outlines);
  return back < kMinRoundTripIou ? "polygons give the mask back with IoU " + std::to_string(back)
                                 : "";
}

/// Writes the mask as polygons if they can hold it; else as RLE with the reason.
CocoWriter::Written writeSegmentation(Json& json,
                                      const Rle& mask,
                                      SegmentationForm form,
                                      double tolerance) {
  json.Key("segmentation");
  CocoWriter::Written written{form, {}};
  if (form == SegmentationForm::Polygon) {
    const Outlines outlines = traceOutlines(mask, tolerance);
    written.fallbackReason = refusalOf(mask, outlines);
    if (written.fallbackReason.empty()) {
      writePolygons(json, outlines.parts);
      return written;
    }
    written.form = SegmentationForm::Rle;
  }
  writeRle(json, mask);
  return written;
}

void writeAudits(Json& json, const std::vector<WrittenAudit>& audits) {
  json.Key("maskwright_audits");
  json.StartArray();
  for (const WrittenAudit& audit : audits) {
    json.StartObject();
    whole(json, "id", audit.id);
    text(json, "outcome", audit.outcome);
    json.Key("threshold");
    number(json, audit.threshold);
    json.Key("target");
    number(json, audit.target);
    json.Key("confidence");
    number(json, audit.confidence);
    json.Key("precision_at_least");
    number(json, audit.bound);
    whole(json, "population", audit.population);
    whole(json, "judged", audit.judged);
    whole(json, "good", audit.good);
    whole(json, "seed", static_cast<int64_t>(audit.seed));
    text(json, "finished_at", audit.finishedAt);
    json.Key("sample");
    json.StartArray();
    for (const auto& sampled : audit.sample) {
      json.StartObject();
      whole(json, "candidate", sampled.candidate);
      text(json, "verdict", sampled.verdict);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

struct CocoWriter::State {
  explicit State(std::filesystem::path target) : file(std::move(target)) {}

  Result<void> flush(bool all) {
    if (!all && buffer.GetSize() < kFlushBytes) return {};
    auto done = file.write({buffer.GetString(), buffer.GetSize()});
    buffer.Clear();
    return done;
  }

  AtomicFile file;
  rapidjson::StringBuffer buffer;
  Json json{buffer};
  bool inAnnotations = false;
};

std::string whyNotPolygons(const Rle& mask, double tolerance) {
  return refusalOf(mask, traceOutlines(mask, tolerance));
}

CocoWriter::CocoWriter(std::filesystem::path target)
    : state_(std::make_unique<State>(std::move(target))) {}
CocoWriter::~CocoWriter() = default;

Result<void> CocoWriter::open(const WriterInfo& info,
                              const std::vector<CategoryEntry>& categories) {
  if (auto opened = state_->file.open(); !opened) return opened;
  Json& json = state_->json;
  json.StartObject();
  json.Key("info");
  json.StartObject();
  text(json, "description", info.description);
  text(json, "version", info.version);
  text(json, "date_created", info.dateCreated);
  if (!info.audits.empty()) writeAudits(json, info.audits);
  json.EndObject();
  json.Key("licenses");
  json.StartArray();
  json.EndArray();
  json.Key("categories");
  json.StartArray();
  for (const auto& category : categories) {
    json.StartObject();
    whole(json, "id", category.id);
    text(json, "name", category.name);
    text(json, "supercategory", category.supercategory);
    json.EndObject();
  }
  json.EndArray();
  json.Key("images");
  json.StartArray();
  return {};
}

Result<void> CocoWriter::image(const Image& image) {
  Json& json = state_->json;
  json.StartObject();
  whole(json, "id", image.id);
  text(json, "file_name", image.fileName);
  whole(json, "width", image.width);
  whole(json, "height", image.height);
  json.EndObject();
  return state_->flush(false);
}

Result<CocoWriter::Written> CocoWriter::annotation(const WrittenAnnotation& object,
                                                   SegmentationForm form,
                                                   double tolerance) {
  Json& json = state_->json;
  if (!state_->inAnnotations) {
    json.EndArray();
    json.Key("annotations");
    json.StartArray();
    state_->inAnnotations = true;
  }
  json.StartObject();
  whole(json, "id", object.id);
  whole(json, "image_id", object.image);
  whole(json, "category_id", object.category);
  whole(json, "iscrowd", object.crowd);
  whole(json, "area", area(object.mask));
  const Box box = toBox(object.mask);
  json.Key("bbox");
  json.StartArray();
  for (const double value : {box.x, box.y, box.w, box.h}) number(json, value);
  json.EndArray();
  const Written written = writeSegmentation(json, object.mask, form, tolerance);
  if (object.score && std::isfinite(*object.score)) {
    json.Key("score");
    json.Double(*object.score);
  }
  if (object.provenance) writeProvenance(json, *object.provenance);
  json.EndObject();
  if (auto flushed = state_->flush(false); !flushed) return flushed.error();
  return written;
}

Result<void> CocoWriter::commit() {
  Json& json = state_->json;
  json.EndArray();
  if (!state_->inAnnotations) {
    json.Key("annotations");
    json.StartArray();
    json.EndArray();
  }
  json.EndObject();
  if (auto flushed = state_->flush(true); !flushed) return flushed;
  return state_->file.commit();
}

}  // namespace maskwright::coco
