#include "core/services/verdict_inheritance.h"

#include "core/services/review_service.h"
#include "tests/support/temp_project.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::test;

/// What people decided on earlier lists holds for a round's masks, also when it was said later.
class VerdictInheritanceTest : public QObject {
  Q_OBJECT

  TempProject* temp_ = nullptr;
  ImageId image_;

  store::Connection& connection() { return temp_->connection(); }
  CandidateId put(int x, int w, int round) {
    return temp_->add(temp_->rectangle(image_, x, w, 0.5, round));
  }
  void decide(CandidateId id, Verdict verdict) {
    QVERIFY(ReviewService(connection(), "ann").decide({{id}, verdict, {}}).ok());
  }
  Verdict verdict(CandidateId id) {
    return store::DecisionRepository(connection()).current(id).verdict;
  }
  int64_t linkOf(CandidateId id) {
    auto query = connection().prepare("SELECT IFNULL(linked_to, 0) FROM candidate WHERE id = ?");
    query.bind(1, id.value);
    return query.executeStep() ? query.getColumn(0).getInt64() : -1;
  }
  VerdictInheritance::Outcome handDown() {
    const auto handed = handDownNews(connection(), 1);
    return handed ? *handed : VerdictInheritance::Outcome{-1, -1};
  }

 private Q_SLOTS:
  void init() {
    temp_ = new TempProject;
    image_ = temp_->addImage("a.png");
  }
  void cleanup() { delete std::exchange(temp_, nullptr); }

  void copiesTakeEveryVerdict() {
    const auto accepted = put(0, 2, 0), refused = put(2, 2, 0), bad = put(4, 2, 0),
               later = put(6, 2, 0), open = put(8, 2, 0);
    const auto copyAccepted = put(0, 2, 1), copyRefused = put(2, 2, 1), copyBad = put(4, 2, 1),
               copyLater = put(6, 2, 1), copyOpen = put(8, 2, 1);
    decide(accepted, Verdict::Accepted);
    decide(refused, Verdict::NotAnObject);
    decide(bad, Verdict::BadMask);
    decide(later, Verdict::FixLater);
    const auto handed = handDown();
    QCOMPARE(handed.linked, int64_t{1});
    QCOMPARE(handed.inherited, int64_t{3});
    QCOMPARE(linkOf(copyAccepted), accepted.value);
    QCOMPARE(verdict(copyAccepted), Verdict::Undecided);
    QCOMPARE(verdict(copyRefused), Verdict::NotAnObject);
    QCOMPARE(verdict(copyBad), Verdict::BadMask);
    QCOMPARE(verdict(copyLater), Verdict::FixLater);
    QCOMPARE(verdict(copyOpen), Verdict::Undecided);
    QCOMPARE(linkOf(copyOpen), int64_t{0});
    QCOMPARE(verdict(open), Verdict::Undecided);
  }

  /// IoU 8/9: the same object, but perhaps the outline that was wanted.
  void anotherOutlineOfAPoorOneIsAsked() {
    const auto refused = put(0, 9, 0);
    const auto other = put(0, 8, 1);
    decide(refused, Verdict::BadMask);
    QCOMPARE(handDown().inherited, int64_t{0});
    decide(refused, Verdict::FixLater);
    QCOMPARE(handDown().inherited, int64_t{0});
    decide(refused, Verdict::NotAnObject);
    QCOMPARE(handDown().inherited, int64_t{1});
    QCOMPARE(verdict(other), Verdict::NotAnObject);
  }

  /// The object is done; its poor outline does not come back.
  void anEditedMaskCoversBothOutlines() {
    const auto poor = put(0, 3, 0);
    const auto copy = put(0, 3, 1), likeTheEdit = put(0, 7, 1), elsewhere = put(5, 4, 1);
    const auto edit = temp_->rectangle(image_, 0, 7, 0.5).mask;
    QVERIFY(ReviewService(connection(), "ann").editMask({poor, edit, "brush 1", {}}).ok());
    QCOMPARE(handDown().linked, int64_t{2});
    QCOMPARE(linkOf(copy), poor.value);
    QCOMPARE(linkOf(likeTheEdit), poor.value);
    QCOMPARE(linkOf(elsewhere), int64_t{0});
  }

  void onlyNewsAndNothingTwice() {
    const auto first = put(0, 2, 0), second = put(4, 2, 0);
    const auto copy = put(0, 2, 1), other = put(4, 2, 1);
    QCOMPARE(handDown().inherited, int64_t{0});
    decide(first, Verdict::NotAnObject);
    QCOMPARE(handDown().inherited, int64_t{1});
    QCOMPARE(handDown().inherited, int64_t{0});
    // What a person says of the copy stands.
    decide(copy, Verdict::Accepted);
    decide(first, Verdict::BadMask);
    decide(second, Verdict::NotAnObject);
    QCOMPARE(handDown().inherited, int64_t{1});
    QCOMPARE(verdict(copy), Verdict::Accepted);
    QCOMPARE(verdict(other), Verdict::NotAnObject);
  }

  /// Verdicts of the round itself and of later ones are not handed to it.
  void onlyDownwards() {
    const auto own = put(0, 2, 1), twin = put(0, 2, 1), later = put(4, 2, 2), open = put(4, 2, 1);
    decide(own, Verdict::NotAnObject);
    decide(later, Verdict::NotAnObject);
    QCOMPARE(handDown().inherited, int64_t{0});
    QCOMPARE(verdict(twin), Verdict::Undecided);
    QCOMPARE(verdict(open), Verdict::Undecided);
  }
};

QTEST_APPLESS_MAIN(VerdictInheritanceTest)
#include "verdict_inheritance_test.moc"
