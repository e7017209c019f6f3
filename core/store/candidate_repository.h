#pragma once

#include "core/domain/candidate.h"
#include "core/domain/mask_edit.h"
#include "core/store/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace maskwright::store {

/// Rows of `candidate`, `candidate_feature` and `embedding`. Throws SQLite::Exception.
/// Mask, box and area are read as edited by people, unless the originals are asked for; features
/// and embeddings are always those of the originals.
class CandidateRepository {
 public:
  explicit CandidateRepository(Connection& connection, MaskVersion masks = MaskVersion::Present)
      : connection_(connection), masks_(masks) {}

  /// Inserts candidate, attributes and (if not empty) embedding. Returns the new id.
  CandidateId insert(const Candidate& candidate);
  /// Deletes the undecided candidates of one image made by `run` (a half-done image of a killed
  /// job).
  void removeUndecided(RunId run, ImageId image);
  /// Deletes undecided candidates of one round and source (a repeated discovery replaces its own).
  int64_t removeUndecided(int round, const std::string& source);

  bool allExist(const std::vector<int64_t>& ids);  ///< none of these was removed
  std::optional<Candidate> byId(CandidateId id);   ///< without embedding
  std::vector<Candidate> ofImage(ImageId image, std::optional<int> round = std::nullopt);
  std::vector<Candidate> ofRound(int round);  ///< all, by image and id, without embeddings
  /// Unit vectors of a round's candidates: ids and a row-major N x D matrix (rows without one left
  /// out).
  struct Embeddings {
    std::vector<CandidateId> ids;
    std::vector<float> values;
    int dimension = 0;
  };
  /// Those that most candidates have: vectors of another length come from another network and
  /// can't be compared with them.
  Embeddings embeddingsOfRound(int round);
  /// All, by length of the vector, the length that most candidates have first.
  std::vector<Embeddings> embeddingGroupsOfRound(int round);
  std::vector<float> embeddingOf(CandidateId id);  ///< empty if there is none
  /// Attributes and source score of a round's candidates, by id.
  struct Features {
    std::vector<CandidateId> ids;
    std::vector<CandidateAttributes> attributes;
    std::vector<double> sourceScores;
  };
  Features featuresOfRound(int round);

  /// Marks a candidate as the same object as an accepted one: it is not queued for review.
  void link(CandidateId candidate, CandidateId accepted);
  int newestRound();  ///< highest round with candidates that isn't rolled back, 0 if none
  int64_t count(std::optional<int> round = std::nullopt);

 private:
  std::string select(const char* condition) const;
  Connection& connection_;
  MaskVersion masks_;
};

/// Confidence and cluster of candidates: written as a new revision per round, then made active.
class RankingRepository {
 public:
  explicit RankingRepository(Connection& connection) : connection_(connection) {}

  struct Ranked {
    CandidateId candidate;
    double confidence;  ///< [0, 1]
  };
  /// Writes a ranking under a new revision in short transactions of its own, between which a
  /// person's decisions get their turn; only the last one makes it active, with its report.
  /// Candidates of the round that are not among `rows` keep their places. Not inside a transaction.
  struct Report;
  void writeRanking(int round, const std::vector<Ranked>& rows, const Report& report);

  struct Member {
    CandidateId candidate;
    int cluster;      ///< 0-based number
    double distance;  ///< 1 - cosine to the centre
  };
  /// Names given to the old clusters are carried over to the new cluster that holds most of their
  /// members.
  void replaceClusters(int round, int clusterCount, const std::vector<Member>& members);

  std::vector<Ranked> ranking(int round);
  /// Of the round's active clustering, in no particular order.
  std::vector<Member> members(int round);
  int64_t clusterRevision(int round);  ///< of the active clustering, 0 = none

  /// What is known about the active ranking of a round.
  struct Report {
    std::string method;
    int64_t decisions = 0;  ///< learned from
    int64_t examples = 0;   ///< that judged it; 0 = nothing below is known
    double error = 0, brier = 0, baseBrier = 0, auc = 0.5;
    struct Bin {
      double confidence = 0, accepted = 0;
      int64_t count = 0;
    };
    std::vector<Bin> bins;  ///< of the reliability diagram, by rising confidence
    int64_t rankedMs = 0;
  };
  void replaceReport(int round, const Report& report);
  std::optional<Report> report(int round);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
