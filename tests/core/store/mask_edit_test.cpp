#include "core/domain/mask_edit.h"

#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/mask_edit_repository.h"
#include "core/store/review_query.h"
#include "tests/support/temp_project.h"

#include <QTest>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// What the store promises about edited masks, below the service that writes them.
class MaskEditTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    temp_ = std::make_unique<TempProject>();
    image_ = temp_->addImage("a.jpg");
    id_ = temp_->add(temp_->rectangle(image_, 2, 3, .5));
  }

  void editComesBackEqual() {
    const MaskEdit in = edited(id_, 1, 6);
    MaskEditRepository edits(connection());
    const auto id = edits.append(in);
    const auto rows = edits.history(id_);
    QCOMPARE(rows.size(), size_t{1});
    const MaskEdit& out = rows[0];
    QCOMPARE(out.id, id);
    QCOMPARE(out.candidate, in.candidate);
    QCOMPARE(out.command, in.command);
    QCOMPARE(out.decision, in.decision);
    QVERIFY(out.mask == in.mask);
    QVERIFY(out.box == in.box);
    QCOMPARE(out.area, in.area);
    QCOMPARE(out.tools, in.tools);
    QCOMPARE(out.author, in.author);
    QVERIFY(out.editedMs > 0);
    QVERIFY(!out.undone);
    QVERIFY(edits.present(id_)->mask == in.mask);
    QCOMPARE(edits.countPresent(), int64_t{1});
  }

  void everyReaderGetsThePresentMask() {
    const auto other = temp_->add(temp_->rectangle(image_, 7, 2, .4));
    const MaskEdit edit = edited(id_, 1, 6);
    MaskEditRepository(connection()).append(edit);
    CandidateRepository present(connection()), original(connection(), MaskVersion::Original);
    for (const auto& candidate : {*present.byId(id_),
                                  present.ofImage(image_)[0],
                                  present.ofImage(image_, 0)[0],
                                  present.ofRound(0)[0]}) {
      QVERIFY(candidate.mask == edit.mask);
      QVERIFY(candidate.box == edit.box);
      QCOMPARE(candidate.area, edit.area);
      QCOMPARE(candidate.sourceScore, .5);
    }
    const auto own = temp_->rectangle(image_, 2, 3, .5);
    for (const auto& candidate :
         {*original.byId(id_), original.ofImage(image_)[0], original.ofRound(0)[0]}) {
      QVERIFY(candidate.mask == own.mask);
      QVERIFY(candidate.box == own.box);
      QCOMPARE(candidate.area, own.area);
    }
    QVERIFY(present.byId(other)->mask == temp_->rectangle(image_, 7, 2, .4).mask);
    ReviewQuery query(connection());
    QVERIFY(query.items({id_.value})[0].box == edit.box);
    QVERIFY(query.page({}, {}, 5)[0].box == edit.box);
    QCOMPARE(query.page({}, {}, 5).size(), size_t{2});
  }

  void theNewestEditThatIsNotUndoneCounts() {
    MaskEditRepository edits(connection());
    const MaskEdit first = edited(id_, 1, 6), second = edited(id_, 0, 9);
    edits.append(first);
    edits.append(second);
    DecisionRepository decisions(connection());
    QVERIFY(CandidateRepository(connection()).byId(id_)->mask == second.mask);
    decisions.setCommandState(second.command, 1);
    QVERIFY(CandidateRepository(connection()).byId(id_)->mask == first.mask);
    decisions.setCommandState(first.command, 1);
    QVERIFY(CandidateRepository(connection()).byId(id_)->area == 18);
    QVERIFY(!edits.present(id_));
    QCOMPARE(edits.countPresent(), int64_t{0});
    decisions.setCommandState(first.command, 0);
    decisions.setCommandState(second.command, 2);  // out of reach of redo
    QVERIFY(CandidateRepository(connection()).byId(id_)->mask == first.mask);
    QVERIFY(edits.history(id_)[1].undone);
  }

  void editsCanNeitherBeChangedNorRemoved() {
    MaskEditRepository(connection()).append(edited(id_, 1, 6));
    auto& db = connection().db();
    QVERIFY_EXCEPTION_THROWN(db.exec("UPDATE mask_edit SET area = 1"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("DELETE FROM mask_edit"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("DELETE FROM candidate"), SQLite::Exception);
    QVERIFY_EXCEPTION_THROWN(db.exec("UPDATE candidate SET counts = x''"), SQLite::Exception);
  }

  void anEditBelongsToItsDecision() {
    const auto other = temp_->add(temp_->rectangle(image_, 7, 2, .4));
    MaskEditRepository edits(connection());
    MaskEdit wrong = edited(id_, 1, 6);
    wrong.candidate = other;
    QVERIFY_EXCEPTION_THROWN(edits.append(wrong), SQLite::Exception);
    wrong = edited(id_, 1, 6);
    wrong.mask.height = 80;
    QVERIFY_EXCEPTION_THROWN(edits.append(wrong), SQLite::Exception);
    wrong = edited(id_, 1, 6);
    wrong.area = 0;
    QVERIFY_EXCEPTION_THROWN(edits.append(wrong), SQLite::Exception);
  }

 private:
  Connection& connection() { return temp_->connection(); }

  /// A decision with a rectangle as edited mask; not yet appended.
  MaskEdit edited(CandidateId id, int x, int w) {
    DecisionRepository decisions(connection());
    MaskEdit edit;
    edit.candidate = id;
    edit.command = decisions.addCommand("edit 1 mask", "edit-mask", "ann");
    Decision decision;
    decision.candidate = id;
    decision.now.verdict = Verdict::Accepted;
    decision.command = edit.command;
    edit.decision = decisions.append(decision);
    const Candidate shape = temp_->rectangle(image_, x, w, 1);
    edit.mask = shape.mask;
    edit.box = shape.box;
    edit.area = shape.area;
    edit.tools = "brush 2";
    edit.author = "ann";
    return edit;
  }

  std::unique_ptr<TempProject> temp_;
  ImageId image_;
  CandidateId id_;
};

QTEST_APPLESS_MAIN(MaskEditTest)
#include "mask_edit_test.moc"
