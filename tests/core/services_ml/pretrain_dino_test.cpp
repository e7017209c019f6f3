#include "core/imaging/sample_renderer.h"
#include "core/services/scan_service.h"
#include "core/services_ml/discover_service.h"
#include "core/services_ml/pretrain_service.h"
#include "tests/support/colour_vit.h"
#include "tests/support/temp_project.h"

#include <QtTest>

using namespace maskwright;
namespace fs = std::filesystem;

namespace {

class SaidProgress final : public ProgressSink {
 public:
  void report(const Progress& progress) override {
    for (const auto& [name, value] : progress.metrics) metrics[name] = value;
  }
  void issue(const std::string&, const std::string&) override {}
  void message(const std::string& text) override { said += text + "\n"; }
  std::map<std::string, double> metrics;
  std::string said;
};

PretrainRequest dino(bool anyway) {
  PretrainRequest request;
  request.method = "dino";
  request.profile = "preview";
  request.minutes = 0;
  request.epochs = 1;
  request.anyway = anyway;
  return request;
}

}  // namespace

/// `pretrain --method dino` through the whole service.
class PretrainDinoTest : public QObject {
  Q_OBJECT

  test::TempFolder folder_;
  fs::path images_;

  std::unique_ptr<store::Project> project(const std::string& name) {
    auto made = store::Project::create(folder_.path() / (name + ".maskwright"), images_);
    if (!made) throw std::runtime_error(made.error().text());
    NullProgress quiet;
    if (!scanImages(**made, CancelToken{}, quiet)) throw std::runtime_error("scan failed");
    return std::move(*made);
  }

  static DiscoverRequest attention() {
    DiscoverRequest request;
    request.method = "attention";
    request.backbone.bundled = request.backbone.pretrain = false;
    request.shortSide = 128;
    request.vitSide = 160;
    request.threads = 1;
    return request;
  }

 private Q_SLOTS:
  void initTestCase() {
    NullProgress quiet;
    const auto sample = imaging::renderSample(folder_.path() / "sample", 4, 3, quiet);
    QVERIFY(sample.ok());
    images_ = sample->imageFolder;
  }

  void aSmallCollectionIsRefusedWithAReason() {
    const auto made = project("refused");
    SaidProgress sink;
    const auto done = pretrainBackbone(*made, dino(false), CancelToken{}, sink);
    QVERIFY(!done.ok() && done.error().kind == ErrorKind::WrongUse);
    for (const char* word : {"4 images are too few", "--method densecl", "--weights", "--anyway"})
      QVERIFY2(done.error().message.find(word) != std::string::npos, word);
    QVERIFY(!store::RunRepository(made->connection()).newest("pretrain"));
  }

  void trainedAnywayItServesAttentionAlone() {
    const auto made = project("anyway");
    SaidProgress sink;
    const auto done = pretrainBackbone(*made, dino(true), CancelToken{}, sink);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QVERIFY(done->better && done->notKept.empty());
    QCOMPARE(done->steps, int64_t{1});
    for (const char* word : {"too few", "as asked", "On a processor", "not compared"})
      QVERIFY2(sink.said.find(word) != std::string::npos, word);
    for (const char* name : {"loss", "teacher_entropy", "information_nats", "images_per_s"})
      QVERIFY2(sink.metrics.count(name), name);
    store::RunRepository runs(made->connection());
    QVERIFY(!runs.newestModel("backbone"));  // other methods go on with the ResNet
    const auto model = runs.newestModel("vit");
    QVERIFY(model && model->id == done->model);
    QCOMPARE(model->architecture, std::string("DINO ViT-Ti/16"));
    const auto run = runs.newest("pretrain");
    QCOMPARE(run->method, std::string("dino"));
    QCOMPARE(run->profile.substr(0, 8), std::string("preview:"));
    QVERIFY(run->model == model->id);
    QVERIFY(!fs::exists(made->modelsFolder() /
                        ("pretrain-" + std::to_string(run->id.value) + ".checkpoint.safetensors")));

    SaidProgress found;
    const auto masks = discoverCandidates(*made, attention(), CancelToken{}, found);
    QVERIFY2(masks.ok(), masks.ok() ? "" : masks.error().text().c_str());
    QVERIFY(masks->provenance.find("DINO on this collection: 4 images") != std::string::npos);

    // A second one, trained here too, takes its place.
    auto other = dino(true);
    other.seed = 2;
    const auto second = pretrainBackbone(*made, other, CancelToken{}, sink);
    QVERIFY(second.ok() && second->better);
    QVERIFY(runs.newestModel("vit")->id == second->model);
  }

  void aTransformerFromAFileStays() {
    const auto made = project("brought");
    const auto file = folder_.path() / "colour.safetensors";
    QVERIFY(ml::writeSafetensors(file, testing::colourVitWeights({1, -1, -1})).ok());
    auto request = attention();
    request.backbone.weights = file;
    SaidProgress sink;
    QVERIFY(discoverCandidates(*made, request, CancelToken{}, sink).ok());
    store::RunRepository runs(made->connection());
    const auto brought = runs.newestModel("vit");
    QVERIFY(brought);
    const auto done = pretrainBackbone(*made, dino(true), CancelToken{}, sink);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QVERIFY(!done->better);
    QVERIFY(done->notKept.find("from a file") != std::string::npos);
    QVERIFY(runs.newestModel("vit")->id == brought->id);
    QVERIFY(fs::exists(done->file));
  }
};

QTEST_APPLESS_MAIN(PretrainDinoTest)
#include "pretrain_dino_test.moc"
