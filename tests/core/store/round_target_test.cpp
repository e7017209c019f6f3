#include "core/store/review_query.h"
#include "core/store/round_target_query.h"
#include "core/store/run_repository.h"
#include "tests/support/temp_project.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// Round 1 trained on masks of the discovery; round 2 on one of those and on one of round 1.
class RoundTargetTest : public QObject {
  Q_OBJECT

  std::unique_ptr<TempProject> project_;
  std::vector<CandidateId> first_, second_;
  RoundId one_, two_;

  std::vector<int64_t> ids(const ReviewFilter& filter) {
    return ReviewQuery(project_->connection()).ids(filter);
  }

 private Q_SLOTS:
  void init() {
    project_ = std::make_unique<TempProject>();
    first_.clear();
    second_.clear();
    const auto image = project_->addImage("a.jpg");
    for (int i = 0; i < 5; ++i)
      first_.push_back(project_->add(project_->rectangle(image, i, 1, .9 - .1 * i)));
    second_.push_back(project_->add(project_->rectangle(image, 6, 2, .85, 1)));
    RoundRepository rounds(project_->connection());
    Round row;
    row.segmenter = "solo";
    row.number = 0;
    one_ = rounds.insert(row);
    two_ = rounds.insert(row);
    rounds.replaceTargets(one_,
                          {{first_[0], TargetRole::Positive, 1, "accepted"},
                           {first_[1], TargetRole::Positive, .8, "confident 0.80"},
                           {first_[2], TargetRole::Positive, .7, "confident 0.70"},
                           {first_[3], TargetRole::Negative, 1, "not an object"},
                           {first_[4], TargetRole::Ignored, 1, "undecided"}});
    rounds.replaceTargets(two_,
                          {{first_[0], TargetRole::Positive, 1, "accepted"},
                           {second_[0], TargetRole::Positive, 1, "segmenter 0.85"}});
  }

  void countsByRoleAndKindOfReason() {
    RoundTargetQuery query(project_->connection());
    const auto rounds = query.rounds();
    QCOMPARE(rounds.size(), size_t{2});
    QCOMPARE(rounds[0].number, 1);
    QCOMPARE(rounds[0].targets, int64_t{5});
    const auto counts = query.counts(one_);
    QCOMPARE(counts.size(), size_t{4});
    QCOMPARE(counts[0].reason, std::string("confident"));
    QCOMPARE(counts[0].count, int64_t{2});
    QCOMPARE(counts[1].reason, std::string("accepted"));
    QCOMPARE(counts[2].role, TargetRole::Negative);
    QCOMPARE(counts[2].reason, std::string("not an object"));
    QCOMPARE(counts[3].role, TargetRole::Ignored);
    QCOMPARE(query.counts(RoundId(99)).size(), size_t{0});
  }

  void aCandidateKnowsItsUses() {
    RoundTargetQuery query(project_->connection());
    const auto uses = query.of(first_[0]);
    QCOMPARE(uses.size(), size_t{2});
    QCOMPARE(uses[1].round, 2);
    QCOMPARE(uses[1].target.reason, std::string("accepted"));
    const auto among = query.among(two_, {first_[1].value, second_[0].value});
    QCOMPARE(among.size(), size_t{1});
    QCOMPARE(among.at(second_[0].value).reason, std::string("segmenter 0.85"));
  }

  void theFilterShowsTargetsOfAllRounds() {
    ReviewFilter filter;
    filter.usedInRound = two_;
    filter.round = 0;
    QCOMPARE(ids(filter), (std::vector<int64_t>{first_[0].value, second_[0].value}));
    QCOMPARE(ReviewQuery(project_->connection()).count(filter), int64_t{2});
    for (const auto order : {ReviewOrder::MostUncertain,
                             ReviewOrder::BestYield,
                             ReviewOrder::ByCluster,
                             ReviewOrder::ByImage,
                             ReviewOrder::Random}) {
      filter.order = order;
      QCOMPARE(ids(filter).size(), size_t{2});
    }
  }

  void byRoleAndReason() {
    ReviewFilter filter;
    filter.usedInRound = one_;
    QCOMPARE(ids(filter).size(), size_t{5});
    filter.targetRole = TargetRole::Positive;
    QCOMPARE(ids(filter).size(), size_t{3});
    filter.targetReason = "confident";
    QCOMPARE(ids(filter), (std::vector<int64_t>{first_[1].value, first_[2].value}));
    QCOMPARE(ReviewQuery(project_->connection()).countByVerdict(filter)[0], int64_t{2});
    int64_t binned = 0;
    for (const auto bin : ReviewQuery(project_->connection()).histogram(filter)) binned += bin;
    QCOMPARE(binned, int64_t{2});
    filter.targetRole = TargetRole::Negative;
    QCOMPARE(ids(filter).size(), size_t{0});
    // Without a round the rest means nothing.
    filter.usedInRound.reset();
    QCOMPARE(ids(filter).size(), size_t{5});
  }

  void aListMayHoldMasksOfSeveralRounds() {
    ReviewFilter filter;
    filter.only = std::make_shared<const std::vector<int64_t>>(
        std::vector<int64_t>{second_[0].value, first_[4].value});
    QCOMPARE(ids(filter), std::vector<int64_t>{first_[4].value});
    filter.anyRound = true;
    QCOMPARE(ids(filter), (std::vector<int64_t>{second_[0].value, first_[4].value}));
    QCOMPARE(ReviewQuery(project_->connection()).page(filter, {}, 10).size(), size_t{2});
  }
};

QTEST_APPLESS_MAIN(RoundTargetTest)
#include "round_target_test.moc"
