#include "core/coco/coco_reader.h"

#include "core/coco/coco_sax.h"
#include "core/coco/rle.h"

#include <cmath>
#include <limits>
#include <unordered_set>

namespace maskwright::coco {
namespace {

constexpr double kMaxId = 9007199254740992;  // 2^53: beyond it a double is no exact id
constexpr double kMaxSide = 65535;           // so that all pixels of an image have a 32-bit number
constexpr double kMaxCoordinate = 1e6;

std::optional<int64_t> wholeNumber(const std::optional<double>& value, double limit) {
  if (!value || !(std::abs(*value) <= limit) || std::floor(*value) != *value) return std::nullopt;
  return static_cast<int64_t>(*value);
}

/// Turns entries into annotations; what can't be used becomes an issue.
class Builder {
 public:
  Builder(const std::filesystem::path& file,
          const Index& index,
          const ReadOptions& options,
          std::vector<FileIssue>& issues)
      : file_(file.string()), options_(options), issues_(issues) {
    for (const Image& image : index.images) images_.emplace(image.id, &image);
    for (const CategoryEntry& category : index.categories) categories_.insert(category.id);
  }

  std::optional<Annotation> build(RawEntry& raw, bool resultsList) {
    ++position_;
    isList_ = resultsList;
    if (position_ == 1) boxAreas_ = resultsList && !raw.box.empty();
    Annotation out;
    out.id = isList_ ? position_ : wholeNumber(raw.id, kMaxId).value_or(0);
    std::string cause = raw.malformed;
    if (cause.empty()) cause = fillIds(raw, out);
    if (cause.empty()) cause = fillShape(raw, out);
    if (cause.empty()) return out;
    issues_.push_back({file_, out.id != 0 ? out.id : position_, std::move(cause)});
    return std::nullopt;
  }

 private:
  std::string fillIds(const RawEntry& raw, Annotation& out) {
    if (!isList_ && raw.id && !wholeNumber(raw.id, kMaxId)) return "annotation id is not whole";
    const auto image = wholeNumber(raw.image, kMaxId);
    if (!image) return "image id is missing or not a whole number";
    out.image = *image;
    if (!images_.contains(*image))
      return "image id " + std::to_string(*image) + " is not among the images";
    if (raw.category) {
      const auto category = wholeNumber(raw.category, kMaxId);
      if (!category) return "category id is not a whole number";
      out.category = *category;
      if (options_.unknownCategory == UnknownCategory::Issue && !categories_.empty() &&
          !categories_.contains(*category))
        return "category id " + std::to_string(*category) + " is not among the categories";
    } else if (options_.unknownCategory == UnknownCategory::Issue && !categories_.empty()) {
      return "category id is missing";
    }
    if (isList_ && !raw.score) return "result without a score";
    if (raw.score) {
      if (!std::isfinite(*raw.score)) return "score is not a finite number";
      out.score = *raw.score;
    }
    out.crowd = !isList_ && raw.crowd.value_or(0) != 0;
    return {};
  }

  std::string fillShape(RawEntry& raw, Annotation& out) {
    if (!raw.box.empty()) {
      if (raw.box.size() != 4) return "box has " + std::to_string(raw.box.size()) + " numbers";
      for (const double v : raw.box)
        if (!std::isfinite(v)) return "box is not finite";
      if (raw.box[2] < 0 || raw.box[3] < 0) return "box has a negative size";
      out.box = {raw.box[0], raw.box[1], raw.box[2], raw.box[3]};
      out.hasBox = true;
    }
    if (raw.kind != RawEntry::Segmentation::None && (options_.masks || !out.hasBox))
      if (std::string cause = fillMask(raw, *images_.at(out.image), out); !cause.empty())
        return cause;
    if (!out.hasMask && !out.hasBox) return "neither a segmentation nor a box";
    fillArea(raw, out);
    if (!out.hasBox) out.box = toBox(out.mask);
    return {};
  }

  void fillArea(const RawEntry& raw, Annotation& out) const {
    if (boxAreas_ && !raw.box.empty()) {
      out.area = out.box.w * out.box.h;
    } else if (!isList_ && raw.area && std::isfinite(*raw.area)) {
      out.area = *raw.area;
      out.hasArea = true;
    } else {
      out.area = out.hasMask ? static_cast<double>(area(out.mask)) : out.box.w * out.box.h;
    }
  }

  std::string fillMask(RawEntry& raw, const Image& image, Annotation& out) {
    int height = image.height, width = image.width;
    if (raw.kind != RawEntry::Segmentation::Polygons) {
      if (std::string cause = checkSize(raw, image, height, width); !cause.empty()) return cause;
    } else {
      if (raw.parts.empty()) return {};  // "segmentation": [] means that there is none
      if (std::string cause = checkPolygons(raw, image); !cause.empty()) return cause;
    }
    Result<Rle> mask = Rle{};
    if (raw.kind == RawEntry::Segmentation::Polygons) {
      mask = fromPolygons(raw.parts, height, width);
    } else if (raw.kind == RawEntry::Segmentation::Compressed) {
      mask = fromCompressed(raw.compressed, height, width);
    } else {
      mask = fromRuns(raw.counts, height, width);
    }
    if (!mask) return "malformed segmentation: " + mask.error().message;
    out.mask = std::move(*mask);
    out.hasMask = true;
    return {};
  }

  static std::string checkSize(const RawEntry& raw, const Image& image, int& height, int& width) {
    if (raw.size.size() != 2 || !(raw.size[0] >= 0 && raw.size[0] <= kMaxSide) ||
        !(raw.size[1] >= 0 && raw.size[1] <= kMaxSide))
      return "malformed segmentation: size is not [height, width]";
    height = static_cast<int>(raw.size[0]);
    width = static_cast<int>(raw.size[1]);
    if (image.height > 0 && image.width > 0 && (height != image.height || width != image.width))
      return "mask of " + std::to_string(width) + " x " + std::to_string(height) +
             " pixels on an image of " + std::to_string(image.width) + " x " +
             std::to_string(image.height);
    return {};
  }

  static std::string checkPolygons(const RawEntry& raw, const Image& image) {
    if (image.height <= 0 || image.width <= 0) return "polygon on an image without a size";
    for (const auto& part : raw.parts) {
      if (part.size() < 6 || part.size() % 2 != 0)
        return "malformed segmentation: polygon of " + std::to_string(part.size()) + " numbers";
      for (const double v : part)
        if (!(std::abs(v) <= kMaxCoordinate))
          return "malformed segmentation: polygon coordinate out of range";
    }
    return {};
  }

  static Result<Rle> fromRuns(const std::vector<double>& counts, int height, int width) {
    Rle rle{height, width, {}};
    rle.counts.reserve(counts.size());
    for (const double run : counts) {
      if (!(run >= 0 && run <= std::numeric_limits<uint32_t>::max()) || std::floor(run) != run)
        return Error{ErrorKind::Unreadable, "run length is not a whole number", {}};
      rle.counts.push_back(static_cast<uint32_t>(run));
    }
    if (auto valid = validate(rle); !valid) return valid.error();
    return rle;
  }

  const std::string file_;
  bool isList_ = false;
  bool boxAreas_ = false;
  const ReadOptions options_;
  std::vector<FileIssue>& issues_;
  int64_t position_ = 0;
  std::unordered_map<int64_t, const Image*> images_;
  std::unordered_set<int64_t> categories_;
};

Error notCoco(const std::filesystem::path& file) {
  return {
      ErrorKind::Unreadable, "neither a COCO data set nor a COCO list of results", file.string()};
}

}  // namespace

Result<Index> readIndex(const std::filesystem::path& file, std::vector<FileIssue>& issues) {
  Index index;
  std::unordered_set<int64_t> imageIds, categoryIds;
  const auto complain = [&](const std::string& cause) {
    issues.push_back({file.string(), 0, cause});
  };
  const auto entry = [&](Section section, RawEntry& raw) {
    const bool isImage = section == Section::Images;
    const std::string what = isImage ? "image" : "category";
    const auto id = wholeNumber(raw.id, kMaxId);
    const bool fresh = id && (isImage ? imageIds : categoryIds).insert(*id).second;
    if (!raw.malformed.empty())
      complain(what + ": " + raw.malformed);
    else if (!id)
      complain(what + " without a usable id" + (isImage ? " (" + raw.fileName + ")" : ""));
    else if (!fresh)
      complain(what + " id " + std::to_string(*id) + " occurs twice; the first one counts");
    else if (isImage)
      index.images.push_back({*id,
                              std::move(raw.fileName),
                              static_cast<int>(wholeNumber(raw.width, kMaxSide).value_or(0)),
                              static_cast<int>(wholeNumber(raw.height, kMaxSide).value_or(0))});
    else
      index.categories.push_back({*id, std::move(raw.name), std::move(raw.supercategory)});
    return true;
  };
  const auto summary = streamCoco(
      file, [](Section s) { return s == Section::Images || s == Section::Categories; }, entry);
  if (!summary) return summary.error();
  index.resultsList = summary->rootIsList;
  if (!summary->rootIsList && !summary->sawImages && !summary->sawAnnotations) return notCoco(file);
  return index;
}

Result<void> readAnnotations(const std::filesystem::path& file,
                             const Index& index,
                             const ReadOptions& options,
                             const std::function<bool(Annotation&&)>& visit,
                             std::vector<FileIssue>& issues) {
  Builder builder(file, index, options, issues);
  const auto summary = streamCoco(
      file,
      [](Section s) { return s == Section::Annotations || s == Section::Results; },
      [&](Section section, RawEntry& raw) {
        auto annotation = builder.build(raw, section == Section::Results);
        return !annotation || visit(std::move(*annotation));
      });
  if (!summary) return summary.error();
  return {};
}

Result<std::vector<Annotation>> loadAnnotations(const std::filesystem::path& file,
                                                const Index& index,
                                                const ReadOptions& options,
                                                std::vector<FileIssue>& issues) {
  std::vector<Annotation> all;
  const auto read = readAnnotations(
      file,
      index,
      options,
      [&](Annotation&& annotation) {
        all.push_back(std::move(annotation));
        return true;
      },
      issues);
  if (!read) return read.error();
  return all;
}

}  // namespace maskwright::coco
