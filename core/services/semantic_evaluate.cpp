#include "core/services/semantic_evaluate.h"

#include "core/coco/rle.h"
#include "core/imaging/label_map_file.h"
#include "core/services/coco_match.h"
#include "core/services/prototype_service.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/prototype_repository.h"

#include <algorithm>
#include <unordered_map>

namespace maskwright {
namespace {

using coco::Annotation;

/// Numbers of the classes, and of the groups that prototypes form.
struct Labels {
  std::vector<std::string> classes;
  std::unordered_map<int64_t, int> classOf;  ///< by category id of the file
  std::vector<int> groupOf;                  ///< by prototype, -1 = off
  std::vector<int> roots;                    ///< prototype that stands for each group
};

Labels labelsOf(const coco::Index& index,
                const std::vector<Prototype>& prototypes,
                bool background) {
  Labels labels;
  for (const auto& category : index.categories) {
    labels.classOf.emplace(category.id, static_cast<int>(labels.classes.size()));
    labels.classes.push_back(category.name);
  }
  if (background) labels.classes.emplace_back("background");
  std::unordered_map<int, int> groupOfRoot;
  for (const int root : shownPrototypes(prototypes)) {
    if (root < 0) {
      labels.groupOf.push_back(-1);
      continue;
    }
    const auto [found, isNew] = groupOfRoot.emplace(root, static_cast<int>(labels.roots.size()));
    if (isNew) labels.roots.push_back(root);
    labels.groupOf.push_back(found->second);
  }
  return labels;
}

/// Classes of an image's pixels, row-major; `ground` where there is no object.
std::vector<int> paint(std::vector<const Annotation*> objects,
                       const Labels& labels,
                       int width,
                       int height,
                       int ground) {
  std::vector<int> pixels(static_cast<size_t>(width) * static_cast<size_t>(height), ground);
  std::stable_sort(objects.begin(), objects.end(), [](const auto* a, const auto* b) {
    return coco::area(a->mask) > coco::area(b->mask);
  });
  for (const auto* object : objects) {
    const auto found = labels.classOf.find(object->category);
    if (found == labels.classOf.end()) continue;
    const Bitmap mask = coco::decode(object->mask);
    if (mask.width != width || mask.height != height) continue;
    for (size_t i = 0; i < pixels.size(); ++i)
      if (mask.data[i]) pixels[i] = found->second;
  }
  return pixels;
}

std::optional<coco::SemanticScores> scoreByName(store::Connection& connection,
                                                const Run& run,
                                                bool background,
                                                const coco::SemanticHistogram& histogram,
                                                const Labels& labels,
                                                const std::vector<Prototype>& prototypes) {
  std::unordered_map<CategoryId, std::string> names;
  for (const auto& category : store::CategoryRepository(connection).all())
    names.emplace(category.id, category.name);
  std::vector<int> classOf(labels.roots.size(), -1);
  bool any = false;
  for (size_t g = 0; g < labels.roots.size(); ++g) {
    const auto& state = prototypes[static_cast<size_t>(labels.roots[g])].state;
    const auto name = names.find(state.category);
    if (name == names.end() && labels.roots[g] == 0 && background && zeroIsBackground(run))
      classOf[g] = static_cast<int>(labels.classes.size()) - 1;
    if (name == names.end()) continue;
    const auto found = std::find(labels.classes.begin(), labels.classes.end(), name->second);
    if (found == labels.classes.end()) continue;
    classOf[g] = static_cast<int>(found - labels.classes.begin());
    any = true;
  }
  if (!any) return std::nullopt;
  return coco::scoreClasses(histogram, std::move(classOf));
}

Result<SemanticReport> run(store::Project& project,
                           const SemanticEvaluateRequest& request,
                           const CancelToken& cancel,
                           ProgressSink& sink) {
  const auto semantic = newestSemanticRun(project);
  if (!semantic) return semantic.error();
  auto& connection = project.connection();
  auto truth = readTruth(request.against, store::ImageRepository(connection).all(), sink);
  if (!truth) return truth.error();
  std::vector<coco::FileIssue> issues;
  const auto annotations = coco::loadAnnotations(request.against, truth->index, {}, issues);
  if (!annotations) return annotations.error();
  reportIssues(issues, sink);
  std::unordered_map<int64_t, std::vector<const Annotation*>> byImage;
  for (const auto& annotation : *annotations)
    if (annotation.hasMask) byImage[annotation.image].push_back(&annotation);

  const auto prototypes = store::PrototypeRepository(connection).all(semantic->id);
  const Labels labels = labelsOf(truth->index, prototypes, request.backgroundIsAClass);
  const int ground = request.backgroundIsAClass ? static_cast<int>(labels.classes.size()) - 1 : -1;
  coco::SemanticHistogram histogram(static_cast<int>(labels.roots.size()),
                                    static_cast<int>(labels.classes.size()));
  SemanticReport report;
  const auto folder = semanticFolder(project, *semantic);
  int64_t missing = 0;
  for (const auto& [id, image] : truth->images) {
    if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "evaluation cancelled", ""};
    const auto map = imaging::readLabelMap(folder / (image.path + ".png"));
    if (!map) {
      if (map.error().kind == ErrorKind::NotFound)
        ++missing;
      else
        sink.issue(image.path, map.error().message);
      continue;
    }
    if (map->cols != image.width || map->rows != image.height) {
      sink.issue(image.path, "the label map has another size; run semantic again");
      continue;
    }
    std::vector<int> groups;
    groups.reserve(map->total());
    for (auto it = map->begin<uint16_t>(); it != map->end<uint16_t>(); ++it)
      groups.push_back(*it < labels.groupOf.size() ? labels.groupOf[*it] : -1);
    histogram.add(groups, paint(byImage[id], labels, image.width, image.height, ground));
    ++report.images;
    sink.report({"evaluate",
                 report.images,
                 static_cast<int64_t>(truth->images.size()),
                 -1,
                 image.path,
                 {}});
  }
  if (missing > 0)
    sink.message(std::to_string(missing) + " images have no label map and are left out");
  if (report.images == 0)
    return Error{ErrorKind::NotFound,
                 "no image to score: the ground truth and the label maps have none in common",
                 request.against.string()};
  report.classes = labels.classes;
  report.prototypes = static_cast<int>(prototypes.size());
  report.groups = static_cast<int>(labels.roots.size());
  report.pixels = histogram.pixels();
  report.oneToOne = coco::scoreOneToOne(histogram);
  report.manyToOne = coco::scoreManyToOne(histogram);
  report.named =
      scoreByName(connection, *semantic, request.backgroundIsAClass, histogram, labels, prototypes);
  report.run =
      semantic->method + "-" + std::to_string(semantic->id.value) + ", " + semantic->profile;
  return report;
}

}  // namespace

Result<SemanticReport> evaluateSemantic(store::Project& project,
                                        const SemanticEvaluateRequest& request,
                                        const CancelToken& cancel,
                                        ProgressSink& sink) {
  try {
    return run(project, request, cancel, sink);
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
