#include "core/services/rank_service.h"

#include "core/rank/ranking_inputs.h"
#include "core/services/ranking_inputs_table.h"
#include "core/services/review_service.h"
#include "core/services/segmenter_trust.h"
#include "core/store/decision_repository.h"
#include "core/store/ranking_input_repository.h"
#include "tests/support/temp_project.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// Ranking over a real store: first confidence, then what decisions teach.
class RankServiceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void firstConfidenceWithoutDecisions() {
    TempProject temp;
    const auto ids = addCandidates(temp, 12);
    const auto summary = rankCandidates(temp.connection(), 0);
    QVERIFY(summary.ok());
    QCOMPARE(summary->candidates, int64_t{12});
    QCOMPARE(summary->decisionsUsed, int64_t{0});
    const auto confidence = ranking(temp);
    const auto features = CandidateRepository(temp.connection()).featuresOfRound(0);
    for (size_t i = 0; i < features.ids.size(); ++i)
      QCOMPARE(confidence.at(features.ids[i]),
               rank::firstConfidence(features.attributes[i], features.sourceScores[i]));
  }

  void decisionsChangeTheOrder() {
    TempProject temp;
    const auto ids = addCandidates(temp, 120);
    ReviewService review(temp.connection(), "ann");
    // Against the first confidence: this person only wants the ragged ones.
    for (size_t i = 0; i < 80; ++i) {
      const Verdict verdict = isRagged(i) ? Verdict::Accepted
                              : i % 4     ? Verdict::NotAnObject
                                          : Verdict::BadMask;
      QVERIFY(review.decide({.candidates = {ids[i]}, .verdict = verdict}).ok());
    }
    const auto summary = rankCandidates(temp.connection(), 0);
    QVERIFY(summary.ok());
    QCOMPARE(summary->decisionsUsed, int64_t{80});
    const auto confidence = ranking(temp);
    double ragged = 0, round = 0;
    for (size_t i = 80; i < 120; ++i) (isRagged(i) ? ragged : round) += confidence.at(ids[i]) / 20;
    QVERIFY2(ragged > round + 0.3, qPrintable(QString("%1 against %2").arg(ragged).arg(round)));
  }

  /// What the ranking rests on can be looked up afterwards, input by input.
  void inputsAreStoredAndWritten() {
    TempProject temp;
    const auto image = temp.addImage("a, \"b\".jpg");
    const auto taken = temp.add(temp.rectangle(image, 1, 4, .5)),
               repeat = temp.add(temp.rectangle(image, 1, 5, .5)),
               apart = temp.add(temp.rectangle(image, 8, 2, .5));
    QVERIFY(ReviewService(temp.connection(), "ann")
                .decide({.candidates = {taken}, .verdict = Verdict::Accepted})
                .ok());
    QVERIFY(rankCandidates(temp.connection(), 0).ok());
    RankingInputRepository stored(temp.connection());
    std::map<CandidateId, float> meets;
    for (const auto& row : stored.ofRound(0)) {
      QCOMPARE(row.values.size(), rank::kContextCount);
      QCOMPARE(row.decisions, int64_t{1});
      meets[row.candidate] = row.values[static_cast<size_t>(rank::ContextFeature::MeetsAccepted)];
    }
    QCOMPARE(meets.size(), size_t{3});
    QCOMPARE(meets.at(repeat), 0.8F);
    QCOMPARE(meets.at(apart), 0.F);
    QVERIFY(stored.ofRound(1).empty());

    const auto file = temp.folder.path() / "inputs.csv";
    const auto rows = writeRankingInputs(temp.connection(), 0, file);
    QVERIFY(rows.ok());
    QCOMPARE(*rows, int64_t{3});
    QFile table(QString::fromStdString(file.string()));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const auto lines = QString::fromUtf8(table.readAll()).split('\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0].count(','), 4 + static_cast<int>(rank::kInputCount));
    QVERIFY(lines[1].contains("\"a, \"\"b\"\".jpg\",accepted,"));
    QVERIFY(lines[2].contains(",0.8,"));
    const auto nowhere = writeRankingInputs(temp.connection(), 0, "/nowhere/at/all.csv");
    QVERIFY(!nowhere.ok());
    // Candidates that go take their inputs along.
    CandidateRepository(temp.connection()).removeUndecided(0, "free-mask");
    QCOMPARE(stored.ofRound(0).size(), size_t{1});
  }

  void aSegmenterJoinsByOrderAndCopiesTeachNothing() {
    TempProject temp;
    const auto ids = addCandidates(temp, 60);
    ReviewService review(temp.connection(), "ann");
    for (size_t i = 0; i < 40; ++i) {
      QVERIFY(review
                  .decide({.candidates = {ids[i]},
                           .verdict = isRagged(i) ? Verdict::Accepted : Verdict::NotAnObject})
                  .ok());
    }
    // Small scores, both on one image: the order counts, not the size.
    auto strong = temp.rectangle(temp.addImage("b.jpg"), 1, 2, .04), weak = strong;
    strong.source = weak.source = "solo";
    weak.sourceScore = .01;
    const auto first = temp.add(strong), second = temp.add(weak), copy = temp.add(weak);
    Transaction transaction(temp.connection(), Durability::Human);
    Decision decision;
    decision.candidate = copy;
    decision.now.verdict = Verdict::NotAnObject;
    decision.origin = DecisionOrigin::Inherited;
    DecisionRepository(temp.connection()).append(decision);
    transaction.commit();
    const auto summary = rankCandidates(temp.connection(), 0);
    QVERIFY(summary.ok());
    QCOMPARE(summary->decisionsUsed, int64_t{40});
    const auto confidence = ranking(temp);
    std::vector<double> others;
    for (const auto id : ids) others.push_back(confidence.at(id));
    std::sort(others.rbegin(), others.rend());
    // All accepted masks are one object: hardly anything to judge it by, so every twentieth place.
    std::vector<double> its{confidence.at(first), confidence.at(second), confidence.at(copy)};
    std::sort(its.rbegin(), its.rend());
    QCOMPARE(its[0], others[19]);
    QCOMPARE(its[1], others[39]);
  }

  void aSegmenterIsTrustedByWhatItFindsOnDecidedImages_data() {
    QTest::addColumn<int>("found");  // of 50 accepted masks
    QTest::addColumn<double>("step");
    QTest::newRow("all") << 50 << 1.0;
    QTest::newRow("a fifth") << 10 << 5.0;
    QTest::newRow("none") << 0 << 20.0;
  }

  void aSegmenterIsTrustedByWhatItFindsOnDecidedImages() {
    QFETCH(int, found);
    QFETCH(double, step);
    TempProject temp;
    ReviewService review(temp.connection(), "ann");
    std::unordered_map<CandidateId, double> confidence;
    for (int i = 0; i < 50; ++i) {
      const auto image = temp.addImage("i" + std::to_string(i) + ".jpg");
      const auto object = temp.rectangle(image, 1, 2, .5);
      const auto id = temp.add(object);
      confidence[id] = 0.9;
      QVERIFY(review.decide({.candidates = {id}, .verdict = Verdict::Accepted}).ok());
      auto guess = i < found ? object : temp.rectangle(image, 7, 2, .5);
      guess.source = "solo";
      temp.add(guess);
    }
    QCOMPARE(segmenterTrust(temp.connection(), 0, confidence).step, step);
  }

  /// IoU 5/8 and 7/8 with what was accepted: the same object, well outlined or not.
  void outlinesOfASegmenterAreJudgedToo() {
    for (const auto& [width, fine] : {std::pair{5, 2.0 / 12}, std::pair{7, 1.0}}) {
      TempProject temp;
      ReviewService review(temp.connection(), "ann");
      for (int i = 0; i < 10; ++i) {
        const auto image = temp.addImage("i" + std::to_string(i) + ".jpg");
        const auto id = temp.add(temp.rectangle(image, 1, 8, .5));
        QVERIFY(review.decide({.candidates = {id}, .verdict = Verdict::Accepted}).ok());
        auto guess = temp.rectangle(image, 1, width, .5);
        guess.source = "solo";
        guess.attributes.segmenter = 1;
        temp.add(guess);
      }
      QCOMPARE(segmenterTrust(temp.connection(), 0, {}).fine, fine);
    }
  }

  void noCandidates() {
    TempProject temp;
    const auto summary = rankCandidates(temp.connection(), 0);
    QVERIFY(summary.ok());
    QCOMPARE(summary->candidates, int64_t{0});
  }

 private:
  static bool isRagged(size_t i) { return i % 2; }

  static std::vector<CandidateId> addCandidates(TempProject& temp, size_t count) {
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    for (size_t i = 0; i < count; ++i) {
      Candidate candidate = temp.rectangle(image, 1, 2, .5);
      const double spread = static_cast<double>(i * 37 % 20) / 20;
      candidate.attributes = {.maskness = 0.6 + 0.3 * spread,
                              .stability = 0.5 + 0.4 * spread,
                              .nmsScore = 0.5,
                              .areaFraction = 0.03,
                              .borderFraction = 0.1 * spread,
                              .compactness = isRagged(i) ? 0.15 : 0.8,
                              .boundaryContrast = 0.2};
      ids.push_back(temp.add(candidate));
    }
    return ids;
  }

  static std::map<CandidateId, double> ranking(TempProject& temp) {
    std::map<CandidateId, double> out;
    for (const auto& row : RankingRepository(temp.connection()).ranking(0))
      out[row.candidate] = row.confidence;
    return out;
  }
};

QTEST_APPLESS_MAIN(RankServiceTest)
#include "rank_service_test.moc"
