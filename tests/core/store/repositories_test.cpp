#include "core/store/blob.h"
#include "core/store/cluster_outcomes.h"
#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "tests/support/temp_project.h"

#include <QTest>

#include <cmath>
#include <random>
#include <set>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

class RepositoriesTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void imageComesBackEqual() {
    TempProject temp;
    ImageRecord image{
        {}, "sub/ä.jpg", 640, 480, 6, 12345, 987654321, "abc", ImageState::Unreadable};
    image.id = ImageRepository(temp.connection()).insert(image);
    QVERIFY(ImageRepository(temp.connection()).byPath("sub/ä.jpg") == image);
    image.state = ImageState::Present;
    image.width = 641;
    ImageRepository(temp.connection()).update(image);
    QVERIFY(ImageRepository(temp.connection()).byId(image.id) == image);
  }

  void candidateComesBackEqual() {
    TempProject temp;
    Candidate in = temp.rectangle(temp.addImage("a.jpg"), 2, 3, .625);
    in.attributes.boundaryContrast = std::nan("");
    in.attributes.outlineGradient = 0.125;
    in.attributes.outlineClosed = 0.25;
    in.attributes.surroundContrast = 0.375;
    in.attributes.featureContrast = 0.5;
    in.attributes.extent = 0.75;
    in.attributes.votes = 3;
    in.embedding = {0.6F, -0.8F, 0, 0};
    const auto id = temp.add(in);
    const auto out = CandidateRepository(temp.connection()).byId(id);
    QVERIFY(out);
    QVERIFY(out->mask == in.mask);
    QVERIFY(out->box == in.box);
    QCOMPARE(out->area, in.area);
    QCOMPARE(out->sourceScore, in.sourceScore);
    QCOMPARE(out->attributes.maskness, in.attributes.maskness);
    QVERIFY(std::isnan(out->attributes.boundaryContrast));
    for (const auto& a :
         {out->attributes,
          CandidateRepository(temp.connection()).featuresOfRound(0).attributes.at(0)}) {
      QCOMPARE(a.outlineGradient, 0.125);
      QCOMPARE(a.outlineClosed, 0.25);
      QCOMPARE(a.surroundContrast, 0.375);
      QCOMPARE(a.featureContrast, 0.5);
      QCOMPARE(a.extent, 0.75);
      QCOMPARE(a.votes, 3.0);
      QVERIFY(std::isnan(a.repeats));
    }
    const auto embeddings = CandidateRepository(temp.connection()).embeddingsOfRound(0);
    QCOMPARE(embeddings.dimension, 4);
    QVERIFY(std::abs(embeddings.values[1] + 0.8F) < 1e-3F);
  }

  void halfPrecisionRoundsToNearest() {
    std::mt19937 random(5);
    std::uniform_real_distribution<float> exponent(-24, 15);
    for (int i = 0; i < 20000; ++i) {
      const float value = std::ldexp(1.0F + static_cast<float>(random() % 8192) / 8192.0F,
                                     static_cast<int>(exponent(random)));
      std::vector<float> back;
      const auto bytes = packHalf({value, -value});
      unpackHalf(bytes.data(), static_cast<int>(bytes.size()), back);
      // Spacing of half precision at `value`: 2^-10 of its power of two, 2^-24 for subnormals.
      const float step = std::max(std::ldexp(1.0F, std::ilogb(value) - 10), 0x1p-24F);
      QVERIFY(std::abs(back[0] - value) <= step / 2);
      QCOMPARE(back[1], -back[0]);
    }
    std::vector<float> back;
    const auto bytes = packHalf({0, 1, 65504, 1e6F, 0x1p-24F, 1e-10F});
    unpackHalf(bytes.data(), static_cast<int>(bytes.size()), back);
    QCOMPARE(back, (std::vector<float>{0, 1, 65504, INFINITY, 0x1p-24F, 0}));
  }

  void pagesCoverEverythingOnce() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    std::mt19937 random(3);
    for (int i = 0; i < 230; ++i)
      temp.add(temp.rectangle(image, 1, 2, static_cast<double>(random() % 7) / 7.0));  // many ties
    ReviewQuery query(temp.connection());
    std::vector<int64_t> paged;
    PageKey key;
    while (true) {
      const auto page = query.page({}, key, 32);
      if (page.empty()) break;
      for (const auto& item : page) paged.push_back(item.id.value);
      key = {page.back().confidence, page.back().id.value};
    }
    QCOMPARE(paged, query.ids({}));
    QCOMPARE(std::set<int64_t>(paged.begin(), paged.end()).size(), size_t{230});
    const auto items = query.items(paged);
    for (size_t i = 1; i < items.size(); ++i)
      QVERIFY(items[i - 1].confidence >= items[i].confidence);
  }

  void filtersNarrow() {
    TempProject temp;
    const auto a = temp.addImage("a.jpg"), b = temp.addImage("b.jpg");
    const auto first = temp.add(temp.rectangle(a, 1, 2, .9));
    const auto second = temp.add(temp.rectangle(b, 1, 2, .3));
    const auto other = temp.add(temp.rectangle(b, 1, 2, .8, 1));
    ReviewQuery query(temp.connection());
    ReviewFilter filter;
    QCOMPARE(query.count(filter), 2);
    filter.image = b;
    QCOMPARE(query.ids(filter), std::vector<int64_t>{second.value});
    filter = {};
    filter.minConfidence = .5;
    QCOMPARE(query.ids(filter), std::vector<int64_t>{first.value});
    filter = {};
    filter.round = 1;
    QCOMPARE(query.ids(filter), std::vector<int64_t>{other.value});
    CandidateRepository(temp.connection()).link(other, first);
    QCOMPARE(query.count(filter), 1);  // what it is linked to is not accepted
    Decision accepted;
    accepted.candidate = first;
    accepted.now.verdict = Verdict::Accepted;
    DecisionRepository(temp.connection()).append(accepted);
    QCOMPARE(query.count(filter), 0);
    filter.includeLinked = true;
    QCOMPARE(query.count(filter), 1);
    QCOMPARE(query.histogram({})[15], 1);  // undecided ones only
    ReviewFilter undecided;
    undecided.verdict = Verdict::Undecided;
    QCOMPARE(query.meanConfidence(undecided), query.items(query.ids(undecided))[0].confidence);
    undecided.minConfidence = 0.999;
    QCOMPARE(query.meanConfidence(undecided), 0.0);
    QCOMPARE(query.histogram({})[45], 0);
  }

  /// An object accepted in round 0 is linked in round 1: both lists show it as accepted, once.
  void acceptedMasksAreOfAllRounds() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto first = temp.add(temp.rectangle(image, 1, 2, .9));
    const auto refused = temp.add(temp.rectangle(image, 4, 2, .3));
    const auto again = temp.add(temp.rectangle(image, 1, 3, .8, 1));
    const auto fresh = temp.add(temp.rectangle(image, 7, 2, .7, 1));
    CandidateRepository(temp.connection()).link(again, first);
    DecisionRepository decisions(temp.connection());
    for (const auto& [id, verdict] : {std::pair{first, Verdict::Accepted},
                                      {refused, Verdict::NotAnObject},
                                      {fresh, Verdict::Relabelled}}) {
      Decision decision;
      decision.candidate = id;
      decision.now.verdict = verdict;
      decisions.append(decision);
    }
    RankingRepository ranking(temp.connection());
    ranking.replaceClusters(1, 2, {{again, 0, .1}, {fresh, 1, .1}});
    ReviewQuery query(temp.connection());
    for (const int round : {0, 1}) {
      ReviewFilter filter;
      filter.round = round;
      filter.verdict = Verdict::Accepted;
      QCOMPARE(query.ids(filter), std::vector<int64_t>{first.value});
      QCOMPARE(query.count(filter), 1);
      QCOMPARE(query.page(filter, {}, 9).size(), size_t{1});
      filter.verdict = Verdict::Relabelled;
      QCOMPARE(query.ids(filter), std::vector<int64_t>{fresh.value});
      filter.verdict = Verdict::NotAnObject;
      QCOMPARE(query.count(filter), round == 0 ? 1 : 0);
    }
    // By cluster: where a later round's outline of the object belongs.
    const auto clusters = query.clusters(1);
    ReviewFilter inCluster;
    inCluster.round = 1;
    inCluster.verdict = Verdict::Accepted;
    inCluster.cluster = clusters.at(0).id;
    QCOMPARE(query.ids(inCluster), std::vector<int64_t>{first.value});
    inCluster.cluster = clusters.at(1).id;
    QCOMPARE(query.count(inCluster), 0);
    QCOMPARE(clusterOutcomes(temp.connection(), clusters.at(0).id).accepted, 1);
    QCOMPARE(query.acceptedOf(0), 1);
    QCOMPARE(query.acceptedOf(1), 2);
    QCOMPARE(query.outlinesIn(1, {first.value, fresh.value}),
             (std::vector<int64_t>{again.value, fresh.value}));
    std::vector<CandidateId> shown;
    for (const auto& item : query.onImage(image, 1, 9)) shown.push_back(item.id);
    QCOMPARE(shown, (std::vector<CandidateId>{fresh, first}));
    // Taken back, the object is to be decided anew, in the outline that this round has of it.
    ReviewFilter open;
    open.round = 1;
    open.verdict = Verdict::Undecided;
    QCOMPARE(query.count(open), 0);
    Decision back;
    back.candidate = first;
    decisions.append(back);
    QCOMPARE(query.ids(open), std::vector<int64_t>{again.value});
    QCOMPARE(query.acceptedOf(1), 1);
    // One with a verdict of its own is no longer a mere outline of the other.
    for (const auto id : {first, again}) {
      Decision accepted;
      accepted.candidate = id;
      accepted.now.verdict = Verdict::Accepted;
      decisions.append(accepted);
    }
    QCOMPARE(query.acceptedOf(1), 2);
    QCOMPARE(clusterOutcomes(temp.connection(), clusters.at(0).id).accepted, 1);
  }

  void newRankingReplacesTheOldOne() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto a = temp.add(temp.rectangle(image, 1, 2, .9));
    const auto b = temp.add(temp.rectangle(image, 4, 2, .3));
    RankingRepository ranking(temp.connection());
    ranking.writeRanking(0, {{a, .1}, {b, .7}}, {});
    QCOMPARE(ReviewQuery(temp.connection()).ids({}), (std::vector<int64_t>{b.value, a.value}));
    QCOMPARE(temp.connection().db().execAndGet("SELECT COUNT(*) FROM ranking").getInt(), 2);
  }

  void clusterNamesFollowTheirMembers() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    for (int i = 0; i < 6; ++i) ids.push_back(temp.add(temp.rectangle(image, 1, 2, .5)));
    RankingRepository ranking(temp.connection());
    ranking.replaceClusters(
        0, 2, {{ids[0], 0, .1}, {ids[1], 0, .2}, {ids[2], 0, .3}, {ids[3], 1, .1}});
    ReviewQuery query(temp.connection());
    const auto category =
        temp.connection().db().exec("INSERT INTO category(id, name, colour) VALUES(7, 'cat', 0)");
    QCOMPARE(category, 1);
    temp.connection().db().exec("UPDATE cluster SET category_id = 7 WHERE number = 0");
    ranking.replaceClusters(0,
                            2,
                            {{ids[3], 0, .1},
                             {ids[4], 0, .1},
                             {ids[5], 0, .1},
                             {ids[0], 1, .2},
                             {ids[1], 1, .1},
                             {ids[2], 1, .3}});
    const auto clusters = query.clusters(0);
    QCOMPARE(clusters.size(), size_t{2});
    QVERIFY(!clusters[0].category);
    QCOMPARE(clusters[1].category, CategoryId(7));
    QCOMPARE(clusters[1].size, 3);
    QCOMPARE(query.clusterMembers(clusters[1].id),
             (std::vector<CandidateId>{ids[1], ids[0], ids[2]}));
  }

  void unfinishedRunIsFoundAgain() {
    TempProject temp;
    RunRepository runs(temp.connection());
    Run like;
    like.kind = "discover";
    like.method = "free-mask";
    like.settingsJson = "{}";
    QCOMPARE(runs.resumable(like)->id, temp.run());
    const auto image = temp.addImage("a.jpg");
    runs.markImageDone(temp.run(), image, "hash of a.jpg");
    QVERIFY(runs.doneImages(temp.run()).contains(image.value));
    temp.connection().db().exec("UPDATE image SET content_hash = 'new'");
    QVERIFY(runs.doneImages(temp.run()).empty());
    runs.finish(temp.run(), RunState::Finished);
    QVERIFY(!runs.resumable(like));
  }
};

QTEST_APPLESS_MAIN(RepositoriesTest)
#include "repositories_test.moc"
