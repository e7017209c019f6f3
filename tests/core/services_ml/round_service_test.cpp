#include "core/services_ml/round_service.h"

#include "core/coco/rle.h"
#include "core/imaging/sample_renderer.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"
#include "core/services/pseudo_labels.h"
#include "core/services/rank_service.h"
#include "core/services/review_service.h"
#include "core/services/scan_service.h"
#include "core/services_ml/carried_candidates.h"
#include "core/services_ml/round_inheritance.h"
#include "core/services_ml/round_segmenter.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <map>

using namespace maskwright;

namespace {

Rle rectangle(const ImageRecord& image, int x, int y, int w, int h) {
  Bitmap mask(image.height, image.width);
  for (int row = y; row < std::min(y + h, image.height); ++row) {
    for (int column = x; column < std::min(x + w, image.width); ++column) mask.at(row, column) = 1;
  }
  return coco::encode(mask);
}

std::unique_ptr<RoundSegmenter> segmenterOf(const std::string& name,
                                            const std::string& profile,
                                            const std::string& architecture = {},
                                            const std::optional<bool>& dropLoss = {}) {
  return makeRoundSegmenter(name, profile, architecture, dropLoss).value();
}

/// Asks to stop after some training steps.
class StopAfter final : public ProgressSink {
 public:
  explicit StopAfter(int64_t steps) : left_(steps) {}
  void report(const Progress& p) override {
    if (p.stage == "train" && --left_ == 0) source_.request_stop();
  }
  void issue(const std::string& where, const std::string& text) override {
    qWarning("%s: %s", where.c_str(), text.c_str());
  }
  void message(const std::string& text) override { messages.push_back(text); }
  CancelToken token() const { return source_.get_token(); }
  std::vector<std::string> messages;

 private:
  std::stop_source source_;
  int64_t left_;
};

}  // namespace

/// Roles of pseudo-labels, verdicts that last, and a round that goes on after a stop.
class RoundServiceTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::unique_ptr<store::Project> project_;
  std::vector<ImageRecord> images_;
  RunId run_;
  NullProgress quiet_;

  store::Connection& db() { return project_->connection(); }

  Candidate put(const ImageRecord& image,
                const Rle& mask,
                double confidence,
                int round = 0,
                const std::string& source = "free-mask") {
    Candidate c;
    c.image = image.id;
    c.run = run_;
    c.round = round;
    c.source = source;
    c.mask = mask;
    c.box = coco::toBox(mask);
    c.area = coco::area(mask);
    c.sourceScore = confidence;
    c.attributes.maskness = confidence;
    c.embedding.assign(8, 0.35355f);
    c.id = store::CandidateRepository(db()).insert(c);
    return c;
  }

  void decide(const Candidate& c, Verdict verdict) {
    ReviewService::Request request;
    request.candidates = {c.id};
    request.verdict = verdict;
    if (verdict == Verdict::Relabelled) request.category = "thing";
    QVERIFY(ReviewService(db(), "tester").decide(request).ok());
  }

  void addBackbone(const std::string& architecture) {
    auto backbone = ml::untrainedBackbone(architecture, 2, 1);
    const auto file = project_->modelsFolder() / "backbone.safetensors";
    QVERIFY(ml::writeSafetensors(file, ml::moduleTensors(*backbone)).ok());
    Model model;
    model.kind = "backbone";
    model.architecture = architecture;
    model.path = "models/backbone.safetensors";
    model.contentHash = "x";
    model.provenance = "nothing";
    store::RunRepository(db()).addModel(model);
  }

  std::map<int64_t, RoundTarget> byCandidate(const std::vector<RoundTarget>& targets) {
    std::map<int64_t, RoundTarget> out;
    for (const auto& t : targets) out[t.candidate.value] = t;
    return out;
  }

 private Q_SLOTS:
  void init() {
    static int count = 0;
    const auto base = std::filesystem::path(folder_.path().toStdString());
    const auto name = "p" + std::to_string(count++);
    const auto sample = imaging::renderSample(base / name, 4, 1, quiet_);
    QVERIFY(sample.ok());
    auto project = store::Project::create(base / (name + ".maskwright"), sample->imageFolder);
    QVERIFY(project.ok());
    project_ = std::move(*project);
    QVERIFY(scanImages(*project_, {}, quiet_).ok());
    images_ = store::ImageRepository(db()).all();
    Run run;
    run.kind = "discover";
    run_ = store::RunRepository(db()).start(run);
  }

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
    store::RankingRepository(db()).replaceRanking(0, ranks);

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
    const auto outcome = inheritance.handDown(a.id, {again, reject, fresh});
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
    store::RankingRepository(db()).replaceRanking(0, ranks);
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
    QCOMPARE(runRound(*project_, request, first.token(), first).error().kind, ErrorKind::Cancelled);
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
    const auto& round = rounds.all()[0];
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
};

QTEST_APPLESS_MAIN(RoundServiceTest)
#include "round_service_test.moc"
