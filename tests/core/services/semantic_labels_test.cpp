#include "core/services/semantic_labels.h"

#include "core/services/review_service.h"
#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "core/store/segmenter_mask_repository.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <map>
#include <memory>

using namespace maskwright;
using namespace maskwright::test;

/// Which masks paint which labels of a pseudo label map.
class SemanticLabelsTest : public QObject {
  Q_OBJECT

  std::unique_ptr<TempProject> project_;
  std::vector<store::RankingRepository::Ranked> ranks_;
  std::vector<store::RankingRepository::Member> members_;

  store::Connection& db() { return project_->connection(); }

  /// A mask with a confidence and a cluster (-1: none), in columns [x, x + w).
  CandidateId put(ImageId image, int x, int w, double confidence, int cluster, int round = 0) {
    const auto id = project_->add(project_->rectangle(image, x, w, confidence, round));
    ranks_.push_back({id, confidence});
    if (cluster >= 0) members_.push_back({id, cluster, 0.1});
    return id;
  }
  void store(int clusters, int round = 0) {
    store::Transaction transaction(db());
    store::RankingRepository ranking(db());
    ranking.replaceClusters(round, clusters, members_);
    transaction.commit();
    ranking.writeRanking(round, ranks_, {});
    ranks_.clear();
    members_.clear();
  }
  void decide(CandidateId id, Verdict verdict, const std::string& category = {}) {
    ReviewService::Request request;
    request.candidates = {id};
    request.verdict = verdict;
    if (!category.empty()) request.category = category;
    QVERIFY(ReviewService(db(), "tester").decide(request).ok());
  }
  SemanticLabels choose(const SemanticLabelRule& rule = {}) {
    auto labels = chooseSemanticLabels(project_->project(), rule);
    if (!labels) qFatal("%s", labels.error().text().c_str());
    return std::move(*labels);
  }
  static std::map<int64_t, LabelledMask> byId(const LabelledImage& image) {
    std::map<int64_t, LabelledMask> out;
    for (const auto& mask : image.masks) out[mask.candidate.value] = mask;
    return out;
  }

 private Q_SLOTS:
  void init() { project_ = std::make_unique<TempProject>(); }

  void confidentMasksPaintAndTheBestOfAnImageDoes() {
    const auto a = project_->addImage("a.jpg"), b = project_->addImage("b.jpg");
    project_->addImage("c.jpg");  // without a mask: teaches nothing
    const auto sure = put(a, 0, 4, 0.95, 0), less = put(a, 2, 4, 0.92, 1);
    const auto doubtful = put(a, 6, 2, 0.4, 1), poor = put(a, 8, 2, 0.2, 1);
    const auto best = put(b, 0, 4, 0.5, 2), second = put(b, 4, 2, 0.4, 2);
    store(3);
    const auto labels = choose();
    QCOMPARE(labels.classes, 4);
    QCOMPARE(labels.images.size(), size_t{2});
    const auto first = byId(labels.images[0]), other = byId(labels.images[1]);
    QCOMPARE(first.at(sure.value).label, 1);
    QCOMPARE(first.at(less.value).label, 2);
    QVERIFY(first.at(sure.value).priority > first.at(less.value).priority);
    QCOMPARE(first.at(doubtful.value).label, kUnknownLabel);
    QVERIFY(first.at(doubtful.value).priority < first.at(less.value).priority);
    QVERIFY(!first.contains(poor.value));
    QCOMPARE(other.at(best.value).label, 3);
    QCOMPARE(other.at(second.value).label, kUnknownLabel);
    QCOMPARE(labels.confident, int64_t{2});
    QCOMPARE(labels.best, int64_t{1});
    QCOMPARE(labels.undecidedImages, int64_t{2});
    QCOMPARE(labels.confidentImages, int64_t{1});
    QCOMPARE(labels.imagesOfLabel, (std::vector<int64_t>{0, 1, 1, 1}));
    // A lower threshold takes more; other masks are other maps.
    const auto more = choose({.threshold = 0.4});
    QCOMPARE(more.confident, int64_t{5});
    QVERIFY(more.identity != labels.identity);
    QCOMPARE(choose().identity, labels.identity);
  }

  void whatPeopleSaidComesFirst() {
    const auto a = project_->addImage("a.jpg");
    const auto large = put(a, 0, 6, 0.1, 0), small = put(a, 1, 2, 0.1, 1);
    const auto sure = put(a, 5, 3, 0.95, 2), refused = put(a, 8, 1, 0.9, 2);
    const auto bad = put(a, 7, 2, 0.9, 2), low = put(a, 8, 2, 0.5, 2);
    store(3);
    decide(large, Verdict::Accepted);
    decide(small, Verdict::Accepted);
    decide(refused, Verdict::NotAnObject);
    decide(bad, Verdict::BadMask);
    const auto labels = choose();
    QCOMPARE(labels.accepted, int64_t{2});
    const auto masks = byId(labels.images[0]);
    QCOMPARE(masks.at(small.value).label, 2);
    QCOMPARE(masks.at(refused.value).label, kBackgroundLabel);
    QCOMPARE(masks.at(bad.value).label, kUnknownLabel);
    QCOMPARE(masks.at(low.value).label, kUnknownLabel);
    std::vector<double> order;
    for (const auto id : {small, large, sure, bad, refused, low})
      order.push_back(masks.at(id.value).priority);
    QVERIFY(std::is_sorted(order.rbegin(), order.rend()));
    // With an accepted mask, no other one of the image needs to teach.
    QCOMPARE(choose({.threshold = 0.99}).best, int64_t{0});
  }

  void categoriesAreClustersOfThatName() {
    const auto a = project_->addImage("a.jpg"), b = project_->addImage("b.jpg"),
               c = project_->addImage("c.jpg");
    const auto moved = put(a, 0, 4, 0.5, 0), unnamed = put(b, 0, 4, 0.5, 2),
               otherName = put(c, 0, 4, 0.5, 1);
    put(a, 6, 2, 0.1, 1);
    store(3);
    store::ReviewQuery query(db());
    QVERIFY(ReviewService(db(), "tester").nameCluster(query.clusters(0)[1].id, "cat").ok());
    decide(moved, Verdict::Relabelled, "cat");
    decide(unnamed, Verdict::Relabelled, "bird");
    decide(otherName, Verdict::Relabelled, "dog");
    const auto labels = choose();
    QCOMPARE(byId(labels.images[0]).at(moved.value).label, 2);  // the cluster called "cat"
    QCOMPARE(byId(labels.images[1]).at(unnamed.value).label, 3);
    QCOMPARE(byId(labels.images[2]).at(otherName.value).label, kUnknownLabel);
    QCOMPARE(labels.unknown, int64_t{1});
  }

  /// Masks that no clustering has are no background.
  void masksWithoutAClusterAreUnknown() {
    const auto a = project_->addImage("a.jpg"), b = project_->addImage("b.jpg");
    const auto lost = put(a, 0, 4, 0.95, -1), fine = put(a, 5, 4, 0.93, 0);
    put(b, 0, 4, 0.95, -1);
    store(1);
    const auto labels = choose();
    QCOMPARE(labels.images.size(), size_t{1});
    QCOMPARE(byId(labels.images[0]).at(lost.value).label, kUnknownLabel);
    QCOMPARE(byId(labels.images[0]).at(fine.value).label, 1);
    QCOMPARE(labels.unknown, int64_t{2});
  }

  /// A later round: its segmenter's own scores; accepted masks of the round before find their twin.
  void aRoundOfASegmenter() {
    const auto a = project_->addImage("a.jpg"), b = project_->addImage("b.jpg");
    const auto old = put(a, 0, 5, 0.5, 0, 0);
    store(1, 0);
    decide(old, Verdict::Accepted);
    put(a, 0, 5, 0.1, 1, 1);  // the twin
    auto found = project_->rectangle(b, 0, 5, 0.93, 1);
    found.source = "mask-rcnn";
    const auto own = project_->add(found);
    store::SegmenterMaskRepository(db()).insert(own, {1, 0});
    ranks_.push_back({own, 0.2});
    members_.push_back({own, 0, 0.1});
    const auto carried = put(b, 5, 4, 0.99, 1, 1);
    store(2, 1);
    const auto labels = choose();
    QCOMPARE(labels.round, 1);
    QCOMPARE(byId(labels.images[0]).at(old.value).label, 2);
    QCOMPARE(byId(labels.images[1]).at(own.value).label, 1);
    QVERIFY(!byId(labels.images[1]).contains(carried.value));
    QCOMPARE(choose({.round = 0}).round, 0);
  }

  void whatIsMissingIsSaid() {
    const auto a = project_->addImage("a.jpg");
    const auto none = chooseSemanticLabels(project_->project(), {});
    QVERIFY(!none.ok() && none.error().message.find("maskwright discover") != std::string::npos);
    put(a, 0, 4, 0.95, -1);
    const auto unclustered = chooseSemanticLabels(project_->project(), {});
    QVERIFY(!unclustered.ok());
    QCOMPARE(unclustered.error().kind, ErrorKind::NotFound);
    QVERIFY(unclustered.error().message.find("maskwright cluster") != std::string::npos);
    QCOMPARE(chooseSemanticLabels(project_->project(), {.threshold = 1.5}).error().kind,
             ErrorKind::WrongUse);
    QCOMPARE(chooseSemanticLabels(project_->project(), {.round = 7}).error().kind,
             ErrorKind::NotFound);
  }
};

QTEST_APPLESS_MAIN(SemanticLabelsTest)
#include "semantic_labels_test.moc"
