#include "core/services/audit_service.h"

#include "core/services/export_service.h"
#include "core/store/audit_repository.h"
#include "core/store/decision_repository.h"
#include "tests/support/temp_project.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <set>
#include <vector>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// Audits over a real store: what is sampled, what is proved, what is accepted.
class AuditServiceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void previewLeavesRepeatsOut() {
    Fixture f(40);
    // The same place again, less confident; and a place that is taken already.
    f.addRanked(f.ids[0], 0.4);
    QVERIFY(f.review.decide({.candidates = {f.ids[5]}, .verdict = Verdict::Accepted}).ok());
    f.addRanked(f.ids[5], 0.45);
    const auto preview = f.audits.preview({}, 0.3, 0.8);
    QVERIFY(preview.ok());
    QCOMPARE(preview->members.size(), size_t{39});
    QCOMPARE(preview->repeats, int64_t{2});
    QVERIFY(preview->expected > 0.5 && preview->expected < 1);
    QVERIFY(!preview->looks.empty());
    const auto none = f.audits.preview({}, 0.999, 0.8);
    QVERIFY(none.ok());
    QVERIFY(none->members.empty() && none->looks.empty());
    QVERIFY(!f.audits.preview({}, 0.3, 1.5).ok());
  }

  void theBestOfAPlaceStandsForItInAnyOrder() {
    Fixture f(40);
    f.addRanked(f.ids[0], 0.5);  // nearest to a half: shown before the one that it repeats
    ReviewFilter filter;
    filter.order = ReviewOrder::MostUncertain;
    const auto preview = f.audits.preview(filter, 0.3, 0.8);
    QVERIFY(preview.ok());
    QCOMPARE(preview->members.size(), size_t{40});
    QCOMPARE(preview->members.front(), f.ids[0]);
  }

  void anAcceptedMaskOfAnotherRoundTakesItsPlace() {
    Fixture f(40);
    auto later = *CandidateRepository(f.temp.connection()).byId(f.ids[3]);
    later.round = 1;
    const auto again = f.temp.add(later);
    later.image = f.temp.addImage("elsewhere.jpg");
    const auto elsewhere = f.temp.add(later);
    RankingRepository(f.temp.connection()).writeRanking(1, {{again, 0.9}, {elsewhere, 0.8}}, {});
    QVERIFY(f.review.decide({.candidates = {f.ids[3]}, .verdict = Verdict::Accepted}).ok());
    ReviewFilter filter;
    filter.round = 1;
    const auto preview = f.audits.preview(filter, 0.3, 0.8);
    QVERIFY(preview.ok());
    QCOMPARE(preview->members, std::vector<CandidateId>{elsewhere});
    QCOMPARE(preview->repeats, int64_t{1});
  }

  void aFlawlessSampleAcceptsTheRestAsOneCommand() {
    Fixture f(100);
    auto audit = f.start(0.8);
    QVERIFY(audit.ok());
    QCOMPARE(audit->population, int64_t{100});
    std::set<CandidateId> sample;
    for (const auto& sampled : audit->sample) sample.insert(sampled.candidate);
    QCOMPARE(sample.size(), audit->sample.size());  // nothing twice
    while (audit->outcome == AuditOutcome::Open) {
      audit = f.audits.judge(audit->id, Verdict::Accepted);
      QVERIFY(audit.ok());
    }
    QCOMPARE(audit->outcome, AuditOutcome::Passed);
    QCOMPARE(audit->judged, int64_t{audit->looks.front()});
    QVERIFY(audit->bound >= 0.8);
    const auto outcome = f.audits.accept(audit->id);
    QVERIFY(outcome.ok());
    QCOMPARE(static_cast<int64_t>(outcome->changed.size()), 100 - audit->judged);
    QCOMPARE(f.accepted(), size_t{100});
    QCOMPARE(f.exported().first().toObject()["outcome"].toString(), QString("passed"));
    // One undo takes the unseen ones back, the judged ones stay.
    QVERIFY(f.review.undo().ok());
    QCOMPARE(static_cast<int64_t>(f.accepted()), audit->judged);
    QVERIFY(!f.audits.accept(audit->id).ok());  // not twice
    const auto stored = AuditRepository(f.temp.connection()).byId(audit->id);
    QVERIFY(stored.has_value());
    QCOMPARE(stored->seed, uint64_t{7});
    QCOMPARE(stored->good, audit->good);
    QCOMPARE(stored->bound, audit->bound);
    QVERIFY(stored->command.value > 0 && stored->finishedMs >= stored->startedMs);
    // The export says what its masks rest on.
    const auto written = f.exported();
    QCOMPARE(written.size(), 1);
    QCOMPARE(written[0].toObject()["outcome"].toString(), QString("taken back"));
    QCOMPARE(written[0].toObject()["precision_at_least"].toDouble(), stored->bound);
    QCOMPARE(written[0].toObject()["seed"].toInt(), 7);
    QCOMPARE(written[0].toObject()["sample"].toArray().size(), static_cast<int>(stored->judged));
    QVERIFY(f.review.redo().ok());
    QCOMPARE(f.exported().first().toObject()["outcome"].toString(), QString("passed"));
    // Out of reach of redo, it stays taken back.
    QVERIFY(f.review.undo().ok());
    QVERIFY(f.review.decide({.candidates = {f.ids[0]}, .verdict = Verdict::BadMask}).ok());
    QCOMPARE(f.exported().first().toObject()["outcome"].toString(), QString("taken back"));
  }

  void aVerdictIsForTheMaskThatWasLookedAt() {
    Fixture f(100);
    const auto audit = f.start(0.8);
    QVERIFY(audit.ok());
    const auto second = audit->sample[1].candidate;
    QVERIFY(!f.audits.judge(audit->id, Verdict::Accepted, {}, second).ok());
    QCOMPARE(f.accepted(), size_t{0});
    QVERIFY(f.audits.judge(audit->id, Verdict::Accepted, {}, audit->sample[0].candidate).ok());
    QVERIFY(f.audits.judge(audit->id, Verdict::Accepted, {}, second).ok());
    QCOMPARE(f.accepted(), size_t{2});
  }

  void saysHowManyVerdictsAreLeft() {
    Fixture f(100);
    auto audit = f.start(0.8);
    QVERIFY(audit.ok());
    QVERIFY(audit->looks.size() > 1);
    QCOMPARE(untilNextLook(*audit), int64_t{audit->looks[0]});
    audit = f.audits.judge(audit->id, Verdict::Accepted);
    QCOMPARE(untilNextLook(*audit), int64_t{audit->looks[0] - 1});
    // The first look allows no error: the next one that may pass is a later one.
    audit = f.audits.judge(audit->id, Verdict::BadMask);
    QCOMPARE(untilNextLook(*audit), int64_t{audit->looks[1] - 2});
    // The same from the verdicts alone.
    Audit copy = *audit;
    copy.good = copy.judged = 0;
    restate(copy);
    QCOMPARE(copy.good, audit->good);
    QCOMPARE(copy.judged, audit->judged);
    QCOMPARE(copy.bound, audit->bound);
  }

  void whatWasLeftOpenIsGivenUpByTheNext() {
    Fixture f(100);
    const auto left = f.start(0.8);
    QVERIFY(left.ok());
    QVERIFY(f.audits.judge(left->id, Verdict::Accepted).ok());
    const auto next = f.start(0.8);
    QVERIFY(next.ok());
    QCOMPARE(next->attempt, 1);
    const auto stored = AuditRepository(f.temp.connection()).byId(left->id);
    QCOMPARE(stored->outcome, AuditOutcome::GivenUp);
    QVERIFY(stored->finishedMs > 0);
    QVERIFY(f.audits.judge(next->id, Verdict::Accepted).ok());
  }

  void errorsStopIt() {
    Fixture f(100);
    auto audit = f.start(0.9);
    QVERIFY(audit.ok());
    while (audit->outcome == AuditOutcome::Open) {
      audit = f.audits.judge(audit->id, Verdict::NotAnObject);
      QVERIFY(audit.ok());
    }
    QCOMPARE(audit->outcome, AuditOutcome::Failed);
    QVERIFY(!f.audits.accept(audit->id).ok());
    QVERIFY(!f.audits.judge(audit->id, Verdict::Accepted).ok());
    QCOMPARE(f.accepted(), size_t{0});
    // The next one is stricter.
    const auto next = f.start(0.8);
    QVERIFY(next.ok());
    QCOMPARE(next->attempt, 1);
  }

  void aVerdictCanBeTakenBack() {
    Fixture f(100);
    auto audit = f.start(0.8);
    QVERIFY(audit.ok());
    QVERIFY(!f.audits.takeBack(audit->id).ok());
    QVERIFY(f.audits.judge(audit->id, Verdict::Accepted).ok());
    QVERIFY(f.audits.judge(audit->id, Verdict::BadMask).ok());
    audit = f.audits.takeBack(audit->id);
    QVERIFY(audit.ok());
    QCOMPARE(audit->judged, int64_t{1});
    QCOMPARE(audit->good, int64_t{1});
    QCOMPARE(DecisionRepository(f.temp.connection()).current(audit->sample[1].candidate).verdict,
             Verdict::Undecided);
    // Not over a decision that was made elsewhere since.
    const auto other = std::find_if(f.ids.begin(), f.ids.end(), [&](CandidateId id) {
      return std::none_of(audit->sample.begin(), audit->sample.end(), [&](const auto& sampled) {
        return sampled.candidate == id;
      });
    });
    QVERIFY(other != f.ids.end());
    QVERIFY(f.review.decide({.candidates = {*other}, .verdict = Verdict::Accepted}).ok());
    QVERIFY(!f.audits.takeBack(audit->id).ok());
  }

  void givingUpCountsAsAnAttempt() {
    Fixture f(100);
    auto audit = f.start(0.8);
    QVERIFY(audit.ok());
    QVERIFY(f.audits.judge(audit->id, Verdict::Accepted).ok());
    QVERIFY(f.audits.giveUp(audit->id).ok());
    QVERIFY(!f.audits.giveUp(audit->id).ok());
    const auto next = f.start(0.8);
    QVERIFY(next.ok());
    QCOMPARE(next->attempt, 1);
  }

  void theSampleFollowsTheSeed() {
    Fixture a(60), b(60);
    const auto one = a.start(0.8), two = b.start(0.8);
    QVERIFY(one.ok() && two.ok());
    for (size_t i = 0; i < one->sample.size(); ++i)
      QCOMPARE(one->sample[i].candidate, two->sample[i].candidate);
  }

  void tooFewMasksProveNothing() {
    Fixture f(8);
    const auto audit = f.start(0.95);
    QVERIFY(!audit.ok());
    QCOMPARE(audit.error().kind, ErrorKind::WrongUse);
    QVERIFY(AuditRepository(f.temp.connection()).all().empty());
  }

 private:
  /// One candidate on each of `count` images, confidence falling from .95 to .5.
  struct Fixture {
    explicit Fixture(int count)
        : review(temp.connection(), "ann"), audits(temp.connection(), "ann") {
      for (int i = 0; i < count; ++i) {
        const auto image = temp.addImage("i" + std::to_string(i) + ".jpg");
        ids.push_back(temp.add(temp.rectangle(image, 1, 4, 0.5)));
        ranked.push_back({ids.back(), 0.95 - 0.45 * i / count});
      }
      write();
    }
    void write() { RankingRepository(temp.connection()).writeRanking(0, ranked, {}); }
    void addRanked(CandidateId like, double confidence) {
      auto copy = *CandidateRepository(temp.connection()).byId(like);
      ranked.push_back({temp.add(copy), confidence});
      write();
    }
    Result<Audit> start(double target) {
      return audits.start({.filter = {}, .threshold = 0.3, .target = target, .seed = 7});
    }
    /// What an export says of the audits.
    QJsonArray exported() {
      ExportRequest request;
      request.target = temp.folder.path() / "out.json";
      NullProgress sink;
      QFile file(request.target.c_str());
      if (!exportCoco(temp.project(), request, {}, sink) || !file.open(QIODevice::ReadOnly))
        return {};
      return QJsonDocument::fromJson(file.readAll())
          .object()["info"]
          .toObject()["maskwright_audits"]
          .toArray();
    }
    size_t accepted() {
      const auto standing = DecisionRepository(temp.connection()).standing();
      return static_cast<size_t>(std::count_if(standing.begin(), standing.end(), [](auto& one) {
        return one.state.verdict == Verdict::Accepted;
      }));
    }
    TempProject temp;
    ReviewService review;
    AuditService audits;
    std::vector<CandidateId> ids;
    std::vector<RankingRepository::Ranked> ranked;
  };
};

QTEST_APPLESS_MAIN(AuditServiceTest)
#include "audit_service_test.moc"
