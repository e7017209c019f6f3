#pragma once

#include "core/domain/decision.h"
#include "core/services/review_pace.h"
#include "core/store/candidate_repository.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maskwright {

/// What people made of the candidates that share something.
struct GroupAcceptance {
  int64_t id = 0;    ///< cluster or category; 0 = no category
  int number = -1;   ///< of a cluster, as it is shown
  std::string name;  ///< of the category, or of a cluster that has one; else empty
  int colour = 0;    ///< of the category
  int64_t candidates = 0, decided = 0, accepted = 0;
  int64_t relabelled = 0;  ///< of the accepted
  /// Of the accepted, objects of earlier rounds: a list of the round leaves them out.
  int64_t notListed = 0;
  double share() const { return decided > 0 ? static_cast<double>(accepted) / decided : 0; }
  /// The verdict under which the review lists what was counted; nothing = any, as long as some of
  /// it is undecided or all of it is the round's own.
  std::optional<Verdict> verdictToShow() const;
};

inline constexpr int kAreaBins = 24;
inline constexpr double kLeastAreaLog =
    -5;  ///< log10 of the smallest share of an image that is told apart
inline constexpr int kPlaceBins = 16;

/// Masks by size and place, all and accepted ones.
struct MaskSpread {
  /// By log10(area / image area), from kLeastAreaLog to 0 in equal steps; smaller ones are in the
  /// first.
  std::array<int64_t, kAreaBins> areaAll{}, areaAccepted{};
  /// By the place of the box's centre, row by row from the top left.
  std::array<int64_t, kPlaceBins * kPlaceBins> placeAll{}, placeAccepted{};
};

struct UnreadableImage {
  ImageId id;
  std::string path, reason;
};

/// The numbers of a project, of its round `round` where they are of a round.
struct Dashboard {
  int round = 0;
  std::array<int64_t, 6> byVerdict{};   ///< candidates of the round that are queued for review
  int64_t acceptedBefore = 0;           ///< masks of earlier rounds; copies aren't queued
  std::vector<ReviewSession> sessions;  ///< oldest first
  double pacePerHour = 0;  ///< of the newest session that has one (review_pace.h); 0 = unknown
  std::vector<GroupAcceptance> clusters, categories;
  std::optional<store::RankingRepository::Report> calibration;
  MaskSpread spread;
  int64_t images = 0;           ///< present ones
  int64_t withoutMasks = 0;     ///< of them, without a candidate in the round
  int64_t withoutAccepted = 0;  ///< of them, without an accepted mask of any round
  int64_t missing = 0;          ///< files that are gone
  /// By scanning, or by a job that decoded them: a header can be whole where the rest is not.
  std::vector<UnreadableImage> unreadable;

  int64_t undecided() const { return byVerdict[0]; }
  int64_t decided() const;
  int64_t accepted() const { return byVerdict[1] + byVerdict[2]; }
  /// Hours for what is undecided at the present pace; nothing where no pace is known. An estimate.
  std::optional<double> hoursLeft() const;
};

/// Reads all of it. Throws SQLite::Exception.
Dashboard readDashboard(store::Connection& connection, int round);

struct PlainImage {
  ImageId id;
  std::string path;
  int width = 0, height = 0, orientation = 1;
};
/// Present images without a candidate in the round, by path.
std::vector<PlainImage> imagesWithoutMasks(store::Connection& connection, int round);
/// Present images without an accepted mask, by path.
std::vector<PlainImage> imagesWithoutAccepted(store::Connection& connection);

}  // namespace maskwright
