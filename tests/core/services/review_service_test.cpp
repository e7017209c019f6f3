#include "core/services/review_service.h"

#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "tests/support/review_project.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::ReviewProject;
using maskwright::test::TempProject;

class ReviewServiceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bulkDecisionIsOneCommandAndUndoesAsOne() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    for (int i = 0; i < 5; ++i) ids.push_back(temp.add(temp.rectangle(image, i, 2, .5)));
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.decide({.candidates = {ids[0]}, .verdict = Verdict::NotAnObject}).ok());
    const auto bulk = review.decide({.candidates = ids,
                                     .verdict = Verdict::Accepted,
                                     .category = "cat",
                                     .origin = DecisionOrigin::Cluster});
    QVERIFY(bulk.ok());
    QCOMPARE(bulk->changed.size(), size_t{5});
    QCOMPARE(bulk->text, std::string("accept 5 masks as cat"));
    QCOMPARE(count(temp, Verdict::Accepted), 5);

    const auto undone = review.undo();
    QVERIFY(undone.ok());
    QCOMPARE(count(temp, Verdict::Accepted), 0);
    QCOMPARE(count(temp, Verdict::NotAnObject), 1);  // the state before, not "undecided"
    QVERIFY(review.redo().ok());
    QCOMPARE(count(temp, Verdict::Accepted), 5);
    QVERIFY(review.undo().ok());
    QVERIFY(review.undo().ok());
    QCOMPARE(count(temp, Verdict::Undecided), 5);
    QVERIFY(!review.undo());
    QCOMPARE(DecisionRepository(temp.connection()).history(ids[0]).size(), size_t{6});
  }

  void namingAClusterIsUndoneLikeAnyCommand() {
    ReviewProject project(2, 4, 2);
    ReviewQuery query(project.connection());
    const auto cluster = query.clusters(0)[1].id;
    const auto category = [&] { return query.clusters(0)[1].category; };
    ReviewService review(project.connection(), "ann");
    QVERIFY(review.decide({.candidates = {project.ids[0]}, .verdict = Verdict::Accepted}).ok());
    QVERIFY(review.nameCluster(cluster, "cat").ok());
    const auto cat = category();
    QVERIFY(cat);
    QCOMPARE(review.undoText(), std::optional<std::string>("name cluster 2 cat"));
    QVERIFY(review.nameCluster(cluster, "cat")->text.empty());  // has it already: no command
    QVERIFY(review.nameCluster(cluster, "").ok());
    QVERIFY(!category());
    QVERIFY(review.undo().ok());
    QCOMPARE(category(), cat);
    QVERIFY(review.undo().ok());
    QVERIFY(!category());
    QCOMPARE(project.verdictOf(project.ids[0]).verdict, Verdict::Accepted);
    QVERIFY(review.redo().ok());
    QCOMPARE(category(), cat);
    QVERIFY(review.undo().ok());
    QVERIFY(review.undo().ok());  // the verdict before it
    QCOMPARE(project.verdictOf(project.ids[0]).verdict, Verdict::Undecided);
    QVERIFY(!review.nameCluster(ClusterId(999), "dog"));
  }

  void undoSurvivesReopening() {
    TempProject temp;
    const auto id = temp.add(temp.rectangle(temp.addImage("a.jpg"), 1, 2, .5));
    QVERIFY(ReviewService(temp.connection(), "ann")
                .decide({.candidates = {id}, .verdict = Verdict::BadMask})
                .ok());
    auto again = Project::open(temp.project().folder());
    QVERIFY(again.ok());
    ReviewService review((*again)->connection(), "bob");
    QCOMPARE(review.undoText(), std::optional<std::string>("mark as bad mask 1 mask"));
    QVERIFY(review.undo().ok());
    QCOMPARE(DecisionRepository((*again)->connection()).current(id), VerdictState{});
    QVERIFY(review.redoText().has_value());
  }

  void newCommandEndsRedo() {
    TempProject temp;
    const auto id = temp.add(temp.rectangle(temp.addImage("a.jpg"), 1, 2, .5));
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.decide({.candidates = {id}, .verdict = Verdict::Accepted}).ok());
    QVERIFY(review.undo().ok());
    QVERIFY(review.decide({.candidates = {id}, .verdict = Verdict::FixLater}).ok());
    QVERIFY(!review.redo());
    QVERIFY(review.undo().ok());
    QVERIFY(!review.undo());  // the first command was undone before; it must not be undone twice
  }

  void unknownCandidateChangesNothing() {
    TempProject temp;
    const auto id = temp.add(temp.rectangle(temp.addImage("a.jpg"), 1, 2, .5));
    ReviewService review(temp.connection(), "ann");
    const auto outcome =
        review.decide({.candidates = {id, CandidateId(999)}, .verdict = Verdict::Accepted});
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, ErrorKind::WrongUse);
    QCOMPARE(count(temp, Verdict::Accepted), 0);
  }

  void sameVerdictAgainWritesNothing() {
    TempProject temp;
    const auto id = temp.add(temp.rectangle(temp.addImage("a.jpg"), 1, 2, .5));
    ReviewService review(temp.connection(), "ann");
    QVERIFY(review.decide({.candidates = {id}, .verdict = Verdict::Accepted}).ok());
    const auto again = review.decide({.candidates = {id}, .verdict = Verdict::Accepted});
    QVERIFY(again.ok());
    QVERIFY(again->changed.empty());
    QCOMPARE(DecisionRepository(temp.connection()).history(id).size(), size_t{1});
  }

 private:
  static int64_t count(TempProject& temp, Verdict verdict) {
    return ReviewQuery(temp.connection()).countByVerdict({})[static_cast<size_t>(verdict)];
  }
};

QTEST_APPLESS_MAIN(ReviewServiceTest)
#include "review_service_test.moc"
