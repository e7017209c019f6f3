#include "core/services/coco_match.h"

#include <algorithm>

namespace maskwright {
namespace {

std::string baseName(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

bool endsWithPath(const std::string& path, const std::string& end) {
  return path.size() > end.size() && path.ends_with(end) &&
         path[path.size() - end.size() - 1] == '/';
}

/// "./a.jpg" and "a\b.jpg" are written by some tools.
std::string normalised(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  while (path.starts_with("./")) path.erase(0, 2);
  return path;
}

std::string pixels(int width, int height) {
  return std::to_string(width) + " x " + std::to_string(height) + " pixels";
}

}  // namespace

ImageMatcher::ImageMatcher(const std::vector<ImageRecord>& images) {
  for (const auto& image : images) {
    byPath_.emplace(image.path, &image);
    byName_[baseName(image.path)].push_back(&image);
  }
}

const ImageRecord* ImageMatcher::find(const std::string& fileName) const {
  const std::string wanted = normalised(fileName);
  if (const auto exact = byPath_.find(wanted); exact != byPath_.end()) return exact->second;
  const auto named = byName_.find(baseName(wanted));
  if (named == byName_.end()) return nullptr;
  const ImageRecord* found = nullptr;
  for (const auto* image : named->second) {
    if (!endsWithPath(image->path, wanted) && !endsWithPath(wanted, image->path)) continue;
    if (found) return nullptr;  // two could be meant
    found = image;
  }
  return found;
}

Result<CocoTruth> readTruth(const std::filesystem::path& file,
                            const std::vector<ImageRecord>& images,
                            ProgressSink& sink) {
  std::vector<coco::FileIssue> issues;
  auto index = coco::readIndex(file, issues);
  if (!index) return index.error();
  if (index->resultsList)
    return Error{ErrorKind::Unreadable,
                 "is a list of results without images; a COCO data set is needed",
                 file.string()};
  reportIssues(issues, sink);
  CocoTruth truth;
  truth.index = std::move(*index);
  const ImageMatcher matcher(images);
  for (auto& image : truth.index.images) {
    const auto* found = matcher.find(image.fileName);
    if (!found) {
      truth.unknown.push_back(image.fileName);
      continue;
    }
    if (image.width == 0 || image.height == 0) {
      image.width = found->width;
      image.height = found->height;
    }
    if (image.width != found->width || image.height != found->height)
      truth.wrongSize.push_back(image.fileName + ": " + pixels(image.width, image.height) +
                                " in the file, but the image has " +
                                pixels(found->width, found->height));
    else
      truth.images.emplace(image.id, *found);
  }
  return truth;
}

void reportIssues(const std::vector<coco::FileIssue>& issues, ProgressSink& sink) {
  for (const auto& issue : issues) sink.issue(issue.file, issue.text());
}

}  // namespace maskwright
