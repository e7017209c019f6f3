#include "core/imaging/sample_renderer.h"
#include "core/services/scan_service.h"
#include "core/services_ml/discover_plan.h"
#include "core/services_ml/discover_service.h"
#include "tests/support/colour_vit.h"
#include "tests/support/stored_rows.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <set>

using namespace maskwright;
namespace fs = std::filesystem;

namespace {

class SaidProgress final : public ProgressSink {
 public:
  void report(const Progress&) override {}
  void issue(const std::string& where, const std::string&) override { issues.insert(where); }
  void message(const std::string& text) override { said += text + "\n"; }
  std::set<std::string> issues;
  std::string said;
};

}  // namespace

/// Discovery with a vision transformer through the whole service.
class DiscoverVitTest : public QObject {
  Q_OBJECT

  test::TempFolder folder_;
  fs::path images_, weights_;

  std::unique_ptr<store::Project> project(const std::string& name) {
    auto made = store::Project::create(folder_.path() / (name + ".maskwright"), images_);
    if (!made) throw std::runtime_error(made.error().text());
    NullProgress quiet;
    if (!scanImages(**made, CancelToken{}, quiet)) throw std::runtime_error("scan failed");
    return std::move(*made);
  }

  DiscoverRequest request(const std::string& method) const {
    DiscoverRequest out;
    out.method = method;
    out.backbone.weights = weights_;
    out.backbone.bundled = out.backbone.pretrain = false;
    out.shortSide = 128;
    out.vitSide = 160;
    out.threads = 2;
    return out;
  }

  static std::set<std::string> sourcesOf(store::Project& project) {
    std::set<std::string> sources;
    store::ImageRepository images(project.connection());
    for (const auto& image : images.all())
      for (const auto& c : store::CandidateRepository(project.connection()).ofImage(image.id))
        sources.insert(c.source);
    return sources;
  }

 private Q_SLOTS:
  void initTestCase() {
    NullProgress quiet;
    const auto sample = imaging::renderSample(folder_.path() / "sample", 4, 3, quiet);
    QVERIFY(sample.ok());
    images_ = sample->imageFolder;
    weights_ = folder_.path() / "colour.safetensors";
    QVERIFY(ml::writeSafetensors(weights_, testing::colourVitWeights({1, -1, -1})).ok());
  }

  void masksOfATransformerAlone() {
    const auto made = project("alone");
    SaidProgress sink;
    const auto done = discoverCandidates(*made, request("attention,mask-cut"), CancelToken{}, sink);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QCOMPARE(done->images, int64_t{4});
    QVERIFY(done->candidates > 0);
    QVERIFY(sink.issues.empty());
    QVERIFY(sink.said.find("colour.safetensors") != std::string::npos);
    QVERIFY(done->profile.find("DINO ViT-64x1/16") != std::string::npos);
    const auto sources = sourcesOf(*made);
    QVERIFY(sources.count("mask-cut") > 0);
    for (const auto& source : sources) QVERIFY(source == "mask-cut" || source == "attention");

    // The project keeps the weights; a second run has nothing to do, with or without naming them.
    const auto rows = test::storedRows(made->connection());
    auto again = request("attention,mask-cut");
    again.backbone.weights.clear();
    const auto nothing = discoverCandidates(*made, again, CancelToken{}, sink);
    QVERIFY(nothing.ok());
    QCOMPARE(nothing->skipped, int64_t{4});
    QVERIFY(rows == test::storedRows(made->connection()));
  }

  void pooledWithFreeMask() {
    const auto made = project("pooled");
    SaidProgress sink;
    const auto done = discoverCandidates(*made, request("free-mask,mask-cut"), CancelToken{}, sink);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QVERIFY(done->provenance.find("untrained") != std::string::npos);
    QVERIFY(done->provenance.find("colour.safetensors") != std::string::npos);
    QVERIFY(sourcesOf(*made).size() >= 2);
  }

  /// Two discoveries with a method in common would find the same masks twice.
  void aPooledDiscoveryTakesThePlaceOfItsParts() {
    QVERIFY(shareMethod("free-mask", "slots,free-mask"));
    QVERIFY(shareMethod("tree", "free-mask"));
    QVERIFY(!shareMethod("mask-cut", "free-mask,attention"));
    const auto made = project("parts");
    SaidProgress sink;
    const auto count = [&] { return test::storedRows(made->connection()).size(); };
    auto cut = request("mask-cut"), attention = request("attention"),
         pooled = request("attention,mask-cut");
    const auto first = discoverCandidates(*made, cut, CancelToken{}, sink);
    QVERIFY(first.ok());
    const auto second = discoverCandidates(*made, attention, CancelToken{}, sink);
    QVERIFY(second.ok());
    // Other methods add theirs ...
    QCOMPARE(static_cast<int64_t>(count()), first->candidates + second->candidates);
    const auto both = discoverCandidates(*made, pooled, CancelToken{}, sink);
    QVERIFY(both.ok());
    // ... both together replace them.
    QCOMPARE(static_cast<int64_t>(count()), both->candidates);
    // With other heads the same weights give other masks.
    pooled.vitHeads = 1;
    const auto heads = discoverCandidates(*made, pooled, CancelToken{}, sink);
    QVERIFY(heads.ok());
    QCOMPARE(heads->skipped, int64_t{0});
  }

  void saysWhatIsNeeded() {
    const auto made = project("needed");
    SaidProgress sink;
    auto without = request("attention");
    without.backbone.weights.clear();
    const auto none = discoverCandidates(*made, without, CancelToken{}, sink);
    QVERIFY(!none.ok() && none.error().kind == ErrorKind::WrongUse);
    QVERIFY(none.error().message.find("--weights") != std::string::npos);

    auto resnet = request("mask-cut");
    resnet.backbone.weights = folder_.path() / "other.safetensors";
    QVERIFY(
        ml::writeSafetensors(resnet.backbone.weights, {{"conv1.weight", torch::ones({2})}}).ok());
    const auto wrong = discoverCandidates(*made, resnet, CancelToken{}, sink);
    QVERIFY(!wrong.ok() && wrong.error().kind == ErrorKind::Unreadable);
    QVERIFY(wrong.error().where.find("other.safetensors") != std::string::npos);

    auto heads = request("mask-cut");
    heads.vitHeads = 7;
    QVERIFY(!discoverCandidates(*made, heads, CancelToken{}, sink).ok());
    QVERIFY(!discoverCandidates(*made, request("cut-mask"), CancelToken{}, sink).ok());
  }
};

QTEST_APPLESS_MAIN(DiscoverVitTest)
#include "discover_vit_test.moc"
