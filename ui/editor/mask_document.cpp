#include "ui/editor/mask_document.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_edit_polygon.h"
#include "core/imaging/mask_edit_stroke.h"
#include "core/imaging/mask_ops.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

Rle encode(const cv::Mat& part) {
  return coco::encode(part.data, part.rows, part.cols, part.step);
}

/// Pixels that a stroke can reach, inside the picture.
cv::Rect reachOf(cv::Point2d from, cv::Point2d to, double radius, cv::Size size) {
  const auto low = [&](double a, double b, int limit) {
    return static_cast<int>(std::clamp(std::floor(std::min(a, b) - radius), 0.0, double(limit)));
  };
  const auto high = [&](double a, double b, int limit) {
    return static_cast<int>(std::clamp(std::ceil(std::max(a, b) + radius), 0.0, double(limit)));
  };
  const int left = low(from.x, to.x, size.width), right = high(from.x, to.x, size.width);
  const int top = low(from.y, to.y, size.height), bottom = high(from.y, to.y, size.height);
  return {left, top, right - left, bottom - top};
}

}  // namespace

MaskDocument::MaskDocument(const Rle& start) {
  const cv::Mat inside = imaging::toMat(coco::decode(start));
  start_ = inside != 0;
  mask_ = start_.clone();
  committed_ = start_.clone();
  area_ = startArea_ = common_ = cv::countNonZero(start_);
}

/// Keeps the counts while `change` works on the pixels of `box`.
template <typename Change>
void MaskDocument::counted(const cv::Rect& box, Change change) {
  if (box.empty()) return;
  const cv::Mat part = mask_(box), begun = start_(box);
  area_ -= cv::countNonZero(part);
  common_ -= cv::countNonZero(part & begun);
  change();
  area_ += cv::countNonZero(part);
  common_ += cv::countNonZero(part & begun);
}

cv::Rect MaskDocument::stroke(cv::Point2d from, cv::Point2d to, double radius, bool inside) {
  cv::Rect touched;
  counted(reachOf(from, to, radius, mask_.size()),
          [&] { touched = imaging::paintStroke(mask_, from, to, radius, inside); });
  open_ |= touched;
  return touched;
}

cv::Rect MaskDocument::polygon(std::span<const cv::Point2d> corners,
                               bool inside,
                               const std::string& tool) {
  cv::Rect touched;
  counted(cv::Rect({}, mask_.size()),
          [&] { touched = imaging::fillPolygon(mask_, corners, inside); });
  open_ |= touched;
  commit(tool);
  return touched;
}

cv::Rect MaskDocument::replace(const cv::Rect& box, const cv::Mat& part, const std::string& tool) {
  counted(box, [&] { cv::Mat(part != 0).copyTo(mask_(box)); });
  open_ |= box;
  commit(tool);
  return box;
}

bool MaskDocument::commit(const std::string& tool) {
  const cv::Rect box = open_;
  open_ = {};
  if (box.empty() || cv::countNonZero(mask_(box) != committed_(box)) == 0) return false;
  edits_.resize(done_);
  edits_.push_back({tool, box, encode(committed_(box)), encode(mask_(box))});
  ++done_;
  mask_(box).copyTo(committed_(box));
  return true;
}

cv::Rect MaskDocument::abandon() {
  const cv::Rect box = open_;
  open_ = {};
  counted(box, [&] { committed_(box).copyTo(mask_(box)); });
  return box;
}

void MaskDocument::put(const cv::Rect& box, const Rle& pixels) {
  counted(box, [&] {
    const cv::Mat part = imaging::toMat(coco::decode(pixels));
    cv::Mat(part != 0).copyTo(mask_(box));
  });
  mask_(box).copyTo(committed_(box));
}

cv::Rect MaskDocument::undo() {
  if (!canUndo()) return {};
  const Edit& edit = edits_[--done_];
  put(edit.box, edit.before);
  return edit.box;
}

cv::Rect MaskDocument::redo() {
  if (!canRedo()) return {};
  const Edit& edit = edits_[done_++];
  put(edit.box, edit.after);
  return edit.box;
}

double MaskDocument::iouWithStart() const {
  const int64_t joined = area_ + startArea_ - common_;
  return joined > 0 ? static_cast<double>(common_) / static_cast<double>(joined) : 1;
}

std::string MaskDocument::tools() const {
  std::vector<std::pair<std::string, int>> counts;
  for (size_t i = 0; i < done_; ++i) {
    const auto known = std::find_if(
        counts.begin(), counts.end(), [&](const auto& one) { return one.first == edits_[i].tool; });
    if (known == counts.end())
      counts.emplace_back(edits_[i].tool, 1);
    else
      ++known->second;
  }
  std::string text;
  for (const auto& [tool, count] : counts)
    text += (text.empty() ? "" : ", ") + tool + " " + std::to_string(count);
  return text;
}

Rle MaskDocument::toRle() const {
  return encode(mask_);
}

}  // namespace maskwright::ui
