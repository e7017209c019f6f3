#include "core/services/evaluate_service.h"

#include "core/base/parallel.h"
#include "core/coco/rle.h"
#include "core/services/accepted_masks.h"
#include "core/services/coco_match.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/review_query.h"

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace maskwright {
namespace {

using coco::Annotation;

/// The true objects and the images to score.
struct Truth {
  coco::Index index;
  std::vector<Annotation> objects;
  std::unordered_map<std::string, int64_t> categoryByName;

  int64_t category(const std::string& name) const {
    const auto found = categoryByName.find(name);
    return found == categoryByName.end() ? 0 : found->second;
  }
};

Result<Truth> loadTruth(const EvaluateRequest& request, coco::Index index, ProgressSink& sink) {
  std::vector<coco::FileIssue> issues;
  auto objects = coco::loadAnnotations(
      request.against, index, {request.type == coco::IouType::Mask, {}}, issues);
  if (!objects) return objects.error();
  if (request.type == coco::IouType::Mask)
    std::erase_if(*objects, [&](const Annotation& a) {
      if (!a.hasMask) issues.push_back({request.against.string(), a.id, "no segmentation"});
      return !a.hasMask;
    });
  reportIssues(issues, sink);
  Truth truth{std::move(index), std::move(*objects), {}};
  for (const auto& category : truth.index.categories)
    truth.categoryByName.emplace(category.name, category.id);
  return truth;
}

coco::EvaluationSettings settingsFor(const EvaluateRequest& request, Truth& truth) {
  coco::EvaluationSettings settings;
  settings.type = request.type;
  settings.useCategories = !request.classAgnostic;
  settings.maxDetections = request.maxDetections;
  settings.threads = hardwareThreads();
  // Without categories every object is of one kind.
  if (truth.index.categories.empty()) {
    truth.index.categories.push_back({1, kDefaultCategory, {}});
    for (auto& object : truth.objects) object.category = 1;
  }
  for (const auto& category : truth.index.categories) settings.categories.push_back(category.id);
  return settings;
}

/// Class-agnostic scoring asks for the shape alone, so every detection gets a category that counts.
void dropCategories(std::vector<Annotation>& objects, const coco::EvaluationSettings& settings) {
  for (auto& object : objects) object.category = settings.categories.front();
}

/// Category names of a project's candidates.
class CategoryNames {
 public:
  CategoryNames(store::Connection& connection, int round) {
    for (const auto& category : store::CategoryRepository(connection).all())
      names_.emplace(category.id, category.name);
    store::ReviewQuery review(connection);
    for (const auto& cluster : review.clusters(round)) {
      if (!cluster.category) continue;
      for (const auto member : review.clusterMembers(cluster.id))
        ofCluster_.emplace(member, cluster.category);
    }
  }

  std::string of(const Candidate& candidate, const VerdictState& verdict) const {
    if (isPositive(verdict.verdict)) return name(verdict.category);
    if (candidate.category) return name(candidate.category);
    const auto cluster = ofCluster_.find(candidate.id);
    return cluster == ofCluster_.end() ? kDefaultCategory : name(cluster->second);
  }

 private:
  std::string name(CategoryId id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? kDefaultCategory : found->second;
  }
  std::unordered_map<CategoryId, std::string> names_;
  std::unordered_map<CandidateId, CategoryId> ofCluster_;
};

Annotation toDetection(const Candidate& candidate, int64_t image, int64_t category, double score) {
  Annotation out;
  out.id = candidate.id.value;
  out.image = image;
  out.category = category;
  out.score = score;
  out.area = static_cast<double>(candidate.area);
  out.box = candidate.box;
  out.mask = candidate.mask;
  out.hasMask = true;
  return out;
}

/// All detections of the project on the matched images.
std::vector<Annotation> gather(store::Connection& connection,
                               const EvaluateRequest& request,
                               int round,
                               const std::unordered_map<ImageId, int64_t>& cocoIds,
                               const Truth& truth) {
  AcceptedMasks accepted(connection);
  const CategoryNames names(connection, round);
  std::vector<Annotation> out;
  if (request.which == EvaluateWhich::Accepted) {
    for (const auto& [image, id] : cocoIds)
      for (const auto& mask : accepted.ofImage(image))
        out.push_back(toDetection(mask.candidate,
                                  id,
                                  truth.category(names.of(mask.candidate, mask.verdict)),
                                  mask.confidence));
  } else {
    // As they were found: edits are decisions.
    store::CandidateRepository found(connection, MaskVersion::Original);
    for (const auto& candidate : found.ofRound(round)) {
      const auto image = cocoIds.find(candidate.image);
      if (image == cocoIds.end()) continue;
      out.push_back(toDetection(candidate,
                                image->second,
                                truth.category(names.of(candidate, {})),
                                accepted.confidence(candidate)));
    }
  }
  std::sort(
      out.begin(), out.end(), [](const Annotation& a, const Annotation& b) { return a.id < b.id; });
  return out;
}

void tellLeftOut(const CocoTruth& matched, size_t projectImages, ProgressSink& sink) {
  for (const auto& text : matched.wrongSize) sink.issue(text, "left out");
  if (!matched.unknown.empty())
    sink.message(std::to_string(matched.unknown.size()) +
                 " images of the ground truth are not in the project and are left out, e.g. " +
                 matched.unknown.front());
  if (projectImages > matched.images.size())
    sink.message(std::to_string(projectImages - matched.images.size()) +
                 " images of the project have no ground truth and are left out");
}

EvaluateReport score(const EvaluateRequest& request,
                     Truth& truth,
                     std::vector<Annotation> detections,
                     coco::EvaluationSettings settings) {
  if (request.classAgnostic) dropCategories(detections, settings);
  EvaluateReport report;
  report.evaluation = coco::evaluate(truth.objects, detections, settings);
  report.settings = std::move(settings);
  return report;
}

Result<EvaluateReport> run(store::Project& project,
                           const EvaluateRequest& request,
                           const CancelToken& cancel,
                           ProgressSink& sink) {
  auto& connection = project.connection();
  const auto images = store::ImageRepository(connection).all();
  auto matched = readTruth(request.against, images, sink);
  if (!matched) return matched.error();
  tellLeftOut(*matched, images.size(), sink);
  std::unordered_set<ImageId> decided;
  if (request.excludeDecided)
    for (const auto image : store::DecisionRepository(connection).decidedImages())
      decided.insert(image);

  const int round = request.round.value_or(store::CandidateRepository(connection).newestRound());
  auto truth = loadTruth(request, std::move(matched->index), sink);
  if (!truth) return truth.error();
  auto settings = settingsFor(request, *truth);
  std::unordered_map<ImageId, int64_t> cocoIds;
  int64_t excluded = 0;
  for (const auto& [id, image] : matched->images) {
    if (decided.contains(image.id)) {
      ++excluded;
      continue;
    }
    cocoIds.emplace(image.id, id);
    settings.images.push_back(id);
  }
  if (settings.images.empty())
    return Error{ErrorKind::NotFound,
                 "no image to score: the ground truth and the project have none in common" +
                     std::string(excluded > 0 ? " without decisions" : ""),
                 request.against.string()};
  if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "evaluation cancelled", ""};
  auto detections = gather(connection, request, round, cocoIds, *truth);
  auto report = score(request, *truth, std::move(detections), std::move(settings));
  report.round = round;
  report.excludedImages = excluded;
  return report;
}

/// Detections of a whole COCO data set, with images and categories renumbered by name.
Result<std::vector<Annotation>> loadDataSet(const std::filesystem::path& file,
                                            const coco::Index& own,
                                            const Truth& truth,
                                            bool masks,
                                            ProgressSink& sink) {
  std::unordered_map<std::string, int64_t> imageByName;
  for (const auto& image : truth.index.images) imageByName.emplace(image.fileName, image.id);
  std::unordered_map<int64_t, int64_t> images, categories;
  for (const auto& image : own.images)
    if (const auto found = imageByName.find(image.fileName); found != imageByName.end())
      images.emplace(image.id, found->second);
    else
      sink.issue(file.string(), "image " + image.fileName + " is not in the ground truth");
  for (const auto& category : own.categories)
    categories.emplace(category.id, truth.category(category.name));
  std::vector<coco::FileIssue> issues;
  auto all = coco::loadAnnotations(file, own, {masks, {}}, issues);
  if (!all) return all.error();
  reportIssues(issues, sink);
  std::vector<Annotation> out;
  for (auto& object : *all) {
    const auto image = images.find(object.image);
    if (image == images.end() || object.crowd) continue;
    object.image = image->second;
    object.category = categories.empty() ? 0 : categories[object.category];
    if (std::isnan(object.score)) object.score = 1;
    out.push_back(std::move(object));
  }
  return out;
}

}  // namespace

Result<EvaluateReport> evaluateProject(store::Project& project,
                                       const EvaluateRequest& request,
                                       const CancelToken& cancel,
                                       ProgressSink& sink) {
  try {
    return run(project, request, cancel, sink);
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

Result<EvaluateReport> evaluateResults(const std::filesystem::path& results,
                                       const EvaluateRequest& request,
                                       ProgressSink& sink) {
  std::vector<coco::FileIssue> issues;
  auto index = coco::readIndex(request.against, issues);
  if (!index) return index.error();
  const auto own = coco::readIndex(results, issues);
  if (!own) return own.error();
  auto truth = loadTruth(request, std::move(*index), sink);
  if (!truth) return truth.error();
  auto settings = settingsFor(request, *truth);
  for (const auto& image : truth->index.images) settings.images.push_back(image.id);

  const bool masks = request.type == coco::IouType::Mask;
  std::vector<Annotation> detections;
  if (own->resultsList) {
    auto all =
        coco::loadAnnotations(results, truth->index, {masks, coco::UnknownCategory::Keep}, issues);
    if (!all) return all.error();
    detections = std::move(*all);
  } else {
    auto all = loadDataSet(results, *own, *truth, masks, sink);
    if (!all) return all.error();
    detections = std::move(*all);
  }
  if (masks)
    std::erase_if(detections, [&](const Annotation& a) {
      if (!a.hasMask) issues.push_back({results.string(), a.id, "no segmentation"});
      return !a.hasMask;
    });
  reportIssues(issues, sink);
  // As in the COCO API, a listed result of a category unknown to the ground truth counts nowhere,
  // class-agnostic too; one without any category takes part only there.
  EvaluateRequest asListed = request;
  asListed.classAgnostic = request.classAgnostic && !own->resultsList;
  if (request.classAgnostic && own->resultsList)
    for (auto& object : detections)
      if (object.category == 0) object.category = settings.categories.front();
  return score(asListed, *truth, std::move(detections), std::move(settings));
}

}  // namespace maskwright
