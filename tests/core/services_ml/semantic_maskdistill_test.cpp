#include "core/services_ml/semantic_maskdistill.h"

#include "core/imaging/label_map_file.h"
#include "core/services/prototype_service.h"
#include "core/services/semantic_labels.h"
#include "core/services_ml/training_masks.h"
#include "core/store/prototype_repository.h"
#include "core/store/review_query.h"
#include "tests/support/round_fixture.h"

using namespace maskwright;
using namespace maskwright::test;

/// MaskDistill's semantic maps from masks and clusters that are there: a whole small run, again,
/// cancelled, gone on with.
class SemanticMaskDistillTest : public QObject, private RoundFixture {
  Q_OBJECT

  static SemanticRequest request(uint64_t seed = 1) {
    SemanticRequest request;
    request.method = "maskdistill";
    request.iterations = 4;
    request.seed = seed;
    return request;
  }
  Result<SemanticSummary> run(const SemanticRequest& wanted) {
    return segmentSemantically(*project_, wanted, {}, quiet_);
  }
  /// A mask on each of the first `count` images; two clusters, one of them called "cat".
  void fill(size_t count) {
    std::vector<store::RankingRepository::Ranked> ranks;
    std::vector<store::RankingRepository::Member> members;
    for (size_t i = 0; i < count; ++i) {
      const auto c = put(images_[i], rectangle(images_[i], 40, 40, 120, 100), 0.95);
      ranks.push_back({c.id, 0.95});
      members.push_back({c.id, static_cast<int>(i % 2), 0.1});
    }
    store::Transaction transaction(db());
    store::RankingRepository ranking(db());
    ranking.replaceClusters(0, 2, members);
    transaction.commit();
    ranking.writeRanking(0, ranks, {});
    const auto second = store::ReviewQuery(db()).clusters(0)[1];
    QVERIFY(ReviewService(db(), "tester").nameCluster(second.id, "cat").ok());
  }

 private Q_SLOTS:
  void paintNeverOverwrites() {
    const auto rows = [](int from, int to) {
      Bitmap mask(8, 6);
      for (int y = from; y < to; ++y)
        for (int x = 0; x < 6; ++x) mask.at(y, x) = 1;
      return coco::encode(mask);
    };
    const auto labels = paintLabels({{rows(2, 5), 2, 0.92},
                                     {rows(0, 3), 1, 0.95},
                                     {rows(4, 7), kUnknownLabel, 0.1},
                                     {rows(6, 7), 0, 0.5}},
                                    {6, 8});
    const std::vector<int> expected{1, 1, 1, 2, 2, kUnknownLabel, 0, 0};
    for (int64_t y = 0; y < 8; ++y)
      for (int64_t x = 0; x < 6; ++x)
        QCOMPARE(labels[y][x].item<int>(), expected[static_cast<size_t>(y)]);
    QCOMPARE(paintLabels({}, {3, 2}).sizes().vec(), (std::vector<int64_t>{2, 3}));
  }

  void whatIsMissingIsSaid() {
    startProject(10);
    auto wanted = request();
    QVERIFY(run(wanted).error().message.find("discover") != std::string::npos);
    fill(5);
    const auto few = run(wanted);
    QVERIFY(!few.ok() && few.error().kind == ErrorKind::WrongUse);
    QVERIFY2(few.error().message.find("at least 8 images") != std::string::npos,
             few.error().message.c_str());
    for (const auto& spoil : std::vector<std::function<void(SemanticRequest&)>>{
             [](auto& r) { r.profile = "other"; },
             [](auto& r) { r.minutes = 1; },
             [](auto& r) { r.threshold = 0; },
             [](auto& r) { r.shortSide = 320; },
             [](auto& r) { r.crfRounds = 1, r.crf = false; },
             [](auto& r) { r.method = "other"; }}) {
      auto bad = request();
      spoil(bad);
      QCOMPARE(run(bad).error().kind, ErrorKind::WrongUse);
    }
  }

  void mapsStayUntilNewOnesAreMade() {
    startProject(10);
    fill(10);
    addBackbone("resnet18");
    const auto first = run(request());
    QVERIFY2(first.ok(), first ? "" : first.error().text().c_str());
    QCOMPARE(first->images, int64_t{10});
    QCOMPARE(first->prototypes, 3);
    QVERIFY(first->training && first->training->steps == 4 && first->training->clusters == 2);
    QVERIFY(first->provenance.find("DeepLab-v3 (MaskDistill; preview") == 0);
    const auto map = imaging::readLabelMap(first->folder / (images_[0].path + ".png"));
    QVERIFY(map.ok());
    QCOMPARE(map->cols, images_[0].width);
    double most = 0;
    cv::minMaxLoc(*map, nullptr, &most);
    QVERIFY(most <= 2);
    auto prototypes = store::PrototypeRepository(db()).all(first->run);
    QVERIFY(prototypes[2].state.category && !prototypes[1].state.category);
    double share = 0;
    for (const auto& p : prototypes) share += p.share;
    QVERIFY(std::abs(share - 1) < 1e-6);

    const auto again = run(request());
    QVERIFY(again.ok() && again->run == first->run && again->skipped == 10);
    QCOMPARE(again->training->steps, int64_t{0});

    StopAfter stop(2);
    const auto stopped = segmentSemantically(*project_, request(2), stop.token(), stop);
    QVERIFY(!stopped.ok());
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    QVERIFY(newestSemanticRun(*project_)->id == first->run);
    QVERIFY(std::filesystem::exists(first->folder / (images_[0].path + ".png")));

    StopAfter watch(-1);
    const auto second = segmentSemantically(*project_, request(2), {}, watch);
    QVERIFY(second.ok());
    QVERIFY(std::find(watch.messages.begin(),
                      watch.messages.end(),
                      "Going on from the last checkpoint.") != watch.messages.end());
    QVERIFY(second->run != first->run);
    QVERIFY(newestSemanticRun(*project_)->id == second->run);
    int checkpoints = 0, networks = 0;
    for (const auto& file : std::filesystem::directory_iterator(project_->modelsFolder())) {
      const auto name = file.path().filename().string();
      if (name.find("deeplab-") != 0) continue;
      ++(name.find(".checkpoint") == std::string::npos ? networks : checkpoints);
    }
    QCOMPARE(networks, 2);
    QCOMPARE(checkpoints, 0);

    auto wanted = request();
    wanted.crfRounds = 1;
    wanted.iterations = 2;
    const auto third = run(wanted);
    QVERIFY(third.ok());
    QVERIFY(third->provenance.find("CRF's label maps, round 1") != std::string::npos);
  }
};

QTEST_APPLESS_MAIN(SemanticMaskDistillTest)
#include "semantic_maskdistill_test.moc"
