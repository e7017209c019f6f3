#include "core/services_ml/tune_labels.h"

#include "core/domain/category.h"
#include "core/services/accepted_masks.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"

#include <algorithm>
#include <limits>
#include <unordered_map>
#include <unordered_set>

namespace maskwright {

int64_t TuneLabels::usableCategories() const {
  return std::count_if(
      counts.begin(), counts.end(), [](const auto& one) { return one.second >= kLeastTuneMasks; });
}

std::string TuneLabels::countText() const {
  std::string text;
  for (const auto& [name, count] : counts)
    text += (text.empty() ? "" : ", ") + name + " " + std::to_string(count);
  return text.empty() ? "none" : text;
}

Result<void> enoughToTune(const TuneLabels& labels, const store::Project& project) {
  if (labels.usableCategories() >= 2) return {};
  return Error{ErrorKind::WrongUse,
               "tuning needs two categories with at least " + std::to_string(kLeastTuneMasks) +
                   " accepted masks each (so far: " + labels.countText() + ")",
               project.folder().string()};
}

TuneLabels tuneLabels(store::Project& project) {
  auto& connection = project.connection();
  std::unordered_map<CandidateId, Verdict> verdicts;
  std::unordered_set<ImageId> decided;
  std::map<CategoryId, int64_t> frequency;
  for (const auto& row : store::DecisionRepository(connection).standing()) {
    verdicts.emplace(row.candidate, row.state.verdict);
    if (!isPositive(row.state.verdict) && row.state.verdict != Verdict::NotAnObject) continue;
    decided.insert(row.image);
    if (isPositive(row.state.verdict)) ++frequency[row.state.category];
  }
  TuneLabels labels;
  for (const auto& [category, count] : frequency) labels.categories.push_back(category);
  std::stable_sort(labels.categories.begin(), labels.categories.end(), [&](auto a, auto b) {
    return frequency[a] > frequency[b];
  });
  if (labels.categories.size() > kTuneMostClasses) labels.categories.resize(kTuneMostClasses);
  std::map<CategoryId, int> classOf;
  std::map<CategoryId, std::string> names{{CategoryId{}, kDefaultCategory}};
  for (size_t i = 0; i < labels.categories.size(); ++i)
    classOf[labels.categories[i]] = static_cast<int>(i) + 1;
  for (const auto& category : store::CategoryRepository(connection).all())
    names[category.id] = category.name;

  AcceptedMasks accepted(connection);
  store::CandidateRepository candidates(connection);
  const auto images =
      store::ImageRepository(connection).presentPage("", std::numeric_limits<int>::max());
  for (const auto& image : images) {
    if (!decided.contains(image.id)) continue;
    TuneLabels::Picture picture;
    picture.image = image.id;
    picture.picture.file = project.imagesRoot() / image.path;
    auto& masks = picture.picture.masks;
    for (auto& standing : accepted.ofImage(image.id)) {
      const auto known = classOf.find(standing.verdict.category);
      if (known == classOf.end()) continue;
      ++labels.counts[names[known->first]];
      ++labels.masks;
      masks.push_back({std::move(standing.candidate.mask), known->second});
    }
    for (auto& candidate : candidates.ofImage(image.id)) {
      const auto found = verdicts.find(candidate.id);
      const Verdict verdict = found == verdicts.end() ? Verdict::Undecided : found->second;
      if (isPositive(verdict)) continue;
      const bool refused = verdict == Verdict::NotAnObject;
      labels.refused += refused;
      masks.push_back({std::move(candidate.mask), refused ? kTuneRefused : kTuneUnknown});
    }
    labels.pictures.push_back(std::move(picture));
  }
  return labels;
}

}  // namespace maskwright
