#include "core/rank/context_features.h"

#include "core/rank/similar_votes.h"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace maskwright;
using namespace maskwright::rank;

class ContextFeaturesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void placeInTheImage();
  void overlapsWithDecisions();
  void aRowLearnsNothingFromWhatCameLater();
  void clustersCountOtherImagesOnly();
  void lookAlikesCountOtherImagesOnly();
  void takingBackRestoresEverything();
  void aRedrawnOneIsAnObjectWithAPoorMask();
  void votesEqualBruteForce();
  void whatTheSegmenterFoundTooStandsOut();
};

namespace {

size_t at(ContextFeature feature) {
  return static_cast<size_t>(feature);
}

/// Two images of two candidates each: 0 and 1 overlap, 2 and 3 don't. All in one cluster, 0 and 2
/// look alike, 1 and 3 too.
RankingTable smallTable() {
  RankingTable table;
  for (int i = 0; i < 4; ++i) {
    table.ids.emplace_back(i + 1);
    table.image.push_back(i / 2);
    CandidateAttributes attributes;
    attributes.areaFraction = i % 2 ? 0.1 : 0.2;
    table.attributes.push_back(attributes);
    table.sourceScore.push_back(0.5);
    table.cluster.push_back(0);
    table.clusterDistance.push_back(0.25F);
  }
  table.dimension = 2;
  table.embeddings = {1, 0, 0, 1, 1, 0, 0, 1};
  // 1 (area .1) has 90 % inside 0 (area .2): IoU .09 / .21.
  table.overlaps = {{1, 0.43F, 0.45F}, {0, 0.43F, 0.9F}};
  table.overlapStart = {0, 1, 2, 2, 2};
  return table;
}

void decide(RankingContext& context, size_t row, Verdict verdict) {
  const RankingContext::Judgement judgement{row, verdict};
  context.decide({&judgement, 1});
}

bool near(double a, double b) {
  return std::abs(a - b) < 1e-5;
}

}  // namespace

void ContextFeaturesTest::placeInTheImage() {
  const auto table = smallTable();
  const RankingContext context(table, {1, 0, 0, 2});
  const auto best = context.features(0), second = context.features(1);
  QCOMPARE(best[at(ContextFeature::Redundant)], 0.F);
  QVERIFY(near(second[at(ContextFeature::Redundant)], 0.43));
  QVERIFY(near(second[at(ContextFeature::InsideBetter)], 0.9));
  QVERIFY(best[at(ContextFeature::Holds)] > 0);
  QCOMPARE(second[at(ContextFeature::Holds)], 0.F);
  QCOMPARE(best[at(ContextFeature::RankInImage)], 0.F);
  QVERIFY(second[at(ContextFeature::RankInImage)] > 0);
  QVERIFY(near(second[at(ContextFeature::GapToBest)], 0.25));
  QVERIFY(near(best[at(ContextFeature::Typical)], 0.75));
  // Nobody decided anything: all rates as anywhere.
  QCOMPARE(best[at(ContextFeature::ClusterRate)], 0.F);
  QCOMPARE(best[at(ContextFeature::NeighbourRate)], 0.F);
}

void ContextFeaturesTest::overlapsWithDecisions() {
  const auto table = smallTable();
  RankingContext context(table, {1, 0, 0, 2});
  decide(context, 0, Verdict::Accepted);
  const auto other = context.features(1);
  QVERIFY(near(other[at(ContextFeature::MeetsAccepted)], 0.43));
  QVERIFY(near(other[at(ContextFeature::InAccepted)], 0.9));
  QVERIFY(near(other[at(ContextFeature::HoldsAccepted)], 0.45));
  QVERIFY(other[at(ContextFeature::ImageAccepted)] > 0);
  QCOMPARE(other[at(ContextFeature::MeetsRefused)], 0.F);
  QCOMPARE(context.features(2)[at(ContextFeature::ImageAccepted)], 0.F);
}

void ContextFeaturesTest::aRowLearnsNothingFromWhatCameLater() {
  const auto table = smallTable();
  RankingContext context(table, {1, 0, 0, 2});
  decide(context, 1, Verdict::NotAnObject);
  decide(context, 0, Verdict::Accepted);
  const auto first = context.features(1), second = context.features(0);
  QCOMPARE(first[at(ContextFeature::MeetsAccepted)], 0.F);
  QCOMPARE(first[at(ContextFeature::ImageAccepted)], 0.F);
  QVERIFY(near(second[at(ContextFeature::MeetsRefused)], 0.43));
  QVERIFY(second[at(ContextFeature::ImageRefused)] > 0);
}

void ContextFeaturesTest::clustersCountOtherImagesOnly() {
  const auto table = smallTable();
  RankingContext context(table, {1, 0, 0, 2});
  decide(context, 0, Verdict::Accepted);
  decide(context, 2, Verdict::NotAnObject);
  QVERIFY(context.features(1)[at(ContextFeature::ClusterRate)] < 0);  // image 0 sees 2
  QVERIFY(context.features(3)[at(ContextFeature::ClusterRate)] > 0);  // image 1 sees 0
}

void ContextFeaturesTest::lookAlikesCountOtherImagesOnly() {
  const auto table = smallTable();
  RankingContext context(table, {1, 0, 0, 2});
  decide(context, 0, Verdict::Accepted);
  decide(context, 1, Verdict::NotAnObject);
  const auto alike = context.features(2), other = context.features(3);
  QVERIFY(alike[at(ContextFeature::NeighbourRate)] > 0.2);
  QVERIFY(other[at(ContextFeature::NeighbourRate)] < -0.2);
  QCOMPARE(context.features(1)[at(ContextFeature::NeighbourEvidence)], 0.F);
}

void ContextFeaturesTest::takingBackRestoresEverything() {
  const auto table = smallTable();
  RankingContext context(table, {1, 0, 0, 2}), fresh(table, {1, 0, 0, 2});
  decide(context, 0, Verdict::Accepted);
  decide(context, 1, Verdict::BadMask);
  decide(context, 0, Verdict::NotAnObject);
  decide(context, 1, Verdict::Undecided);
  decide(fresh, 0, Verdict::NotAnObject);
  QCOMPARE(context.decided(), fresh.decided());
  for (size_t row = 0; row < 4; ++row) {
    const auto a = context.features(row), b = fresh.features(row);
    for (size_t k = 0; k < kContextCount; ++k)
      QVERIFY2(near(a[k], b[k]), qPrintable(QString("row %1 feature %2").arg(row).arg(k)));
  }
}

void ContextFeaturesTest::aRedrawnOneIsAnObjectWithAPoorMask() {
  const auto table = smallTable();
  RankingContext context(table, {1, 0, 0, 2}), poor(table, {1, 0, 0, 2});
  const RankingContext::Judgement judgement{0, Verdict::Accepted, true};
  context.decide({&judgement, 1});
  decide(poor, 0, Verdict::BadMask);
  QVERIFY(!context.isGood(0) && context.isPoor(0) && poor.isPoor(0));
  // Its object is there, what looks like it is as poor as it was.
  QVERIFY(near(context.features(1)[at(ContextFeature::MeetsAccepted)], 0.43));
  QCOMPARE(context.features(1)[at(ContextFeature::MeetsBad)], 0.F);
  for (const auto feature : {ContextFeature::ClusterRate, ContextFeature::NeighbourRate})
    QCOMPARE(context.features(3)[at(feature)], poor.features(3)[at(feature)]);
  // The edit is undone, the acceptance stands.
  decide(context, 0, Verdict::Accepted);
  RankingContext fresh(table, {1, 0, 0, 2});
  decide(fresh, 0, Verdict::Accepted);
  QVERIFY(context.isGood(0));
  for (size_t row = 0; row < 4; ++row)
    for (size_t k = 0; k < kContextCount; ++k)
      QVERIFY(near(context.features(row)[k], fresh.features(row)[k]));
}

void ContextFeaturesTest::whatTheSegmenterFoundTooStandsOut() {
  auto table = smallTable();
  const auto agreement = [&](size_t row) {
    return RankingContext(table, {0, 0, 0, 0}).features(row)[at(ContextFeature::SegmenterAgrees)];
  };
  for (size_t row = 0; row < 4; ++row) QCOMPARE(agreement(row), 0.F);  // no round yet
  // 0 and 3 are a segmenter's; 3 has the better score.
  table.attributes[0].segmenter = table.attributes[3].segmenter = 1;
  table.sourceScore = {0.2, 0.9, 0.9, 0.4};
  QCOMPARE(agreement(0), 0.5F);
  QCOMPARE(agreement(3), 1.F);
  QVERIFY(near(agreement(1), 0.43 * 0.5));  // of what 0 is worth, by their overlap
  QCOMPARE(agreement(2), 0.F);
}

void ContextFeaturesTest::votesEqualBruteForce() {
  RankingTable table;
  table.dimension = 5;
  unsigned state = 7;
  const auto next = [&] {
    return static_cast<float>((state = state * 1664525 + 1013904223) >> 8) / (1 << 24);
  };
  constexpr size_t kRows = 5000;  // more than one portion
  for (size_t i = 0; i < kRows; ++i) {
    table.ids.emplace_back(static_cast<int64_t>(i + 1));
    table.image.push_back(static_cast<int>(i / 3));
    float norm = 0;
    const size_t begin = table.embeddings.size();
    for (int k = 0; k < 5; ++k) {
      table.embeddings.push_back(next());
      norm += table.embeddings.back() * table.embeddings.back();
    }
    for (size_t k = begin; k < table.embeddings.size(); ++k) table.embeddings[k] /= std::sqrt(norm);
  }
  std::vector<SimilarVote> votes;
  for (size_t i = 0; i < 300; ++i) votes.push_back({i * 16, i % 3 == 0, 1});
  std::vector<float> good(kRows), bad(kRows);
  addSimilarVotes(table, votes, good, bad);
  for (size_t row = 0; row < kRows; row += 97) {
    double expected[2] = {0, 0};
    for (const auto& vote : votes) {
      if (table.image[vote.row] == table.image[row]) continue;
      double cosine = 0;
      for (size_t k = 0; k < 5; ++k)
        cosine += static_cast<double>(table.embedding(row)[k]) * table.embedding(vote.row)[k];
      if (cosine >= kLeastCosine)
        expected[vote.good] += std::exp((cosine - 1) / kSimilarTemperature);
    }
    QVERIFY(std::abs(good[row] - expected[1]) < 1e-3 * (1 + expected[1]));
    QVERIFY(std::abs(bad[row] - expected[0]) < 1e-3 * (1 + expected[0]));
  }
}

QTEST_APPLESS_MAIN(ContextFeaturesTest)
#include "context_features_test.moc"
