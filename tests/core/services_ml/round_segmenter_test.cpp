#include "tests/support/round_fixture.h"

using namespace maskwright;
using namespace maskwright::test;

/// What differs between segmenters of a round: names, labels, a whole short round of Mask R-CNN.
class RoundSegmenterTest : public QObject, private RoundFixture {
  Q_OBJECT

 private Q_SLOTS:
  void init() { startProject(); }

  void segmentersAreKnownByName() {
    const auto published = segmenterOf("mask-rcnn", "preview");
    QCOMPARE(published->description(), std::string("preview: R-18, 192 px, 48 regions an image"));
    QVERIFY(published->settings().find("\"drop_iou\":0.01") != std::string::npos);
    const auto plain = segmenterOf("mask-rcnn", "preview", "resnet34", false);
    QVERIFY(plain->settings().find("\"drop_iou\":0,") != std::string::npos);
    QCOMPARE(plain->architecture(), std::string("resnet34"));
    QCOMPARE(plain->publishedArchitecture(), std::string("resnet18"));
    const auto dropping = segmenterOf("solo", "preview", {}, true);
    QVERIFY(dropping->settings().find("\"drop_loss\":true") != std::string::npos);
    QVERIFY(published->reduced() && dropping->reduced());
    QVERIFY(!segmenterOf("solo", "full")->reduced());
    QCOMPARE(makeRoundSegmenter("other", "preview").error().kind, ErrorKind::WrongUse);
    QCOMPARE(makeRoundSegmenter("mask-rcnn", "other").error().kind, ErrorKind::WrongUse);
  }

  /// MaskDistill: masks of score .9, else the image's best one, and one mask an image before.
  void maskDistillTeachesTheBest() {
    const auto& a = images_[0];
    const auto& b = images_[1];
    store::SegmenterMaskRepository learned(db());
    const auto own = [&](const ImageRecord& image, const Rle& mask, double score) {
      const auto c = put(image, mask, score, 1, "mask-rcnn");
      learned.insert(c.id, std::vector<float>(8, 0.35355f));
      return c;
    };
    const auto sure = own(a, rectangle(a, 10, 10, 60, 60), 0.95);
    const auto alsoSure = own(a, rectangle(a, 100, 10, 50, 50), 0.9);
    own(a, rectangle(a, 100, 100, 50, 50), 0.89);
    const auto best = own(b, rectangle(b, 10, 10, 60, 60), 0.5);
    own(b, rectangle(b, 100, 10, 50, 50), 0.4);
    Round round;
    round.number = 1;
    round.segmenter = "mask-rcnn";
    round.profile = "preview";
    const auto solo = segmenterOf("solo", "preview");
    const auto rule = labelRule({round}, 1, *solo, 0);  // the scores are Mask R-CNN's
    const auto t = byCandidate(choosePseudoLabels(db(), 1, rule).targets);
    QVERIFY(t.size() == 3 && t.contains(sure.id.value) && t.contains(alsoSure.id.value) &&
            t.contains(best.id.value));
    QCOMPARE(
        byCandidate(choosePseudoLabels(db(), 1, labelRule({round}, 1, *solo, 0.45)).targets).size(),
        size_t{4});
    QCOMPARE(labelRule({}, 0, *solo, 0).segmenterCut, 0.3);

    // Before any segmenter: one confident mask an image; the rest is ignored, not background.
    const auto distill = segmenterOf("mask-rcnn", "preview");
    const auto& c = images_[2];
    std::vector<store::RankingRepository::Ranked> ranks;
    for (int k = 0; k < 3; ++k) {
      const auto mask = put(c, rectangle(c, 10, 10 + 60 * k, 50, 50), 0.9 - 0.1 * k);
      ranks.push_back({mask.id, mask.sourceScore});
    }
    store::RankingRepository(db()).writeRanking(0, ranks, {});
    const auto first = choosePseudoLabels(db(), 0, labelRule({}, 0, *distill, 0));
    QCOMPARE(first.confident, int64_t{1});
    QCOMPARE(first.ignored, int64_t{2});
    QCOMPARE(choosePseudoLabels(db(), 0, labelRule({}, 0, *solo, 0)).confident, int64_t{3});
  }

  /// A short round of Mask R-CNN through everything: labels, a stop, training, new candidates.
  void maskRcnnTrainsAndFinds() {
    addBackbone("resnet18");
    for (const auto& image : images_) {
      decide(put(image, rectangle(image, 20, 20, 80, 80), 0.8), Verdict::Accepted);
      decide(put(image, rectangle(image, 120, 90, 60, 60), 0.7), Verdict::NotAnObject);
    }
    RoundRequest request;
    request.segmenter = "mask-rcnn";
    request.iterations = 6;
    request.dropLoss = false;
    StopAfter first(3);
    const auto stopped = runRound(*project_, request, first.token(), first);
    QVERIFY2(!stopped && stopped.error().kind == ErrorKind::Cancelled,
             stopped ? "went on" : stopped.error().text().c_str());
    request.segmenter = "solo";  // what goes on is the round that was begun
    request.dropLoss.reset();
    request.resume = true;
    StopAfter second(1000);
    const auto done = runRound(*project_, request, second.token(), second);
    QVERIFY2(done.ok(), done ? "" : done.error().text().c_str());
    QCOMPARE(done->steps, int64_t{6});
    QCOMPARE(done->verified, int64_t{4});
    QCOMPARE(done->negatives, int64_t{4});
    QVERIFY(std::find(second.messages.begin(),
                      second.messages.end(),
                      "Going on from the last checkpoint.") != second.messages.end());
    store::RoundRepository rounds(db());
    QCOMPARE(rounds.all().size(), size_t{1});
    const auto round = rounds.all().front();
    QCOMPARE(round.segmenter, std::string("mask-rcnn"));
    const auto model = store::RunRepository(db()).model(round.checkpoint);
    QVERIFY(model && model->kind == "mask-rcnn");
    QCOMPARE(model->path, std::string("models/round-1-mask-rcnn.safetensors"));
    QVERIFY(model->provenance.rfind("Mask R-CNN (MaskDistill) (preview: R-18", 0) == 0);
    const auto metrics = store::RunRepository(db()).metrics(rounds.runOf(1));
    QVERIFY(!metrics.empty());
    // However short the training: candidates are scored, whole and taught embeddings.
    const auto own = store::SegmenterMaskRepository(db()).ofRound(1);
    for (const auto& image : images_) {
      for (const auto& c : store::CandidateRepository(db()).ofImage(image.id, 1)) {
        if (!own.contains(c.id)) continue;
        QCOMPARE(c.source, std::string("mask-rcnn"));
        QVERIFY(c.area > 0 && c.sourceScore > 0 && c.sourceScore <= 1);
        QCOMPARE(c.attributes.segmenter, 1.0);
        QVERIFY(!store::SegmenterMaskRepository(db()).predicted(c.id).empty());
      }
    }
  }
};

QTEST_APPLESS_MAIN(RoundSegmenterTest)
#include "round_segmenter_test.moc"
