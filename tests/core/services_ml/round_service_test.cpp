#include "core/services_ml/step_memory.h"
#include "tests/support/round_fixture.h"

using namespace maskwright;
using namespace maskwright::test;

/// Roles of pseudo-labels, verdicts that last, and a round that goes on after a stop.
class RoundServiceTest : public QObject, private RoundFixture {
  Q_OBJECT

 private Q_SLOTS:
  void init() { startProject(); }

  void rolesFollowVerdictsAndConfidence() {
    const auto& a = images_[0];
    const auto accepted = put(a, rectangle(a, 10, 10, 60, 60), 0.9);
    const auto relabelled = put(a, rectangle(a, 100, 10, 60, 60), 0.9);
    const auto refused = put(a, rectangle(a, 10, 100, 50, 50), 0.9);
    const auto bad = put(a, rectangle(a, 100, 100, 50, 50), 0.9);
    const auto later = put(a, rectangle(a, 170, 100, 40, 50), 0.9);
    const auto& b = images_[1];
    const auto sure = put(b, rectangle(b, 10, 10, 60, 60), 0.9);
    const auto shadowed = put(b, rectangle(b, 15, 10, 60, 60), 0.8);
    const auto unsure = put(b, rectangle(b, 10, 120, 60, 60), 0.1);
    decide(accepted, Verdict::Accepted);
    decide(relabelled, Verdict::Relabelled);
    decide(refused, Verdict::NotAnObject);
    decide(bad, Verdict::BadMask);
    decide(later, Verdict::FixLater);
    std::vector<store::RankingRepository::Ranked> ranks;
    for (const auto* c : {&sure, &shadowed, &unsure}) ranks.push_back({c->id, c->sourceScore});
    store::RankingRepository(db()).writeRanking(0, ranks, {});

    const auto labels = choosePseudoLabels(db(), 0, {.leastPerImage = 0});
    auto t = byCandidate(labels.targets);
    QCOMPARE(t.size(), size_t{8});
    const auto is = [&](const Candidate& c, TargetRole role, const char* reason) {
      const auto& target = t.at(c.id.value);
      return target.role == role && target.reason == reason;
    };
    QVERIFY(is(accepted, TargetRole::Positive, "accepted"));
    QVERIFY(is(relabelled, TargetRole::Positive, "relabelled"));
    QVERIFY(is(refused, TargetRole::Negative, "not an object"));
    QVERIFY(is(bad, TargetRole::Ignored, "bad mask"));
    QVERIFY(is(later, TargetRole::Ignored, "fix later"));
    QVERIFY(is(sure, TargetRole::Positive, "confident 0.90"));
    QVERIFY(is(shadowed, TargetRole::Ignored, "undecided"));
    QVERIFY(is(unsure, TargetRole::Ignored, "undecided"));
    QCOMPARE(t.at(sure.id.value).weight, 0.9);
    QVERIFY(isVerified(t.at(accepted.id.value)) && !isVerified(t.at(sure.id.value)));
    QCOMPARE(labels.verified, int64_t{2});
    QCOMPARE(labels.confident, int64_t{1});
  }

  /// FreeSOLO's round without a person: the segmenter's own masks by score, limit and width.
  void segmenterTeachesWhileNobodyAccepted() {
    const auto& a = images_[0];
    store::SegmenterMaskRepository learned(db());
    const auto own = [&](const Rle& mask, double score) {
      const auto c = put(a, mask, score, 1, "solo");
      learned.insert(c.id, std::vector<float>(128, 0.088388f));
      return c;
    };
    const auto good = own(rectangle(a, 10, 10, 60, 60), 0.5);
    const auto inner = own(rectangle(a, 20, 20, 30, 30), 0.31);  // inside the other: both teach
    const auto weak = own(rectangle(a, 100, 100, 50, 50), 0.29);
    const auto wide = own(rectangle(a, 0, 100, a.width, 40), 0.9);
    const auto wideAtTheRight =
        own(rectangle(a, a.width / 2, 60, a.width - a.width / 2, 30), 0.8);  // x + w = W, w < W
    const auto carried = put(a, rectangle(a, 5, 60, 40, 40), 0.95, 1, "solo");
    const auto free = put(a, rectangle(a, 5, 5, 40, 40), 0.95, 1);
    PseudoLabelSettings settings;
    settings.leastPerImage = 0;
    auto t = byCandidate(choosePseudoLabels(db(), 1, settings).targets);
    QCOMPARE(t.size(), size_t{3});
    for (const auto* c : {&good, &inner, &wideAtTheRight}) {
      QVERIFY(t.at(c->id.value).role == TargetRole::Positive);
      QCOMPARE(t.at(c->id.value).weight, 1.0);
      QVERIFY(!isVerified(t.at(c->id.value)));
    }
    QCOMPARE(t.at(good.id.value).reason, std::string("segmenter 0.50"));
    QVERIFY(!t.contains(weak.id.value) && !t.contains(wide.id.value));
    QVERIFY(!t.contains(carried.id.value) && !t.contains(free.id.value));

    settings.segmenterMost = 2;
    t = byCandidate(choosePseudoLabels(db(), 1, settings).targets);
    QVERIFY(t.size() == 2 && !t.contains(inner.id.value));  // the best two
    settings.segmenterMost = 20;
    settings.leastPerImage = 1;  // of four pictures: too few pass, so the cut falls to the fourth
    t = byCandidate(choosePseudoLabels(db(), 1, settings).targets);
    QVERIFY(t.size() == 3);

    // Decisions win: a refused mask is refused, and once a mask is accepted, confidence decides.
    decide(good, Verdict::NotAnObject);
    t = byCandidate(choosePseudoLabels(db(), 1, {.leastPerImage = 0}).targets);
    QVERIFY(t.at(good.id.value).role == TargetRole::Negative);
    decide(inner, Verdict::Accepted);
    t = byCandidate(choosePseudoLabels(db(), 1, {.leastPerImage = 0}).targets);
    QVERIFY(isVerified(t.at(inner.id.value)));
    QCOMPARE(t.at(wideAtTheRight.id.value).reason, std::string("confident 0.80"));
  }

  void whatASegmenterPredictedTeaches() {
    const auto& a = images_[0];
    const auto one = put(a, rectangle(a, 10, 10, 60, 60), 0.9);
    store::SegmenterMaskRepository learned(db());
    QCOMPARE(learned.teaching(one.id).size(), size_t{8});  // what describes the mask
    QVERIFY(learned.predicted(one.id).empty() && learned.ofRound(0).empty());
    std::vector<float> predicted(128, 0);
    predicted[3] = 1;
    learned.insert(one.id, predicted);
    QVERIFY(learned.teaching(one.id) == predicted);
    QVERIFY(learned.ofRound(0) == std::unordered_set<CandidateId>{one.id});
    QVERIFY(learned.ofRound(1).empty());
  }

  /// A mask that the segmenter finds again keeps what it was worth, also two rounds later; a new
  /// one takes its place in the order.
  void confirmedMasksDoNotFall() {
    const auto& a = images_[0];
    const auto best = put(a, rectangle(a, 10, 10, 60, 60), 0.95);
    std::vector<Candidate> others;
    for (int k = 0; k < 30; ++k)
      others.push_back(put(a, rectangle(a, 100, 10 + 4 * k, 60, 20), 0.9 - 0.02 * k));
    const auto confidenceOf = [&](const Candidate& c) {
      if (!rankCandidates(db(), c.round)) return -1.0;
      for (const auto& r : store::RankingRepository(db()).ranking(c.round))
        if (r.candidate == c.id) return r.confidence;
      return -1.0;
    };
    const double before = confidenceOf(best);
    const auto carry = [&](int round, int shift) {
      // What a round stores: its own mask, which `best` overlaps, a new one, the rest carried over.
      auto own = put(a, rectangle(a, 10 + shift, 10, 60, 60), 0.2, round, "solo");
      const auto fresh = put(a, rectangle(a, 10, 100, 50, 40), 0.4, round, "solo");
      std::vector<Candidate> found{own, fresh};
      const auto earlier = addCarriedCandidates(db(), a.id, round - 1, found);
      store::SegmenterMaskRepository repository(db());
      repository.insert(own.id, {1, 0}, earlier[0]);
      repository.insert(fresh.id, {0, 1}, round == 1 ? earlier[1] : CandidateId());
      for (size_t i = 2; i < found.size(); ++i) {
        found[i].round = round;
        store::CandidateRepository(db()).insert(found[i]);
      }
      return std::pair(own, fresh);
    };
    const auto [once, fresh] = carry(1, 2);
    QCOMPARE(confidenceOf(once), before);
    QVERIFY(confidenceOf(fresh) < before);
    const auto [twice, again] = carry(2, 4);
    QCOMPARE(confidenceOf(twice), before);
  }

  void memoryIsAskedFor() {
    const auto check = [](const char* segmenter, const char* profile, double available) {
      return segmenterOf(segmenter, profile)->checkMemory(available);
    };
    const auto error = check("solo", "full", 16e9);
    QVERIFY(!error.ok());
    QCOMPARE(error.error().kind, ErrorKind::WrongUse);
    const auto text = QString::fromStdString(error.error().text());
    QVERIFY2(text.contains("full: R-101, 800 px") && text.contains("has 16;"), qPrintable(text));
    for (const char* segmenter : {"solo", "mask-rcnn"}) {
      QVERIFY(!check(segmenter, "full", 8e9).ok());
      QVERIFY(check(segmenter, "full", 1e13).ok());
      QVERIFY(check(segmenter, "small", 16e9).ok());
    }
    QVERIFY(machineMemory() > 1e8);
  }

  void verdictsLast() {
    const auto& a = images_[0];
    const auto accepted = put(a, rectangle(a, 10, 10, 60, 60), 0.9);
    const auto refused = put(a, rectangle(a, 100, 100, 60, 60), 0.9);
    decide(accepted, Verdict::Accepted);
    decide(refused, Verdict::NotAnObject);
    const auto again = put(a, rectangle(a, 12, 10, 60, 60), 0.5, 1);
    const auto reject = put(a, rectangle(a, 100, 102, 60, 60), 0.5, 1);
    const auto fresh = put(a, rectangle(a, 40, 10, 60, 60), 0.5, 1);  // IoU 1/3 with the accepted
    VerdictInheritance inheritance(db());
    QVERIFY(inheritance.concerns(a.id) && !inheritance.concerns(images_[1].id));
    store::Transaction transaction(db(), store::Durability::Human);
    const auto outcome = inheritance.handDown(a.id, 1, {again, reject, fresh});
    transaction.commit();
    QCOMPARE(outcome.inherited, int64_t{1});
    QCOMPARE(outcome.linked, int64_t{1});
    store::DecisionRepository decisions(db());
    QCOMPARE(decisions.current(reject.id).verdict, Verdict::NotAnObject);
    QCOMPARE(decisions.history(reject.id).at(0).origin, DecisionOrigin::Inherited);
    QCOMPARE(decisions.current(again.id).verdict, Verdict::Undecided);
    QCOMPARE(decisions.current(fresh.id).verdict, Verdict::Undecided);
    // One decision, one pseudo-label: the copy that inherited it does not count again.
    const auto labels = choosePseudoLabels(db(), 1);
    QCOMPARE(labels.negatives, int64_t{1});
    QCOMPARE(byCandidate(labels.targets).count(reject.id.value), size_t{0});
  }

  void refusesWithoutBackboneOrCandidates() {
    RoundRequest request;
    request.segmenter = "other";
    QCOMPARE(runRound(*project_, request, {}, quiet_).error().kind, ErrorKind::WrongUse);
    request.segmenter = "solo";
    QCOMPARE(runRound(*project_, request, {}, quiet_).error().kind, ErrorKind::NotFound);
  }

  /// Free masks, round 1, round 2: nobody decides, the second round starts from the backbone (the
  /// first one's weights are gone) and learns what the first one's segmenter found.
  void twoRoundsWithoutAPerson() {
    addBackbone("resnet34");
    for (const auto& image : images_) put(image, rectangle(image, 20, 20, 80, 80), 0.9);
    RoundRequest request;
    request.iterations = 2;
    StopAfter sink(1000);
    const auto first = runRound(*project_, request, sink.token(), sink);
    QVERIFY2(first.ok(), first ? "" : first.error().text().c_str());
    QVERIFY(first->confident > 0 && first->verified == 0);
    // The backbone's architecture, and the user is told.
    QCOMPARE(first->profile, std::string("preview: R-34, 192 px, grids 16 12 8"));
    QVERIFY(std::any_of(sink.messages.begin(), sink.messages.end(), [](const auto& text) {
      return text.find("resnet34") != std::string::npos;
    }));
    store::RoundRepository rounds(db());
    const auto settings = QString::fromStdString(rounds.all()[0].settingsJson);
    QVERIFY(settings.contains("\"settings\":{\"name\":\"preview\""));
    // So short a training finds nothing; these stand for what a longer one would.
    store::SegmenterMaskRepository repository(db());
    for (const auto& image : images_)
      repository.insert(put(image, rectangle(image, 30, 30, 60, 60), 0.5, 1, "solo").id,
                        std::vector<float>(128, 0.088388f));
    const auto own = repository.ofRound(1);
    const auto weights = store::RunRepository(db()).model(rounds.all()[0].checkpoint);
    QVERIFY(std::filesystem::remove(project_->folder() / weights->path));

    const auto second = runRound(*project_, request, sink.token(), sink);
    QVERIFY2(second.ok(), second ? "" : second.error().text().c_str());
    QVERIFY(second->confident >= 4 && second->verified == 0);
    for (const auto& target : rounds.targets(rounds.all()[1].id)) {
      QVERIFY(target.role == TargetRole::Positive && own.contains(target.candidate));
      QCOMPARE(target.reason.rfind("segmenter", 0), size_t{0});
    }
  }

  void stoppedRoundGoesOnFromItsCheckpoint() {
    addBackbone("resnet18");
    for (const auto& image : images_) {
      decide(put(image, rectangle(image, 20, 20, 80, 80), 0.8), Verdict::Accepted);
      decide(put(image, rectangle(image, 120, 90, 60, 60), 0.7), Verdict::NotAnObject);
    }
    RoundRequest request;
    request.iterations = 6;
    StopAfter first(3);
    const auto stopped = runRound(*project_, request, first.token(), first);
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    store::RoundRepository rounds(db());
    QCOMPARE(rounds.all().size(), size_t{1});
    QCOMPARE(rounds.all()[0].state, RoundState::Cancelled);
    const auto targets = rounds.targets(rounds.all()[0].id);
    QCOMPARE(targets.size(), size_t{8});

    StopAfter second(1000);
    const auto done = runRound(*project_, request, second.token(), second);
    QVERIFY2(done.ok(), done ? "" : done.error().text().c_str());
    QCOMPARE(rounds.all().size(), size_t{1});
    QCOMPARE(rounds.all()[0].state, RoundState::Done);
    QCOMPARE(rounds.targets(rounds.all()[0].id).size(), targets.size());
    QCOMPARE(done->steps, int64_t{6});
    QCOMPARE(done->verified, int64_t{4});
    QVERIFY(std::find(second.messages.begin(),
                      second.messages.end(),
                      "Going on from the last checkpoint.") != second.messages.end());
    const auto stored = store::RunRepository(db()).model(rounds.all()[0].checkpoint);
    QVERIFY(stored && std::filesystem::exists(project_->folder() / stored->path));
    QVERIFY(!store::RunRepository(db()).metrics(rounds.runOf(1)).empty());
    // All images are done and a further call starts a new round.
    QCOMPARE(store::RunRepository(db()).doneImages(rounds.runOf(1)).size(), images_.size());
  }

  /// The masks that teach say how far pictures are enlarged, also when the round goes on after its
  /// training; the model's provenance says it.
  void smallObjectsAreSeenInTiles() {
    addBackbone("resnet18");
    for (const auto& image : images_)
      decide(put(image, rectangle(image, 20, 20, 18, 18), 0.8), Verdict::Accepted);
    RoundRequest request;
    request.iterations = 2;
    request.zoom = 0.5;
    QCOMPARE(runRound(*project_, request, {}, quiet_).error().kind, ErrorKind::WrongUse);
    request.zoom = 0;
    StopAfter first(2);  // when the training is over
    const auto stopped = runRound(*project_, request, first.token(), first);
    const double zoom = std::min(images_[0].width, images_[0].height) / 18.0 / 6;
    QVERIFY(zoom > 4.0 / 3 && zoom < 4);
    const auto done = stopped ? stopped : runRound(*project_, request, {}, quiet_);
    QVERIFY2(done.ok(), done ? "" : done.error().text().c_str());
    QVERIFY2(std::abs(done->zoom - zoom) < 1e-9, qPrintable(QString::number(done->zoom)));
    QVERIFY(done->provenance.find("in tiles, enlarged") != std::string::npos);
    QCOMPARE(store::RoundRepository(db()).all().size(), size_t{1});
    request.zoom = 1;
    request.seed = 2;
    const auto whole = runRound(*project_, request, {}, quiet_);
    QVERIFY2(whole.ok(), whole ? "" : whole.error().text().c_str());
    QCOMPARE(whole->zoom, 1.0);
    QVERIFY(whole->provenance.find("tiles") == std::string::npos);
  }
};

QTEST_APPLESS_MAIN(RoundServiceTest)
#include "round_service_test.moc"
