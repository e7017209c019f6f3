#include "core/ml/tune/tune_trainer.h"

#include "core/ml/nn/adamw.h"
#include "core/ml/nn/augment.h"
#include "core/ml/tune/triplet_loss.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

namespace maskwright::ml {
namespace {

constexpr double kHalfTurn = 3.14159265358979323846;

/// Draws the groups of a step.
class BagDraw {
 public:
  explicit BagDraw(const PatchBank& bank) {
    std::map<int64_t, std::set<int64_t>> groups;
    std::map<int64_t, int64_t> count;
    for (size_t i = 0; i < bank.group.size(); ++i) {
      rows_[bank.group[i]].push_back(static_cast<int64_t>(i));
      groups[bank.patches.labels[i]].insert(bank.group[i]);
      ++count[bank.patches.labels[i]];
    }
    for (const auto& [label, members] : groups) {
      total_ += std::sqrt(static_cast<double>(count[label]));
      classes_.push_back({total_, {members.begin(), members.end()}});
    }
  }

  std::vector<int64_t> rows(int64_t count, torch::Generator& generator) const {
    std::set<int64_t> chosen;
    const auto wanted = std::min(static_cast<size_t>(count), rows_.size());
    while (chosen.size() < wanted) {
      const double place = uniform(generator, 0, total_);
      size_t at = 0;
      while (at + 1 < classes_.size() && place >= classes_[at].upTo) ++at;
      const auto& groups = classes_[at].groups;
      const auto pick =
          static_cast<size_t>(uniform(generator, 0, static_cast<double>(groups.size())));
      // A class whose images are all in the bag lets any other image in.
      if (!chosen.insert(groups[std::min(pick, groups.size() - 1)]).second) {
        auto any = rows_.begin();
        std::advance(
            any,
            std::min(static_cast<int64_t>(uniform(generator, 0, static_cast<double>(rows_.size()))),
                     static_cast<int64_t>(rows_.size()) - 1));
        chosen.insert(any->first);
      }
    }
    std::vector<int64_t> bag;
    for (const int64_t group : chosen) {
      const auto& rows = rows_.at(group);
      bag.insert(bag.end(), rows.begin(), rows.end());
    }
    return bag;
  }

 private:
  struct Class {
    double upTo;
    std::vector<int64_t> groups;
  };
  std::map<int64_t, std::vector<int64_t>> rows_;
  std::vector<Class> classes_;
  double total_ = 0;
};

}  // namespace

double tuneOnPatches(TuneNet& net,
                     const PatchBank& bank,
                     const TuneSettings& settings,
                     const Precision& precision,
                     const std::function<bool(const TuneProgress&)>& report) {
  if (bank.group.empty()) throw std::invalid_argument("no patches to tune on");
  const OneBlasThread oneBlasThread;
  const BagDraw draw(bank);
  AdamW optimizer(*net, {.beta2 = 0.999, .weightDecay = 0}, [&](const std::string& name) {
    return name == "head" || net->options().head == 0 ? 1.0 : settings.trunkRate;
  });
  const double margin = net->nonNegative() ? kMarginNonNegative : kMarginSigned;
  double sum = 0;
  int64_t counted = 0;
  for (int64_t step = 0; step < settings.steps; ++step) {
    auto generator = stepGenerator(settings.seed, step);
    const PatchBatch bag = bank.patches.select(draw.rows(settings.groups, generator));
    const auto triplets = classGraph(bag.labels, generator);
    net->train(true);
    torch::Tensor loss;
    {
      const AutocastGuard autocast(torch::kCPU, precision);
      loss = tripletLoss(net->forward(bag).to(torch::kFloat32), triplets, margin);
    }
    const double value = loss.item<double>();
    (loss + settings.anchor * net->drift()).backward();
    const double phase = static_cast<double>(step) / static_cast<double>(settings.steps);
    optimizer.step(settings.learningRate * 0.5 * (1 + std::cos(kHalfTurn * phase)), 0);
    if (step >= settings.steps - std::max<int64_t>(1, settings.steps / 10)) {
      sum += value;
      ++counted;
    }
    const std::set<int64_t> classes(bag.labels.begin(), bag.labels.end());
    const TuneProgress progress{
        step + 1, settings.steps, value, static_cast<int64_t>(classes.size())};
    if (report && !report(progress)) break;
  }
  net->train(false);
  return counted > 0 ? sum / static_cast<double>(counted) : 0;
}

}  // namespace maskwright::ml
