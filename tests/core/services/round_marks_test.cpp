#include "core/services/round_marks.h"

#include "core/services/export_service.h"
#include "core/services/review_service.h"
#include "core/store/candidate_repository.h"
#include "core/store/review_query.h"
#include "core/store/round_mark_repository.h"
#include "core/store/run_repository.h"
#include "tests/support/table_rows.h"
#include "tests/support/temp_project.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::tableRows;
using maskwright::test::TempProject;

namespace {

/// Discovery with two masks, rounds 1 and 2 with three and four, each ranked and clustered.
struct Rounds : TempProject {
  std::vector<std::vector<CandidateId>> masks;

  Rounds() {
    const auto image = addImage("a.jpg");
    for (int round = 0; round < 3; ++round) {
      auto& ids = masks.emplace_back();
      std::vector<RankingRepository::Ranked> ranked;
      std::vector<RankingRepository::Member> members;
      for (int i = 0; i < round + 2; ++i) {
        ids.push_back(add(rectangle(image, 2 * i, 1, .5, round)));
        ranked.push_back({ids.back(), 1. / (i + 1)});
        members.push_back({ids.back(), 0, .1 * i});
      }
      RankingRepository(connection()).writeRanking(round, ranked, {});
      RankingRepository(connection()).replaceClusters(round, 1, members);
      if (round == 0) continue;
      Round row;
      row.segmenter = "solo";
      row.number = 0;
      row.state = RoundState::Done;
      RoundRepository(connection()).insert(row);
    }
  }

  int newest() { return CandidateRepository(connection()).newestRound(); }
  Result<RoundMarked> mark(int round, RoundMark as) {
    return markRound(connection(), round, as, "ann");
  }

  /// All that a roll back must leave as it is.
  std::vector<std::string> stored() {
    std::vector<std::string> rows;
    for (const char* sql : {"SELECT * FROM candidate ORDER BY id",
                            "SELECT * FROM ranking ORDER BY 1, 2",
                            "SELECT * FROM cluster ORDER BY id",
                            "SELECT * FROM cluster_member ORDER BY 1, 2",
                            "SELECT * FROM decision ORDER BY id",
                            "SELECT * FROM setting ORDER BY key"})
      for (auto& row : tableRows(connection(), sql)) rows.push_back(std::move(row));
    return rows;
  }

  int64_t exported(ExportWhich which) {
    NullProgress nothing;
    ExportRequest request;
    request.target = folder.path() / "out.json";
    request.which = which;
    const auto done = exportCoco(project(), request, {}, nothing);
    return done ? done->annotations : -1;
  }
};

}  // namespace

class RoundMarksTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rollingBackAndRestoringLeaveAllRowsAsTheyWere() {
    Rounds rounds;
    QCOMPARE(rounds.newest(), 2);
    const auto before = rounds.stored();
    const auto marked = rounds.mark(2, RoundMark::RolledBack);
    QVERIFY(marked.ok());
    QCOMPARE(marked->text, std::string("roll back round 2"));
    QCOMPARE(rounds.newest(), 1);
    QCOMPARE(rounds.stored(), before);
    QVERIFY(rounds.mark(2, RoundMark::None).ok());
    QCOMPARE(rounds.newest(), 2);
    QCOMPARE(rounds.stored(), before);
  }

  void whatRestsOnARoundGoesWithIt() {
    Rounds rounds;
    const auto marked = rounds.mark(1, RoundMark::RolledBack);
    QVERIFY(marked.ok());
    QCOMPARE(marked->rounds, (std::vector<int>{1, 2}));
    QCOMPARE(marked->text, std::string("roll back rounds 1 and 2"));
    QCOMPARE(rounds.newest(), 0);
    QCOMPARE(RoundMarkRepository(rounds.connection()).before(3), 0);
    // Restoring the later one alone shows it again; it does not rest on the rolled-back rows.
    QVERIFY(rounds.mark(2, RoundMark::None).ok());
    QCOMPARE(rounds.newest(), 2);
    QCOMPARE(RoundMarkRepository(rounds.connection()).before(2), 0);
    QCOMPARE(RoundMarkRepository(rounds.connection()).before(3), 2);
    QCOMPARE(RoundMarkRepository(rounds.connection()).before(0), -1);
  }

  void itIsACommandLikeAnyOther() {
    Rounds rounds;
    ReviewService review(rounds.connection(), "bob");
    QVERIFY(rounds.mark(2, RoundMark::Accepted).ok());
    QVERIFY(rounds.mark(1, RoundMark::RolledBack).ok());
    RoundMarkRepository marks(rounds.connection());
    QVERIFY(review.undo().ok());
    QCOMPARE(rounds.newest(), 2);
    QCOMPARE(marks.of(2), RoundMark::Accepted);
    QVERIFY(review.redo().ok());
    QCOMPARE(rounds.newest(), 0);
    QVERIFY(review.goTo({}).ok());
    QCOMPARE(marks.of(2), RoundMark::None);
    QCOMPARE(rounds.newest(), 2);
  }

  void aMarkThatStandsAlreadyWritesNothing() {
    Rounds rounds;
    QVERIFY(rounds.mark(1, RoundMark::Accepted).ok());
    const auto again = rounds.mark(1, RoundMark::Accepted);
    QVERIFY(again.ok());
    QVERIFY(!again->command && again->rounds.empty());
    QCOMPARE(RoundMarkRepository(rounds.connection()).all()[0].markedBy, std::string("ann"));
  }

  void whatCannotBeMarkedIsSaid() {
    Rounds rounds;
    QCOMPARE(rounds.mark(0, RoundMark::RolledBack).error().kind, ErrorKind::WrongUse);
    QCOMPARE(rounds.mark(7, RoundMark::Accepted).error().kind, ErrorKind::WrongUse);
    QVERIFY(rounds.mark(2, RoundMark::RolledBack).ok());
    QCOMPARE(rounds.mark(2, RoundMark::Accepted).error().kind, ErrorKind::WrongUse);
    QCOMPARE(rounds.newest(), 1);
  }

  void aRolledBackRoundIsNotGoneOnWith() {
    Rounds rounds;
    auto round = RoundRepository(rounds.connection()).all()[1];
    round.state = RoundState::Cancelled;
    RoundRepository(rounds.connection()).update(round);
    QVERIFY(RoundRepository(rounds.connection()).unfinished().has_value());
    QVERIFY(rounds.mark(2, RoundMark::RolledBack).ok());
    QVERIFY(!RoundRepository(rounds.connection()).unfinished());
  }

  void acceptedMasksAreExportedWhicheverRoundFoundThem() {
    Rounds rounds;
    ReviewService review(rounds.connection(), "ann");
    QVERIFY(review.decide({.candidates = {rounds.masks[2][3]}, .verdict = Verdict::Accepted}).ok());
    QCOMPARE(rounds.exported(ExportWhich::All), int64_t{4});
    QVERIFY(rounds.mark(2, RoundMark::RolledBack).ok());
    QCOMPARE(rounds.exported(ExportWhich::Accepted), int64_t{1});
    // The undecided ones are those of round 1.
    QCOMPARE(rounds.exported(ExportWhich::All), int64_t{3 + 1});
    QVERIFY(rounds.mark(1, RoundMark::RolledBack).ok());
    QCOMPARE(rounds.exported(ExportWhich::All), int64_t{2 + 1});
    QVERIFY(rounds.mark(2, RoundMark::None).ok());
    QCOMPARE(rounds.exported(ExportWhich::All), int64_t{4});
  }
};

QTEST_APPLESS_MAIN(RoundMarksTest)
#include "round_marks_test.moc"
