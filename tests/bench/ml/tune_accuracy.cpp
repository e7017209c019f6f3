// What Mix-and-Match tuning does to suggested categories: balanced accuracy of the ten nearest
// labelled masks, in percent, on masks of other pictures, with 5, 10 and 20 labels a category.
// Usage: bench_tune_accuracy SET [SEEDS] [head|last-stage] [LABELS...]
// SET holds images/ and instances.json; categories with at least 25 masks count. Pictures are dealt
// at random: one is a labelling picture if it holds a category that still lacks labels, as long as
// each category keeps a picture to be tested on; of their masks a random LABELS a category are
// labelled, all else in them is unknown. Nothing is chosen by the tested masks.

#include "core/cluster/neighbours.h"
#include "core/coco/coco_reader.h"
#include "core/services_ml/mask_tuner.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

using namespace maskwright;

namespace {

constexpr int64_t kLeastMasks = 25;

struct Mask {
  size_t picture = 0, place = 0;  ///< its picture, and which of that picture's masks
  int label = 0;                  ///< from 1
};

struct Collection {
  std::vector<TunePicture> pictures;  ///< all masks of the counted categories, none labelled
  std::vector<Mask> masks;
  std::vector<std::string> names;
};

Collection load(const std::filesystem::path& set) {
  std::vector<coco::FileIssue> issues;
  const auto file = set / "instances.json";
  const auto index = coco::readIndex(file, issues);
  if (!index) throw std::runtime_error(index.error().text());
  const auto all = coco::loadAnnotations(file, *index, {}, issues);
  if (!all) throw std::runtime_error(all.error().text());
  std::map<int64_t, int64_t> count;
  for (const auto& one : *all) count[one.category] += !one.crowd && one.hasMask;
  Collection out;
  std::map<int64_t, int> labelOf;
  for (const auto& category : index->categories) {
    if (count[category.id] < kLeastMasks) continue;
    out.names.push_back(category.name);
    labelOf[category.id] = static_cast<int>(out.names.size());
  }
  std::map<int64_t, std::string> fileOf;
  for (const auto& image : index->images) fileOf[image.id] = image.fileName;
  std::map<int64_t, size_t> pictureOf;
  for (const auto& one : *all) {
    if (one.crowd || !one.hasMask || !labelOf.contains(one.category)) continue;
    const auto [place, fresh] = pictureOf.try_emplace(one.image, out.pictures.size());
    if (fresh) out.pictures.push_back({set / "images" / fileOf[one.image], {}});
    auto& masks = out.pictures[place->second].masks;
    out.masks.push_back({place->second, masks.size(), labelOf[one.category]});
    masks.push_back({one.mask, kTuneUnknown});
  }
  return out;
}

struct Split {
  std::vector<size_t> labelled, tested;  ///< of Collection::masks
};

Split deal(const Collection& set, int64_t labels, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<size_t>> of(set.pictures.size());
  std::map<int, std::set<size_t>> picturesOf;
  for (size_t i = 0; i < set.masks.size(); ++i) {
    of[set.masks[i].picture].push_back(i);
    picturesOf[set.masks[i].label].insert(set.masks[i].picture);
  }
  std::vector<size_t> order(set.pictures.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  std::map<int, int64_t> have;
  std::map<int, size_t> used;
  Split split;
  std::vector<size_t> offered;
  for (const size_t picture : order) {
    std::set<int> here;
    for (const size_t i : of[picture]) here.insert(set.masks[i].label);
    const bool wanted =
        std::any_of(here.begin(), here.end(), [&](int label) { return have[label] < labels; });
    const bool last = std::any_of(here.begin(), here.end(), [&](int label) {
      return used[label] + 1 >= picturesOf[label].size();
    });
    auto& to = wanted && !last ? offered : split.tested;
    to.insert(to.end(), of[picture].begin(), of[picture].end());
    if (&to == &split.tested) continue;
    for (const int label : here) ++used[label];
    for (const size_t i : of[picture]) ++have[set.masks[i].label];
  }
  std::shuffle(offered.begin(), offered.end(), random);
  std::map<int, int64_t> taken;
  for (const size_t i : offered)
    if (taken[set.masks[i].label]++ < labels) split.labelled.push_back(i);
  return split;
}

/// Vectors of the chosen masks, from those of whole pictures.
MaskVectors chosen(const Collection& set,
                   const std::vector<MaskVectors>& pictures,
                   const std::vector<size_t>& masks) {
  MaskVectors out;
  for (const size_t i : masks) {
    const MaskVectors& all = pictures[set.masks[i].picture];
    out.dimension = all.dimension;
    const auto from =
        all.values.begin() + static_cast<std::ptrdiff_t>(set.masks[i].place) * all.dimension;
    out.values.insert(out.values.end(), from, from + all.dimension);
  }
  return out;
}

/// Balanced accuracy of each kind on the tested masks; the kept kind's last.
std::vector<double> measure(const Collection& set,
                            const std::vector<MaskDescriptions>& descriptions,
                            const Split& split,
                            const MaskTunerSettings& settings,
                            const std::filesystem::path& backbone) {
  auto tuner = MaskTuner::begin(backbone, settings);
  if (!tuner) throw std::runtime_error(tuner.error().text());
  std::map<size_t, TunePicture> pictures;
  for (const size_t i : split.labelled) {
    const Mask& mask = set.masks[i];
    pictures.try_emplace(mask.picture, set.pictures[mask.picture])
        .first->second.masks[mask.place]
        .label = mask.label;
  }
  for (const auto& [number, picture] : pictures)
    if (auto done = tuner->learnFrom(picture); !done) throw std::runtime_error(done.error().text());
  if (auto done = tuner->train({}, [](const TuneStep&) {}); !done)
    throw std::runtime_error(done.error().text());
  std::vector<int> known, truth;
  for (const size_t i : split.labelled) known.push_back(set.masks[i].label);
  for (const size_t i : split.tested) truth.push_back(set.masks[i].label);
  std::vector<double> out;
  for (const TuneKind kind : kAllTuneKinds) {
    std::vector<MaskVectors> vectors;
    for (const auto& one : descriptions) vectors.push_back(tuner->embed(one, kind));
    const auto labelled = chosen(set, vectors, split.labelled);
    const auto tested = chosen(set, vectors, split.tested);
    const auto votes =
        cluster::nearestLabels(tested.values, labelled.values, known, tested.dimension);
    out.push_back(100 * cluster::balancedAccuracy(votes, truth));
  }
  out.push_back(out[static_cast<size_t>(tuner->kept())]);
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "bench_tune_accuracy SET [SEEDS] [head|last-stage] [LABELS...]\n");
    return 2;
  }
  const uint64_t seeds = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 5;
  MaskTunerSettings settings;
  settings.lastStage = argc > 3 && std::string(argv[3]) == "last-stage";
  std::vector<int64_t> counts;
  for (int i = 4; i < argc; ++i) counts.push_back(std::atoll(argv[i]));
  if (counts.empty()) counts = {5, 10, 20};
  const std::filesystem::path backbone = "resources/weights/resnet18-self-supervised.safetensors";
  try {
    const Collection set = load(argv[1]);
    const auto frozen = MaskTuner::begin(backbone, settings);
    if (!frozen) throw std::runtime_error(frozen.error().text());
    std::vector<MaskDescriptions> descriptions;
    for (const auto& picture : set.pictures) {
      auto one = frozen->describe(picture);
      if (!one) throw std::runtime_error(one.error().text());
      descriptions.push_back(*one);
    }
    std::printf("%s: %zu categories, %zu masks\n", argv[1], set.names.size(), set.masks.size());
    std::printf("labels   stored        described     tuned         both          kept\n");
    for (const int64_t labels : counts) {
      std::vector<double> sum(kAllTuneKinds.size() + 1, 0), squares = sum;
      for (uint64_t seed = 1; seed <= seeds; ++seed) {
        settings.seed = seed;
        const auto row = measure(set, descriptions, deal(set, labels, seed), settings, backbone);
        std::printf(
            "#%lld.%llu", static_cast<long long>(labels), static_cast<unsigned long long>(seed));
        for (size_t i = 0; i < row.size(); ++i) {
          std::printf(" %5.1f", row[i]);
          sum[i] += row[i];
          squares[i] += row[i] * row[i];
        }
        std::printf("\n");
        std::fflush(stdout);
      }
      std::printf("%6lld", static_cast<long long>(labels));
      for (size_t i = 0; i < sum.size(); ++i) {
        const double mean = sum[i] / static_cast<double>(seeds);
        const double variance = squares[i] / static_cast<double>(seeds) - mean * mean;
        std::printf("   %5.1f +- %3.1f", mean, std::sqrt(std::max(0.0, variance)));
      }
      std::printf("   kept - stored %+.1f\n",
                  (sum.back() - sum.front()) / static_cast<double>(seeds));
      std::fflush(stdout);
    }
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "%s\n", exception.what());
    return 1;
  }
  return 0;
}
