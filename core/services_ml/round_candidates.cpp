#include "core/services_ml/round_candidates.h"

#include "core/services/verdict_inheritance.h"
#include "core/services_ml/carried_candidates.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/round_mark_repository.h"
#include "core/store/run_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <sstream>

namespace maskwright {
namespace {

using Clock = std::chrono::steady_clock;

/// Stores what was found on one image, and the earlier round's masks that were not found again, as
/// the round's candidates and hands verdicts down to them.
VerdictInheritance::Outcome keep(store::Connection& connection,
                                 const Round& round,
                                 const Run& run,
                                 const ImageRecord& image,
                                 std::vector<DetectedMask> found,
                                 int carriedFrom,
                                 VerdictInheritance& inheritance) {
  store::CandidateRepository repository(connection);
  store::Transaction transaction(
      connection,
      inheritance.concerns(image.id) ? store::Durability::Human : store::Durability::Bulk);
  repository.removeUndecided(run.id, image.id);
  std::vector<Candidate> candidates;
  for (auto& one : found) candidates.push_back(std::move(one.candidate));
  const auto earlier = addCarriedCandidates(connection, image.id, carriedFrom, candidates);
  store::SegmenterMaskRepository own(connection);
  for (size_t i = 0; i < candidates.size(); ++i) {
    auto& candidate = candidates[i];
    candidate.image = image.id;
    candidate.run = run.id;
    candidate.round = round.number;
    candidate.id = repository.insert(candidate);
    if (i < found.size()) own.insert(candidate.id, found[i].learned, earlier[i]);
  }
  const auto outcome = inheritance.handDown(image.id, round.number, candidates);
  store::RunRepository(connection).markImageDone(run.id, image.id, image.contentHash);
  transaction.commit();
  return outcome;
}

/// Where the best mask of an image always teaches, few may be good enough to.
void sayIfUnsure(const RoundFindings& findings, const ml::SoloLabelRule& rule, ProgressSink& sink) {
  constexpr double kFew = 0.3;  // of the images
  const auto share = static_cast<double>(findings.sure) / static_cast<double>(findings.images);
  if (!rule.bestAlways || findings.found == 0 || share >= kFew) return;
  std::ostringstream text;
  text << "The segmenter is sure (score " << rule.cut << ") of a mask in " << findings.sure
       << " of " << findings.images
       << " images. While nobody has accepted a mask, a further round learns from the best one "
          "alone in the others; a lower score such as .7 teaches more (--confident).";
  sink.message(text.str());
}

}  // namespace

Result<RoundFindings> findRoundCandidates(store::Project& project,
                                          const Round& round,
                                          const Run& run,
                                          const RoundSegmenter& segmenter,
                                          const SegmenterWeights& weights,
                                          const CancelToken& cancel,
                                          ProgressSink& sink) {
  const auto start = Clock::now();
  auto& connection = project.connection();
  const auto detector = segmenter.detector(weights);
  if (!detector) return detector.error();
  store::RunRepository runs(connection);
  const auto images =
      store::ImageRepository(connection).presentPage("", std::numeric_limits<int>::max());
  const auto done = runs.doneImages(run.id);
  VerdictInheritance inheritance(connection);
  const int carriedFrom = store::RoundMarkRepository(connection).before(round.number);
  RoundFindings findings;
  Progress progress;
  progress.stage = "discover";
  progress.total = static_cast<int64_t>(images.size());
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  for (const auto& image : images) {
    if (cancel.stop_requested()) return Error{ErrorKind::Cancelled, "round stopped", ""};
    if (!done.contains(image.id.value)) {
      auto found = detector->detect(project.imagesRoot() / image.path);
      if (!found) {
        runs.addIssue(run.id, image.path, found.error().message);
        sink.issue(image.path, found.error().message);
      } else {
        findings.found += static_cast<int64_t>(found->size());
        const double cut = segmenter.labels().cut;
        findings.sure += std::any_of(found->begin(), found->end(), [&](const auto& one) {
          return one.candidate.sourceScore >= cut;
        });
        for (auto& one : *found) one.candidate.profile = run.profile;
        const auto outcome =
            keep(connection, round, run, image, std::move(*found), carriedFrom, inheritance);
        findings.inherited += outcome.inherited;
        findings.linked += outcome.linked;
      }
    }
    ++progress.done;
    ++findings.images;
    progress.etaS = elapsed() / static_cast<double>(progress.done) *
                    static_cast<double>(progress.total - progress.done);
    sink.report(progress);
  }
  if (findings.found == 0 && done.empty() && findings.images > 0)
    sink.message(
        "The segmenter found no mask of its own; the earlier ones stay. Objects that are small in "
        "the picture need a larger profile, and more accepted masks help.");
  if (done.empty()) sayIfUnsure(findings, segmenter.labels(), sink);
  findings.seconds = elapsed();
  return findings;
}

}  // namespace maskwright
