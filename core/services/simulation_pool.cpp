#include "core/services/simulation_pool.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"
#include "core/services/coco_match.h"
#include "core/services/decide_service.h"
#include "core/services/ranking_table.h"
#include "core/services/segmenter_trust.h"
#include "core/services/true_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/review_query.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace maskwright {
namespace {

/// `firstObject`: number of the image's first object.
std::vector<SimulationPool::Match> matchesOf(const Rle& mask,
                                             const TrueMasks& truth,
                                             int firstObject) {
  std::vector<SimulationPool::Match> out;
  const auto ious = coco::iouMatrix({&mask, 1}, truth.masks);
  for (size_t i = 0; i < ious.size(); ++i)
    if (ious[i] >= kBadMaskIou)
      out.push_back({firstObject + static_cast<int>(i), static_cast<float>(ious[i])});
  std::stable_sort(
      out.begin(), out.end(), [](const auto& a, const auto& b) { return a.iou > b.iou; });
  return out;
}

class Reader {
 public:
  Reader(store::Project& project,
         const SimulationSource& source,
         const CancelToken& cancel,
         ProgressSink& sink)
      : connection_(project.connection()), source_(source), cancel_(cancel), sink_(sink) {
    if (!source.candidates.empty()) return;
    round_ = source.round.value_or(store::CandidateRepository(connection_).newestRound());
    if (source.verdictsStand) earlier_ = earlierCandidates(connection_, round_);
  }

  Result<SimulationPool> run() {
    auto truth = readTruth(source_.against, store::ImageRepository(connection_).all(), sink_);
    if (!truth) return truth.error();
    auto truths = readTrueMasks(source_.against, *truth, sink_);
    if (!truths) return truths.error();
    numberCategories(*truth);
    // Images in the order of their paths: the pool does not depend on the order of any file.
    std::map<std::string, int64_t> images;
    for (const auto& [id, image] : truth->images) images.emplace(image.path, id);
    if (images.empty())
      return Error{ErrorKind::NotFound,
                   "the ground truth and the project have no image in common",
                   source_.against.string()};
    if (const auto read = readCandidates(*truth); !read) return read.error();
    pool_.images = static_cast<int64_t>(images.size());
    int64_t done = 0;
    for (const auto& [path, id] : images) {
      if (cancel_.stop_requested())
        return Error{ErrorKind::Cancelled, "the simulation was cancelled", ""};
      addImage(truth->images.at(id), truths->at(id));
      sink_.report({"match", ++done, pool_.images, -1, {}, {}});
    }
    if (pool_.table.rows() == 0)
      return Error{ErrorKind::NotFound,
                   source_.candidates.empty() ? "the images of the ground truth have no candidate: "
                                                "discover some first"
                                              : "no candidate lies on a common image",
                   source_.candidates.empty() ? "" : source_.candidates.string()};
    addClustersAndEmbeddings();
    if (source_.verdictsStand) addStanding();
    return std::move(pool_);
  }

 private:
  void numberCategories(const CocoTruth& truth) {
    for (const auto& category : truth.index.categories) {
      categoryOf_.emplace(category.id, static_cast<int>(pool_.categories.size()));
      pool_.categories.push_back(category.name);
    }
  }

  /// Those of a results file by the id of their image in the project.
  Result<void> readCandidates(const CocoTruth& truth) {
    if (source_.candidates.empty()) return {};
    std::vector<coco::FileIssue> issues;
    auto index = coco::readIndex(source_.candidates, issues);
    if (!index) return index.error();
    std::unordered_map<int64_t, ImageRecord> images = truth.images;
    if (!index->resultsList) {
      const auto own =
          readTruth(source_.candidates, store::ImageRepository(connection_).all(), sink_);
      if (!own) return own.error();
      images = own->images;
    }
    const coco::Index& tables = index->resultsList ? truth.index : *index;
    coco::ReadOptions options;
    options.unknownCategory = coco::UnknownCategory::Keep;
    auto read = coco::readAnnotations(
        source_.candidates,
        tables,
        options,
        [&](coco::Annotation&& annotation) {
          const auto image = images.find(annotation.image);
          if (image != images.end() && !annotation.crowd && annotation.hasMask)
            given_[image->second.id].push_back(toCandidate(annotation));
          return true;
        },
        issues);
    reportIssues(issues, sink_);
    return read;
  }

  static Candidate toCandidate(coco::Annotation& annotation) {
    Candidate out;
    out.id = CandidateId(annotation.id);
    out.source = "import";
    out.area = coco::area(annotation.mask);
    out.box = coco::toBox(annotation.mask);
    const double unknown = CandidateAttributes::kUnknown;
    out.attributes = {unknown, unknown, unknown, 0, unknown, unknown, unknown};
    Bitmap bitmap = coco::decode(annotation.mask);
    const cv::Mat pixels(bitmap.height, bitmap.width, CV_8U, bitmap.data.data());
    imaging::measureAttributes(pixels, {}, out.attributes);
    out.attributes.boundaryContrast = unknown;  // needs the picture
    out.attributes.extent = static_cast<double>(out.area) / std::max(1.0, out.box.w * out.box.h);
    attributesFromBox(out.box, bitmap.width, bitmap.height, out.attributes);
    out.sourceScore = std::isnan(annotation.score) ? 1 : std::clamp(annotation.score, 0.0, 1.0);
    out.mask = std::move(annotation.mask);
    return out;
  }

  void addImage(const ImageRecord& image, const TrueMasks& truth) {
    const auto firstObject = static_cast<int>(pool_.objectCategory.size());
    for (size_t i = 0; i < truth.masks.size(); ++i) {
      pool_.objectCategory.push_back(categoryOf_.at(truth.categories[i]));
      pool_.objectMask.push_back(truth.masks[i]);
      pool_.objectImage.push_back(image.id);
    }
    std::vector<Candidate> candidates;
    if (source_.candidates.empty()) {
      candidates = candidatesOf(image.id);
    } else if (const auto given = given_.find(image.id); given != given_.end()) {
      candidates = std::move(given->second);
    }
    std::erase_if(candidates, [&](const Candidate& candidate) {
      return candidate.area <= 0 || isInCrowd(candidate, truth);
    });
    if (candidates.empty()) return;
    auto& table = pool_.table;
    const size_t first = table.rows();
    for (const Candidate& candidate : candidates) {
      table.ids.push_back(candidate.id);
      table.image.push_back(number_);
      table.attributes.push_back(candidate.attributes);
      table.sourceScore.push_back(candidate.sourceScore);
      pool_.matches.push_back(matchesOf(candidate.mask, truth, firstObject));
    }
    appendOverlaps(candidates, first, table);
    ++number_;
  }

  void addClustersAndEmbeddings() {
    auto& table = pool_.table;
    table.cluster.assign(table.rows(), -1);
    table.clusterDistance.assign(table.rows(), 0);
    if (source_.candidates.empty()) addClustersAndEmbeddingsOf(connection_, round_, table, rounds_);
  }

  std::vector<Candidate> candidatesOf(ImageId image) {
    store::CandidateRepository repository(connection_);
    if (!source_.verdictsStand) return repository.ofImage(image, round_);
    auto candidates = repository.ofImage(image);
    std::erase_if(candidates, [&](const Candidate& candidate) {
      return candidate.round != round_ &&
             (candidate.round > round_ || !earlier_.contains(candidate.id));
    });
    for (const Candidate& candidate : candidates) rounds_.insert(candidate.round);
    return candidates;
  }

  /// What the store knows after a round.
  void addStanding() {
    store::ReviewFilter filter;
    filter.round = round_;
    filter.verdict = Verdict::Undecided;
    const auto queue = store::ReviewQuery(connection_).ids(filter);
    const std::unordered_set<int64_t> queued(queue.begin(), queue.end());
    store::RankingRepository rankings(connection_);
    std::unordered_map<CandidateId, double> others;
    for (const auto& row : rankings.ranking(round_)) others.emplace(row.candidate, row.confidence);
    std::unordered_map<CandidateId, size_t> rowOf;
    const auto& table = pool_.table;
    for (size_t row = 0; row < table.rows(); ++row) {
      rowOf.emplace(table.ids[row], row);
      pool_.outOfQueue.push_back(!queued.contains(table.ids[row].value));
      if (!earlier_.contains(table.ids[row])) pool_.ofRound.push_back(row);
      if (table.attributes[row].segmenter > 0.5) others.erase(table.ids[row]);
    }
    pool_.segmenter = segmenterTrust(connection_, round_, others);
    for (const auto& [found, before] :
         store::SegmenterMaskRepository(connection_).foundAgain(round_)) {
      const auto row = rowOf.find(found), earlier = rowOf.find(before);
      if (row != rowOf.end() && earlier != rowOf.end())
        pool_.foundAgain.emplace_back(row->second, earlier->second);
    }
  }

  store::Connection& connection_;
  const SimulationSource& source_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  SimulationPool pool_;
  std::unordered_map<int64_t, int> categoryOf_;  ///< by id in the file
  std::unordered_map<ImageId, std::vector<Candidate>> given_;
  std::unordered_set<CandidateId> earlier_;  ///< of earlier rounds, to learn from
  std::set<int> rounds_;
  int number_ = 0, round_ = 0;
};

}  // namespace

Result<SimulationPool> readSimulationPool(store::Project& project,
                                          const SimulationSource& source,
                                          const CancelToken& cancel,
                                          ProgressSink& sink) {
  try {
    return Reader(project, source, cancel, sink).run();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
