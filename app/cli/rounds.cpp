#include "app/cli/command.h"
#include "core/services/review_service.h"
#include "core/services/round_compare.h"
#include "core/services/round_marks.h"
#include "core/store/candidate_repository.h"
#include "core/store/review_query.h"
#include "core/store/round_mark_repository.h"
#include "core/store/round_target_query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace maskwright::cli {
namespace {

struct Options {
  std::string project, action = "list";
  std::vector<std::string> numbers;
  int best = 0;
  size_t images = 10;
};

const char* markName(RoundMark mark) {
  switch (mark) {
    case RoundMark::None:
      return "none";
    case RoundMark::Accepted:
      return "accepted";
    case RoundMark::RolledBack:
      return "rolled back";
  }
  return "unknown";
}

std::string figure(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  return text.data();
}

// ---- list ----

struct Listed {
  int number = 0;
  int64_t masks = 0, accepted = 0, refused = 0, targets = 0;
  RoundMark mark = RoundMark::None;
};

std::vector<Listed> listed(store::Connection& connection) {
  std::vector<Listed> rounds;
  const auto with = [&](int number) -> Listed& {
    for (auto& one : rounds)
      if (one.number == number) return one;
    rounds.emplace_back().number = number;
    return rounds.back();
  };
  store::ReviewQuery review(connection);
  for (const int number : review.rounds()) {
    store::ReviewFilter filter;
    filter.round = number;
    filter.includeLinked = true;
    const auto counts = review.countByVerdict(filter);
    Listed& one = with(number);
    for (const auto count : counts) one.masks += count;
    one.accepted = review.acceptedOf(number);
    one.refused = counts[static_cast<size_t>(Verdict::NotAnObject)];
  }
  for (const auto& row : store::RoundMarkRepository(connection).all())
    with(row.number).mark = row.mark;
  for (const auto& row : store::RoundTargetQuery(connection).rounds())
    with(row.number).targets = row.targets;
  std::sort(rounds.begin(), rounds.end(), [](const Listed& a, const Listed& b) {
    return a.number < b.number;
  });
  return rounds;
}

int list(store::Connection& connection, Context& context) {
  std::string text, raw = "[";
  for (const Listed& one : listed(connection)) {
    text += "\n  round " + std::to_string(one.number) + ": " + std::to_string(one.masks) +
            (one.masks == 1 ? " mask, " : " masks, ") + std::to_string(one.accepted) +
            " accepted, " + std::to_string(one.refused) + " refused; trained on " +
            std::to_string(one.targets);
    if (one.mark != RoundMark::None) text += std::string("; ") + markName(one.mark);
    raw += "{\"round\":" + std::to_string(one.number) + ",\"masks\":" + std::to_string(one.masks) +
           ",\"accepted\":" + std::to_string(one.accepted) +
           ",\"refused\":" + std::to_string(one.refused) +
           ",\"targets\":" + std::to_string(one.targets) + ",\"mark\":\"" + markName(one.mark) +
           "\"},";
  }
  if (raw.back() == ',') raw.pop_back();
  context.result("shown",
                 static_cast<int64_t>(store::CandidateRepository(connection).newestRound()));
  context.resultJson("rounds", text.empty() ? "none yet" : text, raw + "]");
  return context.finish();
}

// ---- compare ----

std::string jsonOf(const ImageComparison& one) {
  const auto& kept = one.of(MaskChange::Kept);
  const auto& changed = one.of(MaskChange::Changed);
  const auto& gained = one.of(MaskChange::Gained);
  const auto& lost = one.of(MaskChange::Lost);
  const auto pair = [](const char* name, const ChangeTally& tally) {
    return std::string("\"") + name + "\":{\"masks\":" + std::to_string(tally.count) +
           ",\"iou\":" + figure(tally.mean(tally.iou)) +
           ",\"confidence_before\":" + figure(tally.mean(tally.before)) +
           ",\"confidence_after\":" + figure(tally.mean(tally.after)) + "}";
  };
  const auto single = [](const char* name, const ChangeTally& tally, double sum) {
    return std::string("\"") + name + "\":{\"masks\":" + std::to_string(tally.count) +
           ",\"confidence\":" + figure(tally.mean(sum)) + "}";
  };
  const auto review = [](const char* name, const RoundReview& side) {
    return std::string("\"") + name + "\":{\"masks\":" + std::to_string(side.masks) +
           ",\"decided\":" + std::to_string(side.decided) +
           ",\"accepted\":" + std::to_string(side.accepted) + "}";
  };
  return "{\"image\":" + jsonString(one.path) + "," + pair("kept", kept) + "," +
         pair("changed", changed) + "," + single("gained", gained, gained.after) + "," +
         single("lost", lost, lost.before) + "," + review("before", one.before) + "," +
         review("after", one.after) + "}";
}

void printReview(const std::string& name, const RoundReview& side, Context& context) {
  context.result(name + " masks", side.masks);
  context.result(
      name + " accepted",
      std::to_string(side.accepted) + " of " + std::to_string(side.decided) + " decided");
}

int compare(store::Connection& connection,
            const Options& options,
            int before,
            int after,
            Context& context) {
  auto result = compareRounds(connection, {before, after, options.best}, context.cancel(), context);
  if (!result) return context.fail(result.error());
  const ImageComparison& total = result->total;
  const auto& kept = total.of(MaskChange::Kept);
  const auto& changed = total.of(MaskChange::Changed);
  const auto& gained = total.of(MaskChange::Gained);
  const auto& lost = total.of(MaskChange::Lost);
  printReview("before", total.before, context);
  printReview("after", total.after, context);
  context.result("kept", kept.count);
  context.result("kept iou", kept.mean(kept.iou));
  context.result("changed", changed.count);
  context.result("changed iou", changed.mean(changed.iou));
  context.result("gained", gained.count);
  context.result("gained confidence", gained.mean(gained.after));
  context.result("lost", lost.count);
  context.result("lost confidence", lost.mean(lost.before));
  auto& images = result->images;
  std::stable_sort(images.begin(), images.end(), [](const auto& a, const auto& b) {
    return a.difference() > b.difference();
  });
  std::string text, raw = "[";
  for (size_t i = 0; i < images.size(); ++i) {
    const auto& one = images[i];
    raw += jsonOf(one) + ",";
    if (i >= options.images || one.difference() == 0) continue;
    text += "\n  " + one.path + ": +" + std::to_string(one.of(MaskChange::Gained).count) + " -" +
            std::to_string(one.of(MaskChange::Lost).count) + " ~" +
            std::to_string(one.of(MaskChange::Changed).count) + ", " +
            std::to_string(one.of(MaskChange::Kept).count) + " kept";
  }
  if (raw.back() == ',') raw.pop_back();
  context.resultJson("images", text.empty() ? "no difference" : text, raw + "]");
  return context.finish();
}

// ---- marks ----

int mark(store::Connection& connection, int number, RoundMark wanted, Context& context) {
  const auto done = markRound(connection, number, wanted, currentAuthor());
  if (!done) return context.fail(done.error());
  context.result("done", done->text.empty() ? "nothing: it stood so already" : done->text);
  context.result("shown",
                 static_cast<int64_t>(store::CandidateRepository(connection).newestRound()));
  return context.finish();
}

int rounds(const Options& options, Context& context) {
  const bool reads = options.action == "list" || options.action == "compare";
  const size_t wanted = options.action == "list" ? 0 : options.action == "compare" ? 2 : 1;
  if (options.numbers.size() != wanted)
    return context.fail(
        {ErrorKind::WrongUse,
         options.action + " takes " + std::to_string(wanted) + (wanted == 1 ? " round" : " rounds"),
         ""});
  std::vector<int> numbers;
  for (const auto& text : options.numbers) {
    int number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 0)
      return context.fail({ErrorKind::WrongUse, "\"" + text + "\" is not a round", ""});
    numbers.push_back(number);
  }
  auto project =
      openProject(options.project, reads ? store::OpenMode::ReadOnly : store::OpenMode::ReadWrite);
  if (!project) return context.fail(project.error());
  auto& connection = (*project)->connection();
  if (options.action == "list") return list(connection, context);
  if (options.action == "compare")
    return compare(connection, options, numbers[0], numbers[1], context);
  return mark(connection,
              numbers[0],
              options.action == "accept"      ? RoundMark::Accepted
              : options.action == "roll-back" ? RoundMark::RolledBack
                                              : RoundMark::None,
              context);
}

}  // namespace

void addRounds(CLI::App& app, const Run& run) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand(
      "rounds", "The rounds: list, compare two, accept one, roll one back, restore it");
  command->add_option("PROJECT", options->project, "project folder")->required();
  command
      ->add_option("ACTION", options->action, "list, compare A B, accept N, roll-back N, restore N")
      ->check(CLI::IsMember({"list", "compare", "accept", "roll-back", "restore"}))
      ->capture_default_str();
  command->add_option("ROUNDS", options->numbers, "numbers of rounds; 0 is discovery");
  command
      ->add_option("--best",
                   options->best,
                   "compare: only so many of the most confident masks of each image (0: all)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--images", options->images, "compare: images to list, greatest change first")
      ->capture_default_str();
  run(command, [options](Context& context) { return rounds(*options, context); });
}

}  // namespace maskwright::cli
