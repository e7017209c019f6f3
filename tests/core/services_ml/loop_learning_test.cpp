#include "core/imaging/sample_renderer.h"
#include "core/services/decide_service.h"
#include "core/services/evaluate_service.h"
#include "core/services/review_service.h"
#include "core/services/scan_service.h"
#include "core/services_ml/discover_service.h"
#include "core/services_ml/pretrain_service.h"
#include "core/services_ml/round_service.h"
#include "core/store/decision_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace maskwright;
namespace fs = std::filesystem;

namespace {

constexpr int kImages = 60;
constexpr int64_t kEpochs = 70;
constexpr int64_t kIterations = 180;
constexpr double kDecided = 0.5;
/// The rough masks of so little training are accepted from the IoU that AP50 counts.
constexpr double kAcceptIou = 0.5;

/// Passes problems on to the test's log.
class LoggedProgress final : public ProgressSink {
 public:
  void report(const Progress&) override {}
  void issue(const std::string& where, const std::string& message) override {
    qWarning("%s: %s", where.c_str(), message.c_str());
  }
  void message(const std::string& text) override { qInfo("%s", text.c_str()); }
};

/// A rendered collection and its project.
struct Collection {
  fs::path truth, project;
};

struct Figures {
  double ap50 = -1, ar100 = -1;
};

template <typename T>
bool succeeded(const Result<T>& result) {
  if (!result) qWarning("%s", result.error().text().c_str());
  return result.ok();
}

}  // namespace

/// The whole loop learns: decisions on some images make better masks on the others.
class LoopLearningTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  LoggedProgress sink_;
  fs::path weights_;

  fs::path path(const std::string& name) const {
    return fs::path(folder_.path().toStdString()) / name;
  }

  std::unique_ptr<store::Project> open(const Collection& collection) {
    auto project = store::Project::open(collection.project);
    return succeeded(project) ? std::move(*project) : nullptr;
  }

  /// Sample images and a project of them.
  void render(uint64_t seed, Collection& out) {
    const auto name = "seed" + std::to_string(seed);
    const auto sample = imaging::renderSample(path(name), kImages, seed, sink_);
    QVERIFY(succeeded(sample));
    out = {sample->annotationFile, path(name + ".maskwright")};
    auto project = store::Project::create(out.project, sample->imageFolder);
    QVERIFY(succeeded(project));
    QVERIFY(succeeded(scanImages(**project, {}, sink_)));
  }

  /// Candidates, and a stand-in's decisions on a part of the images.
  void discoverAndDecide(uint64_t seed, const Collection& collection) {
    auto project = open(collection);
    QVERIFY(project != nullptr);
    DiscoverRequest discover;
    discover.backbone.weights = weights_;
    discover.zoom = false;  // the scenes hold no small objects, and the test is to be short
    const auto found = discoverCandidates(*project, discover, {}, sink_);
    QVERIFY(succeeded(found));
    StandInRequest standIn;
    standIn.against = collection.truth;
    standIn.imageFraction = kDecided;
    standIn.seed = seed;
    standIn.acceptIou = kAcceptIou;
    const auto decided = decideAgainst(*project, standIn, {}, sink_);
    QVERIFY(succeeded(decided));
    qInfo("%.0f s, %lld candidates; accepted %lld, refused %lld",
          found->seconds,
          static_cast<long long>(found->candidates),
          static_cast<long long>(decided->decided.accepted),
          static_cast<long long>(decided->decided.notAnObject));
  }

  /// A round's candidates on the images without decisions.
  Figures figures(const Collection& collection, int round) {
    auto project = open(collection);
    if (!project) return {};
    EvaluateRequest request;
    request.against = collection.truth;
    request.classAgnostic = true;
    request.excludeDecided = true;
    request.round = round;
    const auto report = evaluateProject(*project, request, {}, sink_);
    if (!succeeded(report)) return {};
    qInfo("round %d: AP50 %.4f AR100 %.3f mBO %.3f best-N precision %.3f",
          round,
          report->evaluation.stats[1],
          report->evaluation.stats[8],
          report->evaluation.extra.mbo,
          report->evaluation.extra.bestPrecision);
    return {report->evaluation.stats[1], report->evaluation.stats[8]};
  }

  /// The same verdicts in another order among the same candidates.
  void shuffleVerdicts(const Collection& collection, uint64_t seed) {
    auto project = open(collection);
    QVERIFY(project != nullptr);
    auto& connection = project->connection();
    const auto standing = store::DecisionRepository(connection).standing();
    std::vector<Verdict> verdicts;
    for (const auto& s : standing) verdicts.push_back(s.state.verdict);
    std::mt19937_64 random(seed);
    std::shuffle(verdicts.begin(), verdicts.end(), random);
    ReviewService review(connection, "shuffler");
    for (const Verdict verdict : kAllVerdicts) {
      ReviewService::Request request;
      request.verdict = verdict;
      for (size_t i = 0; i < standing.size(); ++i) {
        if (verdicts[i] == verdict) request.candidates.push_back(standing[i].candidate);
      }
      if (!request.candidates.empty()) QVERIFY(review.decide(request).ok());
    }
  }

  void round(const Collection& collection, uint64_t seed) {
    auto project = open(collection);
    QVERIFY(project != nullptr);
    RoundRequest request;
    request.profile = "preview";
    request.iterations = kIterations;
    request.seed = seed;
    const auto done = runRound(*project, request, {}, sink_);
    QVERIFY(succeeded(done));
    qInfo("round: %.0f s training, %.0f s discovery", done->trainSeconds, done->discoverSeconds);
    // What the segmenter predicted beside each of its masks is kept for the next round.
    store::SegmenterMaskRepository masks(project->connection());
    const auto own = masks.ofRound(done->number);
    QCOMPARE(static_cast<int64_t>(own.size()), done->found);
    for (const auto id : own) {
      double squares = 0;
      for (const float v : masks.predicted(id)) squares += static_cast<double>(v) * v;
      QVERIFY(std::abs(squares - 1) < 0.01);
    }
  }

 private Q_SLOTS:
  /// One pre-training without labels; its weights serve all seeds.
  void initTestCase() {
    Collection collection;
    render(1, collection);
    if (QTest::currentTestFailed()) return;
    auto project = open(collection);
    PretrainRequest pretrain;
    pretrain.fromScratch = true;  // the images of this test are unlike photographs
    pretrain.minutes = 0;
    pretrain.epochs = kEpochs;
    const auto trained = pretrainBackbone(*project, pretrain, {}, sink_);
    QVERIFY(succeeded(trained));
    qInfo("pre-training %.0f s", trained->seconds);
    weights_ = trained->file;
  }

  void roundGains_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 2; seed <= 4; ++seed) QTest::addRow("seed %d", seed) << seed;
  }

  void roundGains() {
    QFETCH(int, seed);
    const auto number = static_cast<uint64_t>(seed);
    Collection collection;
    render(number, collection);
    if (!QTest::currentTestFailed()) discoverAndDecide(number, collection);
    if (QTest::currentTestFailed()) return;
    Collection copy{collection.truth, path("shuffled.maskwright")};
    const bool compare = seed == 2;
    if (compare) fs::copy(collection.project, copy.project, fs::copy_options::recursive);
    const Figures before = figures(collection, 0);  // as discovered: nothing learned yet
    round(collection, number);
    if (QTest::currentTestFailed()) return;
    // The round ranks the old candidates anew by the same decisions: its masks must add to that.
    const Figures ranked = figures(collection, 0), after = figures(collection, 1);
    QVERIFY(before.ap50 > 0);
    // Ranked by forty decisions the old list is hard to beat in order; what the round must add are
    // masks that it lacks (AR below), without spoiling the order.
    QVERIFY2(after.ap50 >= 1.2 * before.ap50 && after.ap50 > 0.8 * ranked.ap50,
             qPrintable(QString("AP50 %1, ranked %2, after %3")
                            .arg(before.ap50)
                            .arg(ranked.ap50)
                            .arg(after.ap50)));
    QVERIFY2(after.ar100 > ranked.ar100,
             qPrintable(QString("AR100 %1 -> %2").arg(ranked.ar100).arg(after.ar100)));
    if (!compare) return;
    shuffleVerdicts(copy, 7);
    round(copy, number);
    if (QTest::currentTestFailed()) return;
    const double shuffled = figures(copy, 1).ap50;
    QVERIFY2(shuffled < after.ap50,
             qPrintable(QString("%1, shuffled %2").arg(after.ap50).arg(shuffled)));
  }
};

QTEST_APPLESS_MAIN(LoopLearningTest)
#include "loop_learning_test.moc"
