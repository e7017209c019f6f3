#include "core/services/ranking_session.h"

#include "core/services/rank_service.h"
#include "core/services/ranking_table.h"
#include "core/services/review_service.h"
#include "tests/support/temp_project.h"

#include <QTest>

#include <cmath>
#include <map>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

class RankingSessionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void overlapsEqualTheirDefinition() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    // Columns [1, 5), [3, 7) and [8, 9): the first two share two of their four.
    std::vector<Candidate> masks{temp.rectangle(image, 1, 4, 0.5),
                                 temp.rectangle(image, 3, 4, 0.5),
                                 temp.rectangle(image, 8, 1, 0.5)};
    rank::RankingTable table;
    table.ids.resize(3);
    appendOverlaps(masks, 0, table);
    QCOMPARE(table.overlapsOf(0).size(), size_t{1});
    QCOMPARE(table.overlapsOf(2).size(), size_t{0});
    const auto& first = table.overlapsOf(0)[0];
    QCOMPARE(first.other, 1U);
    QVERIFY(std::abs(first.iou - 1.F / 3) < 1e-6);
    QVERIFY(std::abs(first.inside - 0.5F) < 1e-6);
  }

  void followsDecisionsAndUndo() {
    TempProject temp;
    const auto ids = fill(temp, 60);
    ReviewService review(temp.connection(), "ann");
    auto session = RankingSession::open(temp.connection(), 0);
    QVERIFY(session.ok());
    auto refit = (*session)->refit(temp.connection());
    QVERIFY(refit.ok());
    QCOMPARE(refit->kind, rank::ModelKind::First);
    for (size_t i = 0; i < 40; ++i) decide(review, ids, i);
    refit = (*session)->refit(temp.connection());
    QVERIFY(refit.ok());
    QCOMPARE(refit->kind, rank::ModelKind::Logistic);
    QCOMPARE(refit->decisions, int64_t{40});
    QVERIFY(refit->calibration.has_value());
    // A session that lived through it all says what one says that is opened now.
    QVERIFY(review.undo().ok());
    decide(review, ids, 41);
    refit = (*session)->refit(temp.connection());
    auto fresh = RankingSession::open(temp.connection(), 0);
    QVERIFY(fresh.ok());
    const auto again = (*fresh)->refit(temp.connection());
    QVERIFY(refit.ok() && again.ok());
    for (size_t i = 0; i < refit->rows.size(); ++i)
      QVERIFY2(std::abs(refit->rows[i].confidence - again->rows[i].confidence) < 1e-6,
               qPrintable(QString::number(i)));
  }

  /// What a person had to draw anew was no good mask, though it is accepted now.
  void aMaskDrawnAnewTeachesThatItWasPoor() {
    TempProject temp;
    const auto ids = fill(temp, 60);
    ReviewService review(temp.connection(), "ann");
    for (size_t i = 0; i < 40; ++i) {
      if (!isRagged(i)) {
        decide(review, ids, i);
        continue;
      }
      const auto wider = temp.rectangle(ImageId(1), 4, 6, .5).mask;  // IoU 1/3
      QVERIFY(review.editMask({ids[i], wider, "brush 1", {}}).ok());
    }
    auto session = RankingSession::open(temp.connection(), 0);
    QVERIFY(session.ok());
    const auto refit = (*session)->refit(temp.connection());
    QVERIFY(refit.ok());
    QCOMPARE(refit->kind, rank::ModelKind::Logistic);
    double smooth = 0, ragged = 0;
    for (size_t i = 40; i < ids.size(); ++i)
      for (const auto& row : refit->rows)
        if (row.candidate == ids[i]) (isRagged(i) ? ragged : smooth) += row.confidence / 10;
    QVERIFY2(smooth > ragged + 0.3, qPrintable(QString("%1 %2").arg(smooth).arg(ragged)));
  }

  void writesTheRankingWithItsReport() {
    TempProject temp;
    const auto ids = fill(temp, 60);
    ReviewService review(temp.connection(), "ann");
    for (size_t i = 0; i < 45; ++i) decide(review, ids, i);
    auto session = RankingSession::open(temp.connection(), 0);
    QVERIFY(session.ok());
    for (int turn = 0; turn < 2; ++turn) {
      const auto refit = (*session)->refit(temp.connection());
      QVERIFY(refit.ok());
      QVERIFY((*session)->write(temp.connection(), *refit).ok());
      std::map<CandidateId, double> stored;
      for (const auto& row : RankingRepository(temp.connection()).ranking(0))
        stored[row.candidate] = row.confidence;
      QCOMPARE(stored.size(), ids.size());
      for (const auto& row : refit->rows) QCOMPARE(stored.at(row.candidate), row.confidence);
      const auto report = RankingRepository(temp.connection()).report(0);
      QVERIFY(report.has_value());
      QCOMPARE(report->method, std::string("logistic"));
      QCOMPARE(report->decisions, int64_t{45});
      QCOMPARE(report->examples, refit->calibration->count);
      QCOMPARE(report->bins.size(), refit->calibration->bins.size());
    }
    // Nothing of earlier rankings is left behind.
    QCOMPARE(temp.connection().db().execAndGet("SELECT COUNT(*) FROM ranking").getInt(),
             static_cast<int>(ids.size()));
  }

  void noticesANewDiscovery() {
    TempProject temp;
    fill(temp, 10);
    const auto session = RankingSession::open(temp.connection(), 0);
    QVERIFY(session.ok());
    QVERIFY((*session)->isCurrent(temp.connection()));
    temp.add(temp.rectangle(temp.addImage("new.jpg"), 1, 2, 0.5));
    QVERIFY(!(*session)->isCurrent(temp.connection()));
  }

  /// Verdict by verdict, as a batch writes them, or mask by mask: the same is learned.
  void orderOfABatchTeachesNothing() {
    std::vector<double> auc;
    for (const bool acceptedFirst : {true, false}) {
      TempProject temp;
      ImageId image;
      std::vector<CandidateId> good, bad;
      for (int i = 0; i < 80; ++i) {
        // Nothing tells them apart.
        if (i % 8 == 0) image = temp.addImage("b" + std::to_string(i / 8) + ".jpg");
        (i % 2 ? good : bad).push_back(temp.add(temp.rectangle(image, 1 + i % 3, 2, 0.5)));
      }
      ReviewService review(temp.connection(), "ann");
      const auto accept = [&] {
        QVERIFY(review
                    .decide({.candidates = good,
                             .verdict = Verdict::Accepted,
                             .origin = DecisionOrigin::Simulated})
                    .ok());
      };
      const auto refuse = [&] {
        QVERIFY(review
                    .decide({.candidates = bad,
                             .verdict = Verdict::NotAnObject,
                             .origin = DecisionOrigin::Simulated})
                    .ok());
      };
      if (acceptedFirst) accept();
      refuse();
      if (!acceptedFirst) accept();
      auto session = RankingSession::open(temp.connection(), 0);
      QVERIFY(session.ok());
      const auto refit = (*session)->refit(temp.connection());
      QVERIFY(refit.ok());
      std::map<CandidateId, double> stated;
      for (const auto& row : refit->rows) stated[row.candidate] = row.confidence;
      std::vector<double> scores;
      std::vector<uint8_t> isGood;
      for (const auto id : good) {
        scores.push_back(stated.at(id));
        isGood.push_back(1);
      }
      for (const auto id : bad) {
        scores.push_back(stated.at(id));
        isGood.push_back(0);
      }
      auc.push_back(rank::rocAuc(scores, isGood));
    }
    QCOMPARE(auc[0], auc[1]);
    QVERIFY2(auc[0] < 0.95, qPrintable(QString::number(auc[0])));  // it was 1
  }

 private:
  static bool isRagged(size_t i) { return i % 2; }

  static void decide(ReviewService& review, const std::vector<CandidateId>& ids, size_t i) {
    QVERIFY(review
                .decide({.candidates = {ids[i]},
                         .verdict = isRagged(i) ? Verdict::NotAnObject : Verdict::Accepted})
                .ok());
  }

  /// Two candidates on each image, one of them ragged.
  static std::vector<CandidateId> fill(TempProject& temp, size_t count) {
    std::vector<CandidateId> ids;
    ImageId image;
    for (size_t i = 0; i < count; ++i) {
      if (i % 2 == 0) image = temp.addImage("i" + std::to_string(i) + ".jpg");
      Candidate candidate = temp.rectangle(image, isRagged(i) ? 6 : 1, 2, .5);
      candidate.attributes.compactness = isRagged(i) ? 0.2 : 0.8;
      candidate.attributes.areaFraction = 0.02 + 0.0001 * static_cast<double>(i);
      ids.push_back(temp.add(candidate));
    }
    return ids;
  }
};

QTEST_APPLESS_MAIN(RankingSessionTest)
#include "ranking_session_test.moc"
