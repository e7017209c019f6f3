#include "core/services_ml/round_service.h"

#include "core/coco/rle.h"
#include "core/imaging/sample_renderer.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"
#include "core/services/pseudo_labels.h"
#include "core/services/review_service.h"
#include "core/services/scan_service.h"
#include "core/services_ml/round_inheritance.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"

#include <QTemporaryDir>
#include <QtTest>

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

  Candidate put(const ImageRecord& image, const Rle& mask, double confidence, int round = 0) {
    Candidate c;
    c.image = image.id;
    c.run = run_;
    c.round = round;
    c.source = "free-mask";
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

  void stoppedRoundGoesOnFromItsCheckpoint() {
    auto backbone = ml::untrainedBackbone("resnet18", 2, 1);
    const auto file = project_->modelsFolder() / "backbone.safetensors";
    QVERIFY(ml::writeSafetensors(file, ml::moduleTensors(*backbone)).ok());
    Model model;
    model.kind = "backbone";
    model.architecture = "resnet18";
    model.path = "models/backbone.safetensors";
    model.contentHash = "x";
    model.provenance = "nothing";
    store::RunRepository(db()).addModel(model);
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
