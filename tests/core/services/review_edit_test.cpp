// Edited and drawn masks: what is written, undone and redone, and who reads them.
#include "core/base/atomic_file.h"
#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"
#include "core/services/accepted_masks.h"
#include "core/services/evaluate_service.h"
#include "core/services/export_service.h"
#include "core/services/import_service.h"
#include "core/services/pseudo_labels.h"
#include "core/services/review_service.h"
#include "core/store/decision_repository.h"
#include "core/store/mask_edit_repository.h"
#include "core/store/review_query.h"
#include "tests/support/temp_project.h"

#include <QTest>

#include <chrono>
#include <csignal>
#include <stop_token>
#include <sys/wait.h>
#include <thread>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

namespace {

class Silent final : public ProgressSink {
 public:
  void report(const Progress&) override {}
  void issue(const std::string&, const std::string&) override {}
  void message(const std::string&) override {}
};

/// All rows of the tables that an edit writes, as text.
std::string rowsOf(Connection& connection) {
  std::string text;
  for (const char* sql :
       {"SELECT candidate_id, verdict, category_id FROM verdict ORDER BY 1",
        "SELECT id, candidate_id, command_id, decision_id, hex(counts), box_x, box_y, box_w, "
        "box_h, "
        "area, tools, edited_ms, author FROM mask_edit ORDER BY 1",
        "SELECT candidate_id, edit_id, hex(counts), area FROM present_mask ORDER BY 1",
        "SELECT id, text, kind, state FROM command ORDER BY 1"}) {
    SQLite::Statement query(connection.db(), sql);
    while (query.executeStep()) {
      for (int i = 0; i < query.getColumnCount(); ++i)
        text += (query.getColumn(i).isNull() ? "-" : query.getColumn(i).getString()) + "|";
      text += "\n";
    }
  }
  return text;
}

}  // namespace

class ReviewEditTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    temp_ = std::make_unique<TempProject>();
    image_ = temp_->addImage("a.jpg");
    id_ = temp_->add(temp_->rectangle(image_, 2, 3, .5));
  }

  void doUndoAndRedoGiveEqualRows() {
    ReviewService review(connection(), "ann");
    QVERIFY(review.decide({.candidates = {id_}, .verdict = Verdict::FixLater}).ok());
    const std::string before = rowsOf(connection());
    const auto done = review.editMask({id_, mask(1, 6), "brush 3, eraser 1"});
    QVERIFY(done.ok());
    QCOMPARE(done->text, std::string("edit 1 mask"));
    QCOMPARE(done->changed, std::vector<CandidateId>{id_});
    const std::string after = rowsOf(connection());
    QVERIFY(present() == mask(1, 6));
    QCOMPARE(verdict().verdict, Verdict::Accepted);
    QCOMPARE(review.undoText(), std::optional<std::string>("edit 1 mask"));

    QCOMPARE(review.undo()->changed, std::vector<CandidateId>{id_});
    QVERIFY(present() == mask(2, 3));
    QCOMPARE(verdict().verdict, Verdict::FixLater);
    QVERIFY(review.redo().ok());
    QCOMPARE(rowsOf(connection()), after);
    QVERIFY(review.undo().ok());
    QVERIFY(review.undo().ok());
    QVERIFY(review.redo().ok());
    // The edit's row stays, as history: the rest is as before.
    QCOMPARE(MaskEditRepository(connection()).history(id_).size(), size_t{1});
    QVERIFY(present() == mask(2, 3));
    QCOMPARE(verdict().verdict, Verdict::FixLater);
    QVERIFY(rowsOf(connection()).starts_with(before.substr(0, before.find('\n'))));
    QVERIFY(review.redo().ok());
    QCOMPARE(rowsOf(connection()), after);
  }

  void undoSurvivesARestart() {
    QVERIFY(ReviewService(connection(), "ann").editMask({id_, mask(1, 6), "polygon 1"}).ok());
    auto again = Project::open(temp_->project().folder());
    QVERIFY(again.ok());
    auto& reopened = (*again)->connection();
    QVERIFY(CandidateRepository(reopened).byId(id_)->mask == mask(1, 6));
    QVERIFY(ReviewService(reopened, "bob").undo().ok());
    QVERIFY(present() == mask(2, 3));
    QCOMPARE(verdict().verdict, Verdict::Undecided);
  }

  void aSecondEditUndoesToTheFirst() {
    ReviewService review(connection(), "ann");
    QVERIFY(review.editMask({id_, mask(1, 6), "brush 1"}).ok());
    QVERIFY(review.editMask({id_, mask(0, 9), "brush 1"}).ok());
    QVERIFY(review.undo().ok());
    QVERIFY(present() == mask(1, 6));
    QCOMPARE(verdict().verdict, Verdict::Accepted);  // by the first
    QVERIFY(review.editMask({id_, mask(3, 2), "eraser 1"}).ok());
    QVERIFY(!review.redo());  // a new command ends redo
    QVERIFY(present() == mask(3, 2));
    QVERIFY(review.undo().ok());
    QVERIFY(review.undo().ok());
    QVERIFY(present() == mask(2, 3));
  }

  void relabelledStaysRelabelled() {
    ReviewService review(connection(), "ann");
    QVERIFY(review.decide({.candidates = {id_}, .verdict = Verdict::Relabelled, .category = "cup"})
                .ok());
    const auto before = verdict();
    QVERIFY(review.editMask({id_, mask(1, 6), "brush 1"}).ok());
    QVERIFY(verdict() == before);
    QVERIFY(review.undo().ok());
    QVERIFY(verdict() == before);
    QVERIFY(present() == mask(2, 3));
    QVERIFY(review.decide({.candidates = {id_}, .verdict = Verdict::FixLater}).ok());
    QVERIFY(review.editMask({id_, mask(1, 6), "brush 1", "plate"}).ok());
    QCOMPARE(CategoryRepository(connection()).byId(verdict().category)->name, std::string("plate"));
  }

  void unchangedMaskIsAcceptedWithoutAnEdit() {
    ReviewService review(connection(), "ann");
    QVERIFY(review.decide({.candidates = {id_}, .verdict = Verdict::FixLater}).ok());
    const auto kept = review.editMask({id_, mask(2, 3), ""});
    QVERIFY(kept.ok());
    QCOMPARE(kept->text, std::string("accept 1 mask"));
    QCOMPARE(verdict().verdict, Verdict::Accepted);
    QVERIFY(MaskEditRepository(connection()).history(id_).empty());
    QVERIFY(review.editMask({id_, mask(2, 3), ""})->text.empty());  // nothing to write
    QVERIFY(review.undo().ok());
    QCOMPARE(verdict().verdict, Verdict::FixLater);
  }

  void aRefusedEditWritesNothing() {
    const std::string before = rowsOf(connection());
    ReviewService review(connection(), "ann");
    Rle wrongSize = coco::emptyRle(80, 100);
    Rle broken = mask(1, 6);
    broken.counts.push_back(5);
    for (const Rle& bad : {coco::emptyRle(8, 10), wrongSize, broken}) {
      const auto outcome = review.editMask({id_, bad, "brush 1"});
      QVERIFY(!outcome);
      QVERIFY(!outcome.error().text().empty());
    }
    QVERIFY(!review.editMask({CandidateId(99), mask(1, 6), "brush 1"}));
    QCOMPARE(rowsOf(connection()), before);
  }

  void exportTrainingAndEvaluationTakeTheEditedMask() {
    ReviewService review(connection(), "ann");
    QVERIFY(review.editMask({id_, mask(1, 6), "GrabCut 1"}).ok());
    QVERIFY(AcceptedMasks(connection()).ofImage(image_)[0].candidate.mask == mask(1, 6));
    QCOMPARE(exported(), std::vector<double>{36});
    // A round teaches from what the repository reads, for the candidates that are chosen here.
    const auto labels = choosePseudoLabels(connection(), 0, {});
    QCOMPARE(labels.targets.size(), size_t{1});
    QVERIFY(isVerified(labels.targets[0]));
    QVERIFY(CandidateRepository(connection()).ofImage(image_)[0].mask == mask(1, 6));
    // The true mask is the edited one: it scores 1 if accepted, the found one does not.
    QCOMPARE(ap(EvaluateWhich::Accepted), 1.0);
    QVERIFY(ap(EvaluateWhich::Candidates) < 0.5);
    QVERIFY(review.undo().ok());
    QVERIFY(exported().empty());
  }

  void importKnowsItsOwnMasksAfterAnEdit() {
    writeTruth();
    Silent sink;
    std::stop_source stop;
    ImportRequest request;
    request.file = truth();
    const auto first = importCoco(temp_->project(), request, stop.get_token(), sink);
    QVERIFY(first.ok());
    QCOMPARE(first->added, int64_t{1});
    const auto imported = CandidateRepository(connection()).ofImage(image_).back().id;
    QVERIFY(ReviewService(connection(), "ann").editMask({imported, mask(0, 9), "brush 1"}).ok());
    const auto second = importCoco(temp_->project(), request, stop.get_token(), sink);
    QVERIFY(second.ok());
    QCOMPARE(second->added, int64_t{0});
    QCOMPARE(second->known, int64_t{1});
  }

  void drawnMaskIsAcceptedAndUndoTakesTheVerdictAway() {
    ReviewService review(connection(), "ann");
    const auto drawn = review.drawMask({image_, 0, mask(6, 3), "plate"});
    QVERIFY(drawn.ok());
    QCOMPARE(drawn->text, std::string("draw 1 mask as plate"));
    const auto candidate = CandidateRepository(connection()).byId(drawn->changed.at(0));
    QVERIFY(candidate->mask == mask(6, 3));
    QCOMPARE(candidate->source, std::string("drawn"));
    QCOMPARE(exported(), std::vector<double>{18});
    QCOMPARE(ReviewQuery(connection()).count({}), int64_t{2});
    QVERIFY(review.undo().ok());
    QVERIFY(exported().empty());
    QVERIFY(review.redo().ok());
    QCOMPARE(exported(), std::vector<double>{18});
    const auto second = review.drawMask({image_, 0, mask(0, 1)});
    QVERIFY(second.ok());
    const auto other = CandidateRepository(connection()).byId(second->changed.at(0));
    QCOMPARE(other->run, candidate->run);
    QVERIFY(!review.drawMask({image_, 0, coco::emptyRle(8, 10)}));
    QVERIFY(!review.drawMask({ImageId(77), 0, mask(0, 1)}));
  }

  /// A child edits without pause and is killed in the middle: command, decision and mask are all
  /// there or none of them.
  void killedInTheMiddleLeavesWholeEdits() {
    for (int round = 0; round < 4; ++round) {
      const pid_t child = ::fork();
      if (child == 0) {
        auto project = Project::open(temp_->project().folder());
        ReviewService review((*project)->connection(), "child");
        for (int i = 0;; ++i) {
          if (!review.editMask({id_, mask(i % 5, 1 + i % 4), "brush 1"})) ::_exit(1);
        }
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(150 + 37 * round));
      ::kill(child, SIGKILL);
      int status = 0;
      ::waitpid(child, &status, 0);
      QVERIFY(WIFSIGNALED(status));
    }
    auto& db = connection().db();
    QCOMPARE(db.execAndGet("PRAGMA integrity_check").getString(), std::string("ok"));
    const int edits = db.execAndGet("SELECT COUNT(*) FROM mask_edit").getInt();
    QVERIFY(edits > 0);
    QCOMPARE(db.execAndGet("SELECT COUNT(*) FROM command").getInt(), edits);
    QCOMPARE(db.execAndGet("SELECT COUNT(*) FROM decision").getInt(), edits);
    ReviewService review(connection(), "ann");
    QVERIFY(review.undo().ok());
  }

 private:
  Connection& connection() { return temp_->connection(); }
  VerdictState verdict() { return DecisionRepository(connection()).current(id_); }
  Rle present() { return CandidateRepository(connection()).byId(id_)->mask; }
  Rle mask(int x, int w) const { return temp_->rectangle(image_, x, w, 1).mask; }
  std::filesystem::path truth() const { return temp_->folder.path() / "truth.json"; }

  /// One object: the mask (1, 6) of the edit.
  void writeTruth() {
    const std::string json =
        R"({"images":[{"id":1,"file_name":"a.jpg","width":10,"height":8}],)"
        R"("categories":[{"id":1,"name":"object"}],"annotations":[{"id":1,"image_id":1,)"
        R"("category_id":1,"iscrowd":0,"area":36,"bbox":[1,1,6,6],)"
        R"("segmentation":[[1,1,7,1,7,7,1,7]]}]})";
    QVERIFY(writeFileAtomically(truth(), json).ok());
  }

  double ap(EvaluateWhich which) {
    writeTruth();
    Silent sink;
    std::stop_source stop;
    EvaluateRequest request;
    request.against = truth();
    request.classAgnostic = true;
    request.which = which;
    const auto report = evaluateProject(temp_->project(), request, stop.get_token(), sink);
    return report ? report->evaluation.stats[0] : -1;
  }

  /// Areas in the export.
  std::vector<double> exported() {
    Silent sink;
    std::stop_source stop;
    ExportRequest request;
    request.target = temp_->folder.path() / "out.json";
    std::vector<double> areas;
    if (!exportCoco(temp_->project(), request, stop.get_token(), sink)) return {-1};
    std::vector<coco::FileIssue> issues;
    const auto index = coco::readIndex(request.target, issues);
    (void)coco::readAnnotations(
        request.target,
        *index,
        {},
        [&](coco::Annotation&& annotation) {
          areas.push_back(static_cast<double>(coco::area(annotation.mask)));
          return true;
        },
        issues);
    return areas;
  }

  std::unique_ptr<TempProject> temp_;
  ImageId image_;
  CandidateId id_;
};

QTEST_APPLESS_MAIN(ReviewEditTest)
#include "review_edit_test.moc"
