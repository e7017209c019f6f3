#include "core/services_ml/discover_service.h"

#include "core/imaging/sample_renderer.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"
#include "core/services/scan_service.h"
#include "tests/support/stored_rows.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <fstream>
#include <set>

using namespace maskwright;
namespace fs = std::filesystem;

namespace {

/// Stops the job after a number of images and collects what was said.
class WatchingProgress final : public ProgressSink {
 public:
  explicit WatchingProgress(int64_t stopAfter = -1) : stopAfter_(stopAfter) {}
  void report(const Progress& progress) override {
    if (progress.stage != "discover") return;
    sawEta = sawEta || progress.etaS >= 0;
    if (progress.done == stopAfter_) stop.request_stop();
  }
  void issue(const std::string& where, const std::string&) override { issues.insert(where); }
  void message(const std::string& text) override { said += text + "\n"; }

  std::stop_source stop;
  std::set<std::string> issues;
  std::string said;
  bool sawEta = false;

 private:
  int64_t stopAfter_;
};

DiscoverRequest untrained() {
  DiscoverRequest request;
  request.backbone.bundled = request.backbone.pretrain = false;
  request.shortSide = 128;
  request.candidates = 15;
  request.threads = 2;
  return request;
}

}  // namespace

class DiscoverServiceTest : public QObject {
  Q_OBJECT

 private:
  test::TempFolder folder_;
  fs::path images_;

  std::unique_ptr<store::Project> project(const std::string& name) {
    auto made = store::Project::create(folder_.path() / (name + ".maskwright"), images_);
    if (!made) throw std::runtime_error(made.error().text());
    NullProgress quiet;
    if (!scanImages(**made, CancelToken{}, quiet)) throw std::runtime_error("scan failed");
    return std::move(*made);
  }

  Result<DiscoverSummary> discover(store::Project& project,
                                   const DiscoverRequest& request,
                                   WatchingProgress& sink) {
    return discoverCandidates(project, request, sink.stop.get_token(), sink);
  }

 private Q_SLOTS:
  void initTestCase() {
    NullProgress quiet;
    const auto sample = imaging::renderSample(folder_.path() / "sample", 5, 3, quiet);
    QVERIFY(sample.ok());
    images_ = sample->imageFolder;
  }

  void cancelledAndResumedGivesTheSameRows() {
    const auto whole = project("whole");
    WatchingProgress sink;
    const auto done = discover(*whole, untrained(), sink);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QCOMPARE(done->images, int64_t{5});
    QVERIFY(done->candidates > 5);
    QVERIFY(done->clusters > 0);
    QVERIFY(sink.sawEta);
    QVERIFY(sink.said.find("untrained") != std::string::npos);

    const auto parts = project("parts");
    WatchingProgress stopping(2);
    // What waits or is in work when it stops is stored too: with one worker, two more at most.
    DiscoverRequest alone = untrained();
    alone.threads = 1;
    const auto cancelled = discover(*parts, alone, stopping);
    QVERIFY(!cancelled.ok() && cancelled.error().kind == ErrorKind::Cancelled);
    const auto half = test::storedRows(parts->connection());
    QVERIFY(!half.empty());
    WatchingProgress going;
    const auto resumed = discover(*parts, untrained(), going);
    QVERIFY(resumed.ok());
    QVERIFY(resumed->skipped >= 2);
    QCOMPARE(resumed->skipped + resumed->images, int64_t{5});
    const auto rows = test::storedRows(parts->connection());
    QVERIFY(rows.size() > half.size());
    QVERIFY(rows == test::storedRows(whole->connection()));
    QCOMPARE(store::RunRepository(parts->connection()).newest("discover")->id.value, int64_t{2});

    WatchingProgress again;
    const auto nothing = discover(*parts, untrained(), again);
    QVERIFY(nothing.ok());
    QCOMPARE(nothing->images, int64_t{0});
    QVERIFY(test::storedRows(parts->connection()) == rows);
  }

  void otherSettingsReplaceUndecidedCandidates() {
    const auto p = project("settings");
    WatchingProgress sink;
    DiscoverRequest request = untrained();
    request.limit = 2;
    QVERIFY(discover(*p, request, sink).ok());
    const auto first = test::storedRows(p->connection());
    request.candidates = 4;
    const auto fewer = discover(*p, request, sink);
    QVERIFY(fewer.ok());
    QCOMPARE(fewer->images, int64_t{2});
    QVERIFY(test::storedRows(p->connection()).size() < first.size());
    // And back: the first run's images count as not done any more.
    request.candidates = 15;
    const auto back = discover(*p, request, sink);
    QVERIFY(back.ok());
    QCOMPARE(back->images, int64_t{2});
    QVERIFY(test::storedRows(p->connection()) == first);
  }

  void brokenFilesBecomeIssues() {
    const fs::path copy = folder_.path() / "broken";
    fs::create_directories(copy);
    for (const auto& file : fs::directory_iterator(images_)) {
      fs::copy_file(file, copy / file.path().filename());
    }
    const fs::path images = images_;
    images_ = copy;
    const auto p = project("broken-project");
    images_ = images;
    const std::string victim = store::ImageRepository(p->connection()).all()[1].path;
    std::ofstream(copy / victim) << "no picture";
    WatchingProgress sink;
    const auto summary = discover(*p, untrained(), sink);
    QVERIFY(summary.ok());
    QCOMPARE(summary->images, int64_t{4});
    QCOMPARE(summary->unreadable, int64_t{1});
    QVERIFY(sink.issues == std::set<std::string>{victim});
    QCOMPARE(store::RunRepository(p->connection()).issues().front().where, victim);
  }

  void weightsAreAdoptedOnce() {
    const auto p = project("weights");
    const fs::path file = folder_.path() / "mine.safetensors";
    const auto network = ml::untrainedBackbone("resnet18", 2, 5);
    QVERIFY(ml::writeSafetensors(file, ml::moduleTensors(*network, "backbone.")).ok());
    DiscoverRequest request = untrained();
    request.limit = 1;
    request.backbone.weights = file;
    WatchingProgress sink;
    const auto summary = discover(*p, request, sink);
    QVERIFY2(summary.ok(), summary.ok() ? "" : summary.error().text().c_str());
    QVERIFY(summary->provenance.find("mine.safetensors") != std::string::npos);
    store::RunRepository runs(p->connection());
    const auto model = runs.newestModel("backbone");
    QVERIFY(model && model->architecture == "resnet18");
    QVERIFY(fs::exists(p->folder() / model->path));
    // From now on they are the project's own: neither asked for nor pre-trained again.
    request.backbone.weights.clear();
    request.backbone.pretrain = true;
    request.backbone.bundled = false;
    const auto again = discover(*p, request, sink);
    QVERIFY(again.ok());
    QCOMPARE(again->skipped, int64_t{1});
    QCOMPARE(runs.newestModel("backbone")->id, model->id);
  }

  void refusesWrongRequests() {
    const auto p = project("wrong");
    WatchingProgress sink;
    DiscoverRequest request = untrained();
    request.stride = 8;
    QVERIFY(discover(*p, request, sink).error().kind == ErrorKind::WrongUse);
    request = untrained();
    request.method = "magic";
    QVERIFY(discover(*p, request, sink).error().kind == ErrorKind::WrongUse);
    request = untrained();
    request.backbone.weights = "/nowhere.safetensors";
    const auto missing = discover(*p, request, sink);
    QVERIFY(missing.error().kind == ErrorKind::NotFound);
    QVERIFY(missing.error().text().find("/nowhere.safetensors") != std::string::npos);
    const fs::path text = folder_.path() / "text.safetensors";
    std::ofstream(text) << "this is no weights file at all";
    request.backbone.weights = text;
    QVERIFY(discover(*p, request, sink).error().kind == ErrorKind::Unreadable);
  }
};

QTEST_APPLESS_MAIN(DiscoverServiceTest)
#include "discover_service_test.moc"
