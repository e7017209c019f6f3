#include "ui/controllers/round_outlook_reader.h"

#include "core/services/pseudo_labels.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"

namespace maskwright::ui {
namespace {

constexpr int kFewAccepted = 20;

RoundOutlook outlookOf(store::Connection& connection) {
  const int base = store::CandidateRepository(connection).newestRound();
  const auto labels = choosePseudoLabels(connection, base);
  RoundOutlook outlook;
  outlook.counted = true;
  outlook.accepted = labels.verified;
  outlook.confident = labels.confident;
  outlook.negatives = labels.negatives;
  for (const auto& standing : store::DecisionRepository(connection).standing()) {
    const Verdict verdict = standing.state.verdict;
    if (standing.inherited) continue;  // the mask it copies is counted
    outlook.ignored += verdict == Verdict::BadMask || verdict == Verdict::FixLater;
  }
  outlook.possible = labels.verified + labels.confident > 0;
  if (!outlook.possible) {
    outlook.advice = RoundOutlookReader::tr("There are no candidates yet: find masks first.");
  } else if (labels.verified < kFewAccepted) {
    outlook.advice =
        RoundOutlookReader::tr("A few dozen accepted and rejected masks make a round much better.");
  } else {
    outlook.advice = RoundOutlookReader::tr(
        "It orders all masks by your decisions first; how many are confident may change then.");
  }
  return outlook;
}

}  // namespace

RoundOutlookReader::RoundOutlookReader(std::filesystem::path database, QObject* parent)
    : QObject(parent),
      reader_(
          std::move(database),
          QStringLiteral("round-outlook"),
          [](store::Connection& connection, const int&) { return outlookOf(connection); },
          [this](const RoundOutlook& outlook) { Q_EMIT ready(outlook); }) {}

}  // namespace maskwright::ui
