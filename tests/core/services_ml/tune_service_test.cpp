#include "core/services_ml/tune_service.h"

#include "core/imaging/sample_renderer.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"
#include "core/services/import_service.h"
#include "core/services/review_service.h"
#include "core/services/scan_service.h"
#include "core/services_ml/round_service.h"
#include "core/services_ml/tune_labels.h"
#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/review_query.h"
#include "core/store/run_repository.h"
#include "core/store/tuning_repository.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <set>

using namespace maskwright;

namespace {

/// Cancels when a stage is reached, keeps what was said.
class Listener final : public ProgressSink {
 public:
  explicit Listener(std::string stopAt = {}) : stopAt_(std::move(stopAt)) {}
  void report(const Progress& p) override {
    stages.insert(p.stage);
    if (p.stage == stopAt_) source_.request_stop();
  }
  void issue(const std::string& where, const std::string&) override { issues.insert(where); }
  void message(const std::string& text) override { messages += text + "\n"; }
  CancelToken token() const { return source_.get_token(); }
  std::set<std::string> stages, issues;
  std::string messages;

 private:
  std::string stopAt_;
  std::stop_source source_;
};

}  // namespace

/// Mix-and-Match tuning of a small project, from decisions to suggestions.
class TuneServiceTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::unique_ptr<store::Project> project_;
  std::vector<CandidateId> masks_;  ///< true ones, by image
  NullProgress quiet_;
  TuneRequest small_{.lastStage = false, .steps = 15, .seed = 3};

  store::Connection& db() { return project_->connection(); }

  void decide(const std::vector<CandidateId>& ids, Verdict verdict) {
    ReviewService::Request request;
    request.candidates = ids;
    request.verdict = verdict;
    QVERIFY(ReviewService(db(), "tester").decide(request).ok());
  }

  /// Accepts the masks of the first images with the categories that the truth suggests.
  void acceptFirst(size_t count) {
    decide({masks_.begin(), masks_.begin() + static_cast<std::ptrdiff_t>(count)},
           Verdict::Accepted);
  }

 private Q_SLOTS:
  void init() {
    static int count = 0;
    const auto base = std::filesystem::path(folder_.path().toStdString());
    const auto name = "p" + std::to_string(count++);
    const auto sample = imaging::renderSample(base / name, 16, 5, quiet_);
    QVERIFY(sample.ok());
    auto project = store::Project::create(base / (name + ".maskwright"), sample->imageFolder);
    QVERIFY(project.ok());
    project_ = std::move(*project);
    QVERIFY(scanImages(*project_, {}, quiet_).ok());
    ImportRequest request;
    request.file = base / name / "instances.json";
    QVERIFY(importCoco(*project_, request, {}, quiet_).ok());
    auto backbone = ml::untrainedBackbone("resnet18", 2, 1);
    std::filesystem::create_directories(project_->modelsFolder());
    const auto file = project_->modelsFolder() / "backbone.safetensors";
    QVERIFY(ml::writeSafetensors(file, ml::moduleTensors(*backbone)).ok());
    Model model;
    model.kind = "backbone";
    model.architecture = "resnet18";
    model.path = "models/backbone.safetensors";
    model.contentHash = "x";
    model.provenance = "nothing";
    store::RunRepository(db()).addModel(model);
    masks_.clear();
    for (const auto& one : store::CandidateRepository(db()).ofRound(0)) masks_.push_back(one.id);
    QVERIFY(masks_.size() > 50);
  }

  void labelsAreWhatPeopleDecided() {
    // Of the first image: one accepted, the others a poor outline, to fix or undecided.
    acceptFirst(1);
    const auto all = store::CandidateRepository(db()).ofRound(0);
    std::vector<CandidateId> here, elsewhere;
    for (const auto& one : all)
      if (one.id != masks_[0]) (one.image == all[0].image ? here : elsewhere).push_back(one.id);
    QVERIFY(here.size() >= 2);
    decide({here[0]}, Verdict::BadMask);
    decide({here[1]}, Verdict::FixLater);
    decide({elsewhere[0]}, Verdict::NotAnObject);
    decide({elsewhere.back()}, Verdict::BadMask);
    std::set<ImageId> decided{all[0].image};
    for (const auto& one : all)
      if (one.id == elsewhere[0]) decided.insert(one.image);
    const auto shown = static_cast<size_t>(std::count_if(
        all.begin(), all.end(), [&](const auto& one) { return decided.contains(one.image); }));
    const auto labels = tuneLabels(*project_);
    QCOMPARE(labels.masks, int64_t{1});
    QCOMPARE(labels.refused, int64_t{1});
    std::multiset<int> found;
    for (const auto& picture : labels.pictures)
      for (const auto& mask : picture.picture.masks) found.insert(std::min(mask.label, 1));
    QCOMPARE(found.count(1), size_t{1});
    QCOMPARE(found.count(kTuneRefused), size_t{1});
    // Poor outlines, those to fix and undecided ones are not known; an image without an accepted
    // or refused mask does not teach.
    QCOMPARE(found.count(kTuneUnknown), shown - 2);
    QCOMPARE(labels.pictures.size(), decided.size());
    int64_t named = 0;
    for (const auto& [category, count] : labels.counts) named += count;
    QCOMPARE(named, int64_t{1});
  }

  void tooFewLabelsAreSaidBeforeAnythingIsDone() {
    acceptFirst(2);
    const auto refused = tuneEmbeddings(*project_, small_, {}, quiet_);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().kind, ErrorKind::WrongUse);
    QVERIFY(refused.error().message.find("two categories") != std::string::npos);
    RoundRequest round;
    round.tune = "mix-and-match";
    QCOMPARE(runRound(*project_, round, {}, quiet_).error().kind, ErrorKind::WrongUse);
    QVERIFY(store::RoundRepository(db()).all().empty());
    round.segmenter = "none";
    round.tune = "";
    QCOMPARE(runRound(*project_, round, {}, quiet_).error().kind, ErrorKind::WrongUse);
  }

  void everyUndecidedMaskGetsASuggestion() {
    acceptFirst(masks_.size() * 2 / 3);
    const auto decisions = store::DecisionRepository(db()).standing().size();
    Listener listener;
    RoundRequest request;
    request.segmenter = "none";
    request.tune = "mix-and-match";
    const auto done = runRound(*project_, request, {}, listener);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QVERIFY(done->tuning && done->refreshed);
    for (const double accuracy : done->tuning->comparison.accuracy)
      QVERIFY(accuracy >= 0 && accuracy <= 1);
    QVERIFY(listener.messages.find("Kept: " + done->refreshed->kept) != std::string::npos);
    QCOMPARE(done->candidates, static_cast<int64_t>(masks_.size()));
    // Every undecided one has a suggestion among the accepted categories, and nothing was decided.
    std::set<CategoryId> taught;
    for (const auto& standing : store::DecisionRepository(db()).standing())
      taught.insert(standing.state.category);
    QCOMPARE(store::DecisionRepository(db()).standing().size(), decisions);
    store::TuningRepository tuning(db());
    const auto suggestions = tuning.suggestions(0);
    QCOMPARE(suggestions.size(), masks_.size() - decisions);
    for (const auto& one : suggestions) {
      QVERIFY(taught.contains(one.category));
      QVERIFY(one.probability > 0 && one.probability <= 1);
      QCOMPARE(store::DecisionRepository(db()).current(one.candidate).verdict, Verdict::Undecided);
    }
    // Embeddings: of the kind that was kept, for all, unit length.
    const auto embeddings = store::CandidateRepository(db()).embeddingsOfRound(0);
    QCOMPARE(embeddings.ids.size(), masks_.size());
    double length = 0;
    for (int i = 0; i < embeddings.dimension; ++i)
      length +=
          embeddings.values[static_cast<size_t>(i)] * embeddings.values[static_cast<size_t>(i)];
    QVERIFY(std::abs(length - 1) < 0.01);
    const bool tuned = done->refreshed->kept != "stored";
    QCOMPARE(!tuning.embeddingOf(masks_[0]).empty(), tuned);
    QCOMPARE(store::CandidateRepository(db()).embeddingOf(masks_[0]).size(), size_t{768});
    QVERIFY(!store::ReviewQuery(db()).clusters(0).empty());
    // Once more: clusters that hold the same masks keep their ids.
    std::set<int64_t> before, after;
    for (const auto& cluster : store::ReviewQuery(db()).clusters(0))
      before.insert(cluster.id.value);
    QVERIFY(runRound(*project_, request, {}, quiet_).ok());
    for (const auto& cluster : store::ReviewQuery(db()).clusters(0)) after.insert(cluster.id.value);
    QCOMPARE(after, before);
  }

  void aCancelledTuningLeavesTheStoredEmbeddings() {
    acceptFirst(masks_.size() * 2 / 3);
    QVERIFY(tuneEmbeddings(*project_, small_, {}, quiet_).ok());
    const auto suggestions = store::TuningRepository(db()).suggestions(0);
    for (const char* stage : {"patches", "tune", "describe"}) {
      Listener listener(stage);
      const auto stopped = tuneEmbeddings(*project_, small_, listener.token(), listener);
      QVERIFY(!stopped.ok());
      QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
      QCOMPARE(store::RunRepository(db()).newest("tune")->state, RunState::Cancelled);
    }
    QCOMPARE(store::CandidateRepository(db()).embeddingsOfRound(0).dimension, 768);
    QCOMPARE(store::TuningRepository(db()).suggestions(0), suggestions);
  }

  void anUnreadablePictureIsAnIssueAndTheRestGoesOn() {
    acceptFirst(masks_.size() * 2 / 3);
    const auto images = store::ImageRepository(db()).all();
    std::filesystem::resize_file(project_->imagesRoot() / images.back().path, 100);
    Listener listener;
    const auto done = tuneEmbeddings(*project_, small_, {}, listener);
    QVERIFY(done.ok());
    QVERIFY(listener.issues.contains(images.back().path));
    QVERIFY(done->refresh.candidates > 0);
    QVERIFY(done->refresh.candidates < static_cast<int64_t>(masks_.size()));
  }

  void aWrittenTunerEmbedsAsBefore_data() {
    QTest::addColumn<bool>("lastStage");
    QTest::newRow("head") << false;
    QTest::newRow("last stage") << true;
  }
  void aWrittenTunerEmbedsAsBefore() {
    QFETCH(bool, lastStage);
    acceptFirst(masks_.size() * 2 / 3);
    const auto labels = tuneLabels(*project_);
    MaskTunerSettings settings;
    settings.lastStage = lastStage;
    settings.steps = 4;
    settings.visits = 1;
    settings.folds = 2;
    auto tuner = MaskTuner::begin(project_->modelsFolder() / "backbone.safetensors", settings);
    QVERIFY(tuner.ok());
    for (const auto& one : labels.pictures) QVERIFY(tuner->learnFrom(one.picture).ok());
    QVERIFY(tuner->train({}, [](const TuneStep&) {}).ok());
    const auto file = project_->modelsFolder() / "t.safetensors";
    QVERIFY(tuner->write(file, "a test").ok());
    auto read = MaskTuner::read(file);
    QVERIFY(read.ok());
    QCOMPARE(read->kept(), tuner->kept());
    const auto described = tuner->describe(labels.pictures[0].picture);
    const auto again = read->describe(labels.pictures[0].picture);
    QVERIFY(described.ok() && again.ok());
    const auto learned =
        tuner->kept() == TuneKind::Described ? TuneKind::Described : TuneKind::Tuned;
    for (const TuneKind kind : {TuneKind::Stored, learned}) {
      const auto a = tuner->embed(*described, kind), b = read->embed(*again, kind);
      QCOMPARE(a.values.size(), b.values.size());
      double worst = 0;
      for (size_t i = 0; i < a.values.size(); ++i)
        worst = std::max(worst, static_cast<double>(std::abs(a.values[i] - b.values[i])));
      QVERIFY2(worst < 1e-3, std::to_string(worst).c_str());
    }
    // It is a backbone like any other.
    QVERIFY(ml::loadBackbone(file, 2).ok());
    QVERIFY(!MaskTuner::read(project_->modelsFolder() / "backbone.safetensors").ok());
  }
};

QTEST_APPLESS_MAIN(TuneServiceTest)
#include "tune_service_test.moc"
