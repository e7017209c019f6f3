#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"
#include "core/services/coco_match.h"
#include "core/services/export_service.h"

#include <cmath>
#include <unordered_set>

namespace maskwright {
namespace {

std::string boxText(const Box& box) {
  const auto shortNumber = [](double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return std::string(text);
  };
  return "[" + shortNumber(box.x) + ", " + shortNumber(box.y) + ", " + shortNumber(box.w) + ", " +
         shortNumber(box.h) + "]";
}

/// Calls `complain(cause)` for each promise that the annotation breaks.
template <typename Complain>
void checkAnnotation(const coco::Annotation& annotation,
                     std::unordered_set<int64_t>& ids,
                     Complain complain) {
  if (annotation.id < 1) complain("id is missing or below 1");
  if (annotation.id >= 1 && !ids.insert(annotation.id).second) complain("id occurs twice");
  if (annotation.category < 1) complain("category id is missing or below 1");
  if (!annotation.hasMask) {
    complain("no segmentation");
    return;
  }
  const auto pixels = static_cast<double>(coco::area(annotation.mask));
  const Box tight = coco::toBox(annotation.mask);
  if (pixels == 0) complain("the mask is empty");
  if (!annotation.hasBox)
    complain("no box");
  else if (!(annotation.box == tight))
    complain("box " + boxText(annotation.box) + " is not the mask's tight box " + boxText(tight));
  if (!annotation.hasArea)
    complain("no area");
  else if (annotation.area != pixels)
    complain("area " + std::to_string(annotation.area) + " is not the mask's " +
             std::to_string(static_cast<int64_t>(pixels)) + " pixels");
}

}  // namespace

Result<CheckSummary> checkCoco(const std::filesystem::path& file, ProgressSink& sink) {
  CheckSummary summary;
  std::vector<coco::FileIssue> issues;
  const auto flush = [&] {
    summary.problems += static_cast<int64_t>(issues.size());
    reportIssues(issues, sink);
    issues.clear();
  };
  const auto index = coco::readIndex(file, issues);
  if (!index) return index.error();
  if (index->resultsList)
    return Error{ErrorKind::Unreadable, "is a list of results, not a data set", file.string()};
  std::unordered_set<std::string> names;
  for (const auto& image : index->images) {
    const std::string which = "image " + std::to_string(image.id) + ": ";
    if (image.id < 1) issues.push_back({file.string(), 0, which + "id below 1"});
    if (image.width <= 0 || image.height <= 0)
      issues.push_back({file.string(), 0, which + "no usable width and height"});
    if (image.fileName.empty() || !names.insert(image.fileName).second)
      issues.push_back({file.string(), 0, which + "file name is missing or occurs twice"});
  }
  for (const auto& category : index->categories)
    if (category.id < 1 || category.name.empty())
      issues.push_back({file.string(),
                        0,
                        "category " + std::to_string(category.id) + ": id below 1 or no name"});
  summary.images = static_cast<int64_t>(index->images.size());

  std::unordered_set<int64_t> ids;
  const auto read = coco::readAnnotations(
      file,
      *index,
      {},
      [&](coco::Annotation&& annotation) {
        flush();
        ++summary.annotations;
        checkAnnotation(annotation, ids, [&](const std::string& cause) {
          issues.push_back({file.string(), annotation.id, cause});
        });
        return true;
      },
      issues);
  flush();
  if (!read) return read.error();
  return summary;
}

}  // namespace maskwright
