#include "core/services_ml/simulation_rounds.h"

#include "core/services/true_masks.h"
#include "core/store/decision_repository.h"
#include "core/store/run_repository.h"
#include "tests/support/round_fixture.h"

#include <sys/stat.h>

using namespace maskwright;
using namespace maskwright::test;

/// A real round in the course of a simulation, on a few rendered pictures.
class SimulationRoundsTest : public QObject, private RoundFixture {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    startProject();
    source_.against = project_->imagesRoot().parent_path() / "instances.json";
    const auto truth = readTruth(source_.against, images_, quiet_);
    QVERIFY(truth.ok());
    const auto truths = readTrueMasks(source_.against, *truth, quiet_);
    QVERIFY(truths.ok());
    objects_ = 0;
    std::vector<store::RankingRepository::Ranked> ranks;
    for (const auto& [file, image] : truth->images) {
      int n = 0;
      for (const Rle& mask : truths->at(file).masks) {
        ++objects_;
        if (n++ % 2) continue;  // every second object is there for the round to find
        ranks.push_back({put(image, mask, 0.8).id, 0.8});
      }
      for (int k = 0; k < 6; ++k)
        ranks.push_back({put(image, rectangle(image, 3 + 9 * k, 4 + 5 * k, 11, 9), 0.3).id, 0.3});
    }
    store::RankingRepository(db()).writeRanking(0, ranks, {});
    addBackbone("resnet18");
    settings_.seconds = 120;
    rounds_.at = {30};
    rounds_.takes = 10;
    rounds_.request.iterations = 2;
    rounds_.work = project_->folder().parent_path() / "copy.maskwright";
    std::filesystem::remove_all(rounds_.work);
  }

  void annotatorGoesOnWithTheNewCandidates() {
    const auto done = simulateWithRounds(*project_, source_, settings_, rounds_, {}, quiet_);
    QVERIFY2(done.ok(), done.ok() ? "" : done.error().text().c_str());
    QCOMPARE(done->rounds.size(), size_t{1});
    QVERIFY(done->rounds[0].verified > 0);  // what was accepted has taught
    const auto& end = done->outcome.end();
    QCOMPARE(end.accepted, end.covered);  // no object twice, in whatever round
    QCOMPARE(done->outcome.objects, objects_);
    QVERIFY(end.seconds <= settings_.seconds);
    for (size_t i = 1; i < done->outcome.curve.size(); ++i)
      QVERIFY(done->outcome.curve[i].seconds >= done->outcome.curve[i - 1].seconds);
    // It all happened in the copy.
    QVERIFY(store::DecisionRepository(db()).standing().empty());
    QVERIFY(store::RoundRepository(db()).all().empty());
    auto copy = store::Project::open(rounds_.work);
    QVERIFY(copy.ok());
    QCOMPARE((*copy)->imagesRoot(), project_->imagesRoot());
    int64_t accepted = 0;
    for (const auto& one : store::DecisionRepository((*copy)->connection()).standing())
      accepted +=
          one.state.verdict == Verdict::Accepted || one.state.verdict == Verdict::Relabelled;
    QVERIFY(accepted >= done->rounds[0].verified);
    QVERIFY(accepted <= end.accepted);
  }

  void wrongUse() {
    rounds_.at = {30, 20};
    QCOMPARE(simulateWithRounds(*project_, source_, settings_, rounds_, {}, quiet_).error().kind,
             ErrorKind::WrongUse);
    rounds_.at = {20};
    rounds_.takes = -1;
    const auto tooShort = simulateWithRounds(*project_, source_, settings_, rounds_, {}, quiet_);
    QCOMPARE(tooShort.error().kind, ErrorKind::WrongUse);
    QVERIFY(QByteArray::fromStdString(tooShort.error().text()).contains("take"));
    rounds_.takes = 10;
    std::filesystem::create_directories(rounds_.work);
    QCOMPARE(simulateWithRounds(*project_, source_, settings_, rounds_, {}, quiet_).error().kind,
             ErrorKind::Conflict);
    source_.candidates = "results.json";
    QCOMPARE(simulateWithRounds(*project_, source_, settings_, rounds_, {}, quiet_).error().kind,
             ErrorKind::WrongUse);
    source_.candidates.clear();
  }

  void aCopyThatFailsLeavesNoFolder() {
    std::filesystem::create_directories(project_->modelsFolder());
    const auto pipe = project_->modelsFolder() / "pipe";  // can't be copied
    QCOMPARE(::mkfifo(pipe.c_str(), 0600), 0);
    const auto failed = simulateWithRounds(*project_, source_, settings_, rounds_, {}, quiet_);
    std::filesystem::remove(pipe);
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Unwritable);
    QVERIFY(!std::filesystem::exists(rounds_.work));
  }

 private:
  SimulationSource source_;
  SimulationSettings settings_;
  SimulatedRounds rounds_;
  int64_t objects_ = 0;
};

QTEST_APPLESS_MAIN(SimulationRoundsTest)
#include "simulation_rounds_test.moc"
