#include "core/coco/coco_sax.h"

#include <rapidjson/error/en.h>
#include <rapidjson/filereadstream.h>
#include <rapidjson/reader.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string_view>

namespace maskwright::coco {
namespace {

using rapidjson::SizeType;

/// Where in the file the parser is.
enum class Place {
  Start,       // before the root
  Root,        // in the root object
  List,        // in a wanted list
  Entry,       // in an element of it
  Parts,       // segmentation: list of polygons
  Part,        // segmentation: numbers of one polygon
  RleObject,   // segmentation: {"size": .., "counts": ..}
  Counts,      // its list of runs
  Size,        // its size
  BoxNumbers,  // bbox
  End
};

class Handler {
 public:
  Handler(const std::function<bool(Section)>& wanted,
          const std::function<bool(Section, RawEntry&)>& entry)
      : wanted_(wanted), entry_(entry) {}

  const SaxSummary& summary() const { return summary_; }
  bool stopped() const { return stopped_; }

  bool Null() { return skipDepth_ > 0 || null(); }
  bool Bool(bool value) {
    if (skipDepth_ == 0 && place_ == Place::Entry && key_ == "iscrowd") {
      item_.crowd = value;
      return true;
    }
    return wrongType();
  }
  bool Int(int v) { return number(v); }
  bool Uint(unsigned v) { return number(v); }
  bool Int64(int64_t v) { return number(static_cast<double>(v)); }
  bool Uint64(uint64_t v) { return number(static_cast<double>(v)); }
  bool Double(double v) { return number(v); }
  bool RawNumber(const char*, SizeType, bool) { return false; }

  bool String(const char* text, SizeType length, bool) {
    if (skipDepth_ > 0) return true;
    if (place_ == Place::Entry) {
      if (key_ == "file_name")
        item_.fileName.assign(text, length);
      else if (key_ == "name")
        item_.name.assign(text, length);
      else if (key_ == "supercategory")
        item_.supercategory.assign(text, length);
      else
        return wrongType();
      return true;
    }
    if (place_ == Place::RleObject && key_ == "counts") {
      item_.kind = RawEntry::Segmentation::Compressed;
      item_.compressed.assign(text, length);
      return true;
    }
    return wrongType();
  }

  bool Key(const char* text, SizeType length, bool) {
    if (skipDepth_ == 0) key_.assign(text, length);
    return true;
  }

  bool StartObject() {
    if (skipDepth_ > 0) return skip();
    switch (place_) {
      case Place::Start:
        place_ = Place::Root;
        return true;
      case Place::List:
        item_ = {};
        place_ = Place::Entry;
        return true;
      case Place::Entry:
        if (key_ == "segmentation") {
          place_ = Place::RleObject;
          item_.kind = RawEntry::Segmentation::Counts;
          return true;
        }
        break;
      default:
        break;
    }
    return wrongType() && skip();
  }

  bool EndObject(SizeType) {
    if (skipDepth_ > 0) return unskip();
    if (place_ == Place::Entry) {
      place_ = Place::List;
      stopped_ = !entry_(section_, item_);
      return !stopped_;
    }
    place_ = place_ == Place::RleObject ? Place::Entry : Place::End;
    return true;
  }

  bool StartArray() {
    if (skipDepth_ > 0) return skip();
    if (place_ == Place::Start) {
      summary_.rootIsList = true;
      return enter(Section::Results);
    }
    if (place_ == Place::Root) {
      const Section section = sectionOf(key_);
      summary_.sawImages |= section == Section::Images;
      summary_.sawAnnotations |= section == Section::Annotations;
      return section == Section::None ? skip() : enter(section);
    }
    if (place_ == Place::Entry && key_ == "segmentation") {
      item_.kind = RawEntry::Segmentation::Polygons;
      place_ = Place::Parts;
    } else if (place_ == Place::Entry && key_ == "bbox") {
      place_ = Place::BoxNumbers;
    } else if (place_ == Place::Parts) {
      item_.parts.emplace_back();
      place_ = Place::Part;
    } else if (place_ == Place::RleObject && key_ == "counts") {
      place_ = Place::Counts;
    } else if (place_ == Place::RleObject && key_ == "size") {
      place_ = Place::Size;
    } else {
      return wrongType() && skip();
    }
    return true;
  }

  bool EndArray(SizeType) {
    if (skipDepth_ > 0) return unskip();
    switch (place_) {
      case Place::List:
        place_ = summary_.rootIsList ? Place::End : Place::Root;
        break;
      case Place::Part:
        place_ = Place::Parts;
        break;
      case Place::Counts:
      case Place::Size:
        place_ = Place::RleObject;
        break;
      default:
        place_ = Place::Entry;
    }
    return true;
  }

 private:
  static Section sectionOf(std::string_view key) {
    if (key == "images") return Section::Images;
    if (key == "annotations") return Section::Annotations;
    if (key == "categories") return Section::Categories;
    return Section::None;
  }

  bool skip() {
    ++skipDepth_;
    return true;
  }
  bool unskip() {
    --skipDepth_;
    return true;
  }
  bool enter(Section section) {
    if (!wanted_(section)) return skip();
    section_ = section;
    place_ = Place::List;
    return true;
  }

  std::optional<double>* numberField() {
    if (key_ == "id") return &item_.id;
    if (key_ == "image_id") return &item_.image;
    if (key_ == "category_id") return &item_.category;
    if (key_ == "width") return &item_.width;
    if (key_ == "height") return &item_.height;
    if (key_ == "area") return &item_.area;
    if (key_ == "score") return &item_.score;
    if (key_ == "iscrowd") return &item_.crowd;
    return nullptr;
  }

  bool number(double value) {
    if (skipDepth_ > 0) return true;
    switch (place_) {
      case Place::Entry:
        if (auto* field = numberField()) {
          *field = value;
          return true;
        }
        return wrongType();
      case Place::Part:
        item_.parts.back().push_back(value);
        return true;
      case Place::Counts:
        item_.counts.push_back(value);
        return true;
      case Place::Size:
        item_.size.push_back(value);
        return true;
      case Place::BoxNumbers:
        item_.box.push_back(value);
        return true;
      default:
        return wrongType();
    }
  }

  /// null stands for "not given" in an entry, and is wrong inside a list of numbers.
  bool null() { return place_ == Place::Entry || wrongType(); }

  /// A value that does not belong here. Unknown fields may hold anything.
  bool wrongType() {
    if (skipDepth_ > 0) return true;
    if (place_ == Place::List) {
      item_ = {};
      item_.malformed = "entry is not an object";
      stopped_ = !entry_(section_, item_);
      return !stopped_;
    }
    if (!item_.malformed.empty()) return true;
    const auto complain = [&](const std::string& what) {
      item_.malformed = "\"" + key_ + "\" is not " + what;
    };
    if (place_ == Place::Entry) {
      if (numberField() != nullptr)
        complain("a number");
      else if (key_ == "bbox")
        complain("a list of numbers");
      else if (key_ == "segmentation")
        complain("a list of polygons or a run length object");
      else if (key_ == "file_name" || key_ == "name")
        complain("a text");
    } else if (place_ != Place::Root && place_ != Place::Start) {
      const bool known = place_ != Place::RleObject || key_ == "counts" || key_ == "size";
      if (known) item_.malformed = "malformed segmentation or box";
    }
    return true;
  }

  const std::function<bool(Section)>& wanted_;
  const std::function<bool(Section, RawEntry&)>& entry_;
  SaxSummary summary_;
  Place place_ = Place::Start;
  Section section_ = Section::None;
  int64_t skipDepth_ = 0;
  std::string key_;
  RawEntry item_;
  bool stopped_ = false;
};

/// Some editors put a UTF-8 byte order mark in front. Returns the bytes taken.
size_t skipByteOrderMark(std::FILE* in) {
  std::array<char, 3> start{};
  const size_t read = std::fread(start.data(), 1, start.size(), in);
  if (std::string_view(start.data(), read) == "\xef\xbb\xbf") return read;
  std::rewind(in);
  return 0;
}

}  // namespace

Result<SaxSummary> streamCoco(const std::filesystem::path& file,
                              const std::function<bool(Section)>& wanted,
                              const std::function<bool(Section, RawEntry&)>& entry) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    return Error{ErrorKind::NotFound, "file does not exist", file.string()};
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rb"),
                                                           &std::fclose);
  if (!in || std::filesystem::is_directory(file, ignored))
    return Error{ErrorKind::Unreadable, "file can't be read", file.string()};
  const size_t skipped = skipByteOrderMark(in.get());
  std::array<char, 1 << 16> buffer;
  rapidjson::FileReadStream bytes(in.get(), buffer.data(), buffer.size());
  rapidjson::Reader reader;
  Handler handler(wanted, entry);
  // Iterative: nesting depth in a hostile file must not use the stack.
  constexpr unsigned kFlags = rapidjson::kParseFullPrecisionFlag | rapidjson::kParseIterativeFlag |
                              rapidjson::kParseNanAndInfFlag;
  const auto parsed = reader.Parse<kFlags>(bytes, handler);
  if (parsed.IsError() && !handler.stopped())
    return Error{ErrorKind::Unreadable,
                 "broken JSON at byte " + std::to_string(parsed.Offset() + skipped) + ": " +
                     rapidjson::GetParseError_En(parsed.Code()),
                 file.string()};
  return handler.summary();
}

}  // namespace maskwright::coco
