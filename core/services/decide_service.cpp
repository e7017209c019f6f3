#include "core/services/decide_service.h"

#include "core/base/atomic_file.h"
#include "core/base/shuffle.h"
#include "core/coco/rle.h"
#include "core/services/coco_match.h"
#include "core/services/review_service.h"
#include "core/services/true_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <random>

namespace maskwright {
namespace {

/// Candidates by what is said about them: one undoable command each.
using Groups = std::map<std::pair<Verdict, std::optional<std::string>>, std::vector<CandidateId>>;

Result<void> decideGroups(store::Connection& connection,
                          const Groups& groups,
                          const std::string& author,
                          DecisionOrigin origin,
                          DecideSummary& summary) {
  ReviewService review(connection, author);
  for (const auto& [what, candidates] : groups) {
    ReviewService::Request request;
    request.candidates = candidates;
    request.verdict = what.first;
    request.category = what.second;
    request.origin = origin;
    const auto outcome = review.decide(request);
    if (!outcome) return outcome.error();
    const auto count = static_cast<int64_t>(outcome->changed.size());
    summary.changed += count;
    int64_t& part = isPositive(what.first)               ? summary.accepted
                    : what.first == Verdict::BadMask     ? summary.badMask
                    : what.first == Verdict::NotAnObject ? summary.notAnObject
                                                         : summary.other;
    part += count;
  }
  return {};
}

/// Fields of one CSV line; a field in double quotes may hold commas and doubled quotes.
std::vector<std::string> splitCsv(const std::string& line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  for (auto& field : fields) {
    field.erase(0, field.find_first_not_of(" \t"));
    field.erase(field.find_last_not_of(" \t") + 1);
  }
  return fields;
}

std::optional<int64_t> parseId(const std::string& text) {
  int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id < 1) return std::nullopt;
  return id;
}

/// Adds one line to `groups`, or says what is wrong with it.
std::string addLine(const std::vector<std::string>& fields,
                    store::CandidateRepository& candidates,
                    Groups& groups) {
  if (fields.size() < 2 || fields.size() > 3) return "expected candidate_id,verdict,category";
  const auto id = parseId(fields[0]);
  if (!id) return "\"" + fields[0] + "\" is not a candidate id";
  const auto verdict = verdictFromName(fields[1]);
  if (!verdict) return "\"" + fields[1] + "\" is not a verdict";
  const std::string category = fields.size() == 3 ? fields[2] : "";
  if (*verdict == Verdict::Relabelled && category.empty()) return "relabelled needs a category";
  if (!candidates.byId(CandidateId(*id))) return "there is no candidate " + fields[0];
  const auto named = category.empty() ? std::nullopt : std::optional(category);
  groups[{*verdict, named}].emplace_back(*id);
  return {};
}

/// Verdict and category id in the file.
std::pair<Verdict, int64_t> judge(const Candidate& candidate,
                                  const TrueMasks& truth,
                                  double acceptIou) {
  const auto ious = coco::iouMatrix({&candidate.mask, 1}, truth.masks);
  const auto best = std::max_element(ious.begin(), ious.end());
  if (best == ious.end() || *best < std::min(kBadMaskIou, acceptIou))
    return {Verdict::NotAnObject, 0};
  if (*best < acceptIou) return {Verdict::BadMask, 0};
  return {Verdict::Accepted, truth.categories[best - ious.begin()]};
}

class StandIn {
 public:
  StandIn(store::Project& project,
          const StandInRequest& request,
          const CancelToken& cancel,
          ProgressSink& sink)
      : connection_(project.connection()), request_(request), cancel_(cancel), sink_(sink) {}

  Result<StandInSummary> run() {
    if (!(request_.imageFraction > 0 && request_.imageFraction <= 1))
      return Error{ErrorKind::WrongUse, "image fraction must be above 0 and at most 1", ""};
    const auto images = store::ImageRepository(connection_).all();
    const auto truth = readTruth(request_.against, images, sink_);
    if (!truth) return truth.error();
    const auto chosen = choose(*truth);
    if (chosen.empty())
      return Error{ErrorKind::NotFound,
                   "the ground truth and the project have no image in common",
                   request_.against.string()};
    const auto truths = readTrueMasks(request_.against, *truth, sink_);
    if (!truths) return truths.error();
    for (const auto& category : truth->index.categories) names_.emplace(category.id, category.name);
    Groups groups;
    for (const auto& [path, id] : chosen) {
      if (cancel_.stop_requested()) return Error{ErrorKind::Cancelled, "deciding cancelled", ""};
      judgeImage(truth->images.at(id).id, truths->at(id), groups);
      summary_.images.push_back(path);
    }
    const auto decided =
        decideGroups(connection_, groups, "stand-in", DecisionOrigin::Simulated, summary_.decided);
    if (!decided) return decided.error();
    return summary_;
  }

 private:
  /// Path and id in the file of the images to decide.
  std::map<std::string, int64_t> choose(const CocoTruth& truth) const {
    std::vector<std::pair<std::string, int64_t>> common;
    for (const auto& [id, image] : truth.images) common.emplace_back(image.path, id);
    std::sort(common.begin(), common.end());
    std::mt19937_64 random(request_.seed);
    shuffle(common, random);
    const double wanted = std::round(request_.imageFraction * static_cast<double>(common.size()));
    common.resize(std::min(common.size(), std::max<size_t>(1, static_cast<size_t>(wanted))));
    return {common.begin(), common.end()};
  }

  void judgeImage(ImageId image, const TrueMasks& truth, Groups& groups) {
    store::CandidateRepository candidates(connection_);
    store::DecisionRepository decisions(connection_);
    const int round = request_.round.value_or(candidates.newestRound());
    for (const auto& candidate : candidates.ofImage(image, round)) {
      if (decisions.current(candidate.id).verdict != Verdict::Undecided) continue;
      const auto [verdict, category] = judge(candidate, truth, request_.acceptIou);
      if (verdict == Verdict::NotAnObject && isInCrowd(candidate, truth)) {
        ++summary_.inCrowd;
        continue;
      }
      std::optional<std::string> name;
      if (const auto found = names_.find(category);
          verdict == Verdict::Accepted && found != names_.end())
        name = found->second;
      groups[{verdict, name}].push_back(candidate.id);
    }
  }

  store::Connection& connection_;
  const StandInRequest& request_;
  const CancelToken& cancel_;
  ProgressSink& sink_;
  std::map<int64_t, std::string> names_;
  StandInSummary summary_;
};

}  // namespace

Result<DecideSummary> decideFromFile(store::Project& project,
                                     const std::filesystem::path& csv,
                                     const std::string& author,
                                     ProgressSink& sink) {
  const auto text = readFile(csv);
  if (!text) return text.error();
  try {
    store::CandidateRepository candidates(project.connection());
    DecideSummary summary;
    Groups groups;
    size_t number = 0;
    for (size_t begin = 0; begin < text->size();) {
      const size_t end = std::min(text->find('\n', begin), text->size());
      const auto fields = splitCsv(text->substr(begin, end - begin));
      begin = end + 1;
      ++number;
      const bool blank = fields.size() == 1 && fields[0].empty();
      if (blank || (number == 1 && fields[0].ends_with("candidate_id"))) continue;
      if (const auto wrong = addLine(fields, candidates, groups); !wrong.empty()) {
        ++summary.unusable;
        sink.issue(csv.string() + ":" + std::to_string(number), wrong);
      }
    }
    const auto decided =
        decideGroups(project.connection(), groups, author, DecisionOrigin::File, summary);
    if (!decided) return decided.error();
    return summary;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

Result<StandInSummary> decideAgainst(store::Project& project,
                                     const StandInRequest& request,
                                     const CancelToken& cancel,
                                     ProgressSink& sink) {
  try {
    return StandIn(project, request, cancel, sink).run();
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, project.databaseFile());
  }
}

}  // namespace maskwright
