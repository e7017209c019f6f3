#include "core/store/layout_repository.h"

#include "core/store/decision_repository.h"
#include "core/store/embedding_source.h"
#include "core/store/review_query.h"
#include "core/store/tuning_repository.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// Places on the map, what they are coloured by, and selections of candidates by id.
class LayoutRepositoryTest : public QObject {
  Q_OBJECT

 private:
  static std::vector<CandidateId> addSome(TempProject& temp, int count, int round = 0) {
    const auto image = temp.addImage("round" + std::to_string(round) + ".jpg");
    std::vector<CandidateId> ids;
    for (int i = 0; i < count; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .9 - .1 * i, round);
      candidate.embedding = {1, 0, 0};
      ids.push_back(temp.add(candidate));
    }
    return ids;
  }

  static std::vector<int64_t> values(const std::vector<CandidateId>& ids) {
    std::vector<int64_t> out;
    for (const auto id : ids) out.push_back(id.value);
    return out;
  }

 private Q_SLOTS:
  void aMapIsReplacedAsAWhole() {
    TempProject temp;
    const auto ids = addSome(temp, 4), later = addSome(temp, 1, 1);
    LayoutRepository layouts(temp.connection());
    QVERIFY(!layouts.info(0));
    LayoutInfo info{.embeddingState = "abc", .seed = 7, .trustworthiness = .75, .madeMs = 12};
    layouts.replace(1, info, {{later[0], 9, 9}});
    // One that is gone by now gets no place.
    layouts.replace(0, info, {{ids[0], 1, 2}, {ids[1], -3, 4.5F}, {CandidateId(999), 0, 0}});
    auto read = layouts.info(0);
    QVERIFY(read.has_value());
    QCOMPARE(read->embeddingState, std::string("abc"));
    QCOMPARE(read->seed, uint64_t{7});
    QCOMPARE(read->trustworthiness, .75);
    QCOMPARE(read->places, int64_t{2});
    info.trustworthiness = std::nan("");
    layouts.replace(0, info, {{ids[2], 5, 6}});
    read = layouts.info(0);
    QCOMPARE(read->places, int64_t{1});
    QVERIFY(std::isnan(read->trustworthiness));
    QCOMPARE(layouts.info(1)->places, int64_t{1});
    const auto points = layouts.points(0).points;
    QCOMPARE(points.size(), size_t{1});
    QCOMPARE(points[0].id, ids[2]);
    QCOMPARE(points[0].x, 5.F);
    QCOMPARE(points[0].y, 6.F);
    // A candidate that goes takes its place along.
    CandidateRepository(temp.connection()).removeUndecided(0, "free-mask");
    QVERIFY(layouts.points(0).points.empty());
  }

  void pointsSayWhatTheyAreColouredBy() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto cat = CategoryRepository(temp.connection()).ensure("cat");
    const auto dog = CategoryRepository(temp.connection()).ensure("dog");
    std::vector<CandidateId> ids;
    for (const char* source : {"slots", "attention", "slots", "import"}) {
      auto candidate = temp.rectangle(image, 1, 2, .25);
      candidate.source = source;
      if (ids.size() == 2) candidate.category = dog;
      ids.push_back(temp.add(candidate));
    }
    auto& connection = temp.connection();
    TuningRepository(connection).replaceSuggestions(0, {{ids[1], dog, .5}});
    for (const auto id : {ids[0], ids[2]}) {
      Decision decision;
      decision.candidate = id;
      decision.now = {Verdict::Accepted, cat};
      DecisionRepository(connection).append(decision);
    }
    CandidateRepository(connection).link(ids[3], ids[0]);
    RankingRepository(connection).replaceClusters(0, 2, {{ids[0], 1, 0}, {ids[1], 0, 0}});
    LayoutRepository layouts(connection);
    std::vector<LayoutPlace> places;
    for (const auto id : ids) places.push_back({id, 0, 0});
    layouts.replace(0, {}, places);
    const auto map = layouts.points(0);
    QCOMPARE(map.points.size(), size_t{3});  // the linked one is not reviewed
    QCOMPARE(map.sources, (std::vector<std::string>{"attention", "slots"}));
    QCOMPARE(map.points[0].verdict, Verdict::Accepted);
    QCOMPARE(map.points[0].category, cat);
    QCOMPARE(map.points[0].source, int16_t{1});
    QCOMPARE(map.points[0].confidence, .25F);
    QCOMPARE(map.points[1].verdict, Verdict::Undecided);
    QCOMPARE(map.points[1].category, dog);
    QCOMPARE(map.points[1].source, int16_t{0});
    QCOMPARE(map.points[2].category, cat);  // the verdict's, not the one it came with
    QVERIFY(map.points[0].cluster != map.points[1].cluster && map.points[0].cluster);
    QVERIFY(!map.points[2].cluster);
  }

  /// An object accepted before stands where this round's outline of it lies; verdicts are for it.
  void acceptedObjectsOfEarlierRoundsStandOnTheMap() {
    TempProject temp;
    auto& connection = temp.connection();
    const auto image = temp.addImage("a.jpg");
    const auto accepted = temp.add(temp.rectangle(image, 1, 2, .9));
    const auto again = temp.add(temp.rectangle(image, 1, 2, .5, 1));
    const auto copy = temp.add(temp.rectangle(image, 1, 3, .4, 1));
    const auto fresh = temp.add(temp.rectangle(image, 6, 2, .3, 1));
    for (const auto id : {again, copy}) CandidateRepository(connection).link(id, accepted);
    Decision decision;
    decision.candidate = accepted;
    decision.now.verdict = Verdict::Accepted;
    DecisionRepository(connection).append(decision);
    LayoutRepository layouts(connection);
    layouts.replace(1, {}, {{again, 1, 2}, {copy, 3, 4}, {fresh, 5, 6}});
    const auto points = layouts.points(1).points;
    QCOMPARE(points.size(), size_t{2});
    QCOMPARE(points[0].id, again);
    QCOMPARE(points[0].object, accepted);
    QCOMPARE(points[0].verdict, Verdict::Accepted);
    QCOMPARE(points[0].x, 1.F);
    QCOMPARE(points[1].object, fresh);
    QCOMPARE(points[1].verdict, Verdict::Undecided);
  }

  void theStateOfEmbeddingsChangesWithThem() {
    TempProject temp;
    auto& connection = temp.connection();
    const auto empty = embeddingState(connection, 0);
    const auto ids = addSome(temp, 3);
    const auto three = embeddingState(connection, 0);
    QVERIFY(three != empty);
    addSome(temp, 2, 1);
    QCOMPARE(embeddingState(connection, 0), three);  // another round
    TuningRepository tuning(connection);
    Model model;
    model.kind = "tune";
    const auto first = RunRepository(connection).addModel(model);
    model.path = "second";
    const auto second = RunRepository(connection).addModel(model);
    for (const auto id : ids) tuning.setEmbedding(id, first, {0, 1});
    QCOMPARE(embeddingState(connection, 0), three);
    QCOMPARE(embeddingInUse(connection, ids[0], false).size(), size_t{3});
    tuning.activateEmbeddings(0);
    QVERIFY(usesTunedEmbeddings(connection, 0));
    QCOMPARE(embeddingInUse(connection, ids[0], true).size(), size_t{2});
    const auto tuned = embeddingState(connection, 0);
    QVERIFY(tuned != three);
    for (const auto id : ids) tuning.setEmbedding(id, second, {1, 0});
    QVERIFY(embeddingState(connection, 0) != tuned);
    tuning.removeEmbeddings(0);
    QCOMPARE(embeddingState(connection, 0), three);
    QVERIFY(embeddingInUse(connection, ids[0], true).empty());
    // As many as before, but others.
    CandidateRepository(connection).removeUndecided(0, "free-mask");
    QCOMPARE(embeddingState(connection, 0), empty);
    auto candidate = temp.rectangle(temp.addImage("b.jpg"), 1, 2, .5);
    candidate.embedding = {1, 0, 0};
    for (int i = 0; i < 3; ++i) temp.add(candidate);
    QVERIFY(embeddingState(connection, 0) != three);
  }

  void aSelectionNarrowsEveryQuery() {
    TempProject temp;
    const auto ids = addSome(temp, 6);
    ReviewQuery query(temp.connection());
    ReviewFilter filter;
    filter.only = std::make_shared<const std::vector<int64_t>>(
        std::vector<int64_t>{ids[4].value, ids[1].value, 4711, ids[3].value});
    QCOMPARE(query.ids(filter), values({ids[1], ids[3], ids[4]}));  // falling confidence
    QCOMPARE(query.count(filter), int64_t{3});
    QCOMPARE(query.countByVerdict(filter)[0], int64_t{3});
    QCOMPARE(query.page(filter, {}, 2).size(), size_t{2});
    int64_t binned = 0;
    for (const auto bin : query.histogram(filter)) binned += bin;
    QCOMPARE(binned, int64_t{3});
    filter.inOrderOfOnly = true;
    QCOMPARE(query.ids(filter), values({ids[4], ids[1], ids[3]}));
    filter.minConfidence = .55;
    QCOMPARE(query.ids(filter), values({ids[1], ids[3]}));
    filter.only = std::make_shared<const std::vector<int64_t>>();
    QVERIFY(query.ids(filter).empty());
    filter.only.reset();
    QCOMPARE(query.count(filter), int64_t{4});
  }
};

QTEST_APPLESS_MAIN(LayoutRepositoryTest)
#include "layout_repository_test.moc"
