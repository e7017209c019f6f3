// Import, export, batch decisions and evaluation on a small project.
#include "core/base/atomic_file.h"
#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"
#include "core/services/decide_service.h"
#include "core/services/evaluate_service.h"
#include "core/services/export_service.h"
#include "core/services/import_service.h"
#include "core/services/review_service.h"
#include "core/store/decision_repository.h"
#include "tests/support/temp_project.h"

#include <QTest>

#include <stop_token>

using namespace maskwright;
using maskwright::test::TempProject;

namespace {

/// Remembers what it was told.
class Told final : public ProgressSink {
 public:
  void report(const Progress&) override {}
  void issue(const std::string& where, const std::string& text) override {
    issues.push_back(where + ": " + text);
  }
  void message(const std::string& text) override { messages.push_back(text); }
  std::vector<std::string> issues, messages;
};

/// A true mask: columns [x, x + w) of the 8 x 10 image, all but the first and last row.
std::string truth(int id, int image, int category, int x, int w, const std::string& more = {}) {
  const auto n = [](int v) { return std::to_string(v); };
  return R"({"id":)" + n(id) + R"(,"image_id":)" + n(image) + R"(,"category_id":)" + n(category) +
         R"(,"segmentation":[[)" + n(x) + ",1," + n(x + w) + ",1," + n(x + w) + ",7," + n(x) +
         R"(,7]])" + more + "}";
}

std::string dataSet(const std::string& annotations, const std::string& moreImages = {}) {
  return R"({"images":[{"id":11,"file_name":"a.jpg","width":10,"height":8},)"
         R"({"id":12,"file_name":"sub/b.jpg","width":10,"height":8})" +
         moreImages +
         R"(],"categories":[{"id":5,"name":"cat","supercategory":"animal"},{"id":9,"name":"dog"}],)"
         R"("annotations":[)" +
         annotations + "]}";
}

}  // namespace

class ExchangeTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    temp_ = std::make_unique<TempProject>();
    told_ = {};
    a_ = temp_->addImage("a.jpg");
    b_ = temp_->addImage("sub/b.jpg");
  }

  void exportHoldsOneMaskPerObject() {
    const auto old = temp_->add(temp_->rectangle(a_, 1, 5, .9, 0));
    const auto newer = temp_->add(temp_->rectangle(a_, 1, 6, .8, 1));  // IoU 5/6 with `old`
    const auto other = temp_->add(temp_->rectangle(b_, 0, 3, .7, 1));
    const auto rejected = temp_->add(temp_->rectangle(b_, 5, 3, .6, 1));
    const auto undecided = temp_->add(temp_->rectangle(b_, 6, 2, .5, 1));
    decide({old}, Verdict::Accepted, "zebra");
    decide({newer}, Verdict::Accepted, "cat");
    decide({other}, Verdict::Accepted);
    decide({rejected}, Verdict::NotAnObject);

    const auto summary = write({});
    QVERIFY(summary.ok());
    QCOMPARE(summary->images, int64_t{2});
    QCOMPARE(summary->annotations, int64_t{2});
    QCOMPARE(summary->merged, int64_t{1});
    const auto [index, all] = load();
    QCOMPARE(index.images[1].fileName, std::string("sub/b.jpg"));
    QCOMPARE(index.images[1].id, int64_t{2});
    QCOMPARE(all[0].id, int64_t{1});
    QVERIFY(all[0].mask == temp_->rectangle(a_, 1, 6, .8).mask);
    QCOMPARE(categoryName(index, all[0].category), std::string("cat"));
    QCOMPARE(categoryName(index, all[1].category), std::string("object"));
    QCOMPARE(all[1].score, .7);
    const auto text = *readFile(file());
    QVERIFY(text.find(R"("maskwright":{"candidate_id":)" + std::to_string(newer.value) +
                      R"(,"round":1,"source":"free-mask","profile":"test","verdict":"accepted")") !=
            std::string::npos);

    ExportRequest everything;
    everything.which = ExportWhich::All;
    QCOMPARE(write(everything)->annotations, int64_t{3});
    QVERIFY((*readFile(file())).find(R"("candidate_id":)" + std::to_string(undecided.value)) !=
            std::string::npos);
    everything.minConfidence = .55;
    QCOMPARE(write(everything)->annotations, int64_t{2});
  }

  void exportChecksOutAndDamageIsFound() {
    decide({temp_->add(temp_->rectangle(a_, 1, 5, .9)), temp_->add(holed())}, Verdict::Accepted);
    const auto summary = write({});
    QCOMPARE(summary->asRle, int64_t{1});
    QCOMPARE(told_.messages.size(), size_t{1});
    QVERIFY(told_.messages[0].find("1 hole") != std::string::npos);
    QCOMPARE(checkCoco(file(), told_)->problems, int64_t{0});
    QCOMPARE(checkCoco(file(), told_)->annotations, int64_t{2});
    QVERIFY(told_.issues.empty());

    QVERIFY(
        writeFileAtomically(file(),
                            dataSet(truth(1, 11, 5, 1, 2, R"(,"area":12,"bbox":[1,1,2,6])") + "," +
                                    truth(1, 11, 5, 1, 2, R"(,"area":13,"bbox":[1,1,2,6])") + "," +
                                    truth(2, 11, 5, 1, 2, R"(,"area":12,"bbox":[1,1,3,6])") + "," +
                                    truth(3, 99, 5, 1, 2, R"(,"area":12,"bbox":[1,1,2,6])")))
            .ok());
    const auto damaged = checkCoco(file(), told_);
    QCOMPARE(damaged->problems, int64_t{4});
    QVERIFY(contains(told_.issues, "occurs twice"));
    QVERIFY(contains(told_.issues, "area 13"));
    QVERIFY(contains(told_.issues, "[1, 1, 3, 6] is not the mask's tight box [1, 1, 2, 6]"));
    QVERIFY(contains(told_.issues, "image id 99"));
  }

  void exportToNowhereIsOneError() {
    ExportRequest request;
    request.target = "/proc/nowhere/x.json";
    const auto failed = exportCoco(temp_->project(), request, {}, told_);
    QVERIFY(failed.error().kind == ErrorKind::Unwritable);
    std::stop_source stop;
    stop.request_stop();
    request.target = file();
    QVERIFY(exportCoco(temp_->project(), request, stop.get_token(), told_).error().kind ==
            ErrorKind::Cancelled);
    QVERIFY(!std::filesystem::exists(file()));
  }

  void importTwiceIsImportOnce() {
    put(dataSet(truth(1, 11, 5, 1, 2, R"(,"score":0.25)") + "," + truth(2, 12, 9, 3, 4) + "," +
                    truth(3, 13, 5, 1, 2) + "," + truth(4, 11, 77, 1, 2) + "," +
                    truth(5, 11, 5, 0, 9, R"(,"iscrowd":1)"),
                R"(,{"id":13,"file_name":"gone.jpg","width":10,"height":8})"));
    const auto first = import(ImportAs::Candidates);
    QVERIFY(first.ok());
    QCOMPARE(first->added, int64_t{2});
    QCOMPARE(first->crowds, int64_t{1});
    QCOMPARE(first->unusable, int64_t{1});
    QCOMPARE(told_.issues.size(), size_t{2});
    QVERIFY(contains(told_.issues, "gone.jpg"));
    QVERIFY(contains(told_.issues, "annotation 4: category id 77"));
    const auto stored = store::CandidateRepository(temp_->connection()).ofRound(0);
    QCOMPARE(stored.size(), size_t{2});
    QCOMPARE(stored[0].sourceScore, .25);
    QCOMPARE(stored[0].source, std::string("import"));
    QCOMPARE(stored[1].sourceScore, 1.0);
    const auto before = rows();

    QCOMPARE(import(ImportAs::Candidates)->added, int64_t{0});
    QVERIFY(rows() == before);

    const auto accepted = import(ImportAs::Accepted);
    QCOMPARE(accepted->added, int64_t{0});
    QCOMPARE(accepted->accepted, int64_t{2});
    store::DecisionRepository decisions(temp_->connection());
    const auto state = decisions.current(stored[1].id);
    QVERIFY(state.verdict == Verdict::Accepted);
    QCOMPARE(store::CategoryRepository(temp_->connection()).byId(state.category)->name,
             std::string("dog"));
    const auto after = rows();
    QCOMPARE(import(ImportAs::Accepted)->accepted, int64_t{0});
    QVERIFY(rows() == after);
    // A person's later word is not overruled by importing again.
    decide({stored[0].id}, Verdict::NotAnObject);
    QCOMPARE(import(ImportAs::Accepted)->accepted, int64_t{0});
    QVERIFY(decisions.current(stored[0].id).verdict == Verdict::NotAnObject);
  }

  void importOfResultsNeedsTheirImages() {
    put(dataSet(""));
    const auto list = temp_->folder.path() / "results.json";
    QVERIFY(
        writeFileAtomically(
            list,
            R"([{"image_id":11,"category_id":5,"score":0.5,"segmentation":{"size":[8,10],"counts":[9,6,65]}}])")
            .ok());
    ImportRequest request{list, {}, ImportAs::Candidates, "ann"};
    QVERIFY(importCoco(temp_->project(), request, {}, told_).error().kind == ErrorKind::WrongUse);
    request.index = file();
    QCOMPARE(importCoco(temp_->project(), request, {}, told_)->added, int64_t{1});
    put("{\"images\":[");
    const auto broken = import(ImportAs::Candidates);
    QVERIFY(broken.error().text().find("broken JSON at byte") != std::string::npos);
  }

  void decisionsFromAFile() {
    const auto one = temp_->add(temp_->rectangle(a_, 1, 2, .5));
    const auto two = temp_->add(temp_->rectangle(a_, 4, 2, .5));
    const auto csv = temp_->folder.path() / "d.csv";
    QVERIFY(writeFileAtomically(csv,
                                "candidate_id,verdict,category\r\n" + std::to_string(one.value) +
                                    ",relabelled,\"big, cat\"\r\n" + std::to_string(two.value) +
                                    ",not-an-object,\n999,accepted,\nx,accepted,\n" +
                                    std::to_string(two.value) + ",maybe\n\n")
                .ok());
    const auto summary = decideFromFile(temp_->project(), csv, "ann", told_);
    QVERIFY(summary.ok());
    QCOMPARE(summary->changed, int64_t{2});
    QCOMPARE(summary->unusable, int64_t{3});
    QVERIFY(contains(told_.issues, "d.csv:4: there is no candidate 999"));
    store::DecisionRepository decisions(temp_->connection());
    const auto state = decisions.current(one);
    QVERIFY(state.verdict == Verdict::Relabelled);
    QCOMPARE(store::CategoryRepository(temp_->connection()).byId(state.category)->name,
             std::string("big, cat"));
    QVERIFY(decisions.current(two).verdict == Verdict::NotAnObject);
    QCOMPARE(decideFromFile(temp_->project(), csv, "ann", told_)->changed, int64_t{0});
    QVERIFY(!decideFromFile(temp_->project(), "/nowhere.csv", "ann", told_).ok());
  }

  void standInJudgesByOverlap() {
    put(dataSet(truth(1, 11, 9, 0, 4) + "," + truth(2, 11, 5, 6, 4, R"(,"iscrowd":1)")));
    const auto good = temp_->add(temp_->rectangle(a_, 0, 4, .9));
    const auto poor = temp_->add(temp_->rectangle(a_, 0, 6, .8));   // IoU 2/3
    const auto crowd = temp_->add(temp_->rectangle(a_, 7, 2, .6));  // inside the crowd
    const auto elsewhere = temp_->add(temp_->rectangle(b_, 0, 4, .9));
    StandInRequest request{file(), 1, 1, {}};
    const auto all = decideAgainst(temp_->project(), request, {}, told_);
    QVERIFY(all.ok());
    QCOMPARE(all->images, (std::vector<std::string>{"a.jpg", "sub/b.jpg"}));
    QCOMPARE(all->inCrowd, int64_t{1});
    store::DecisionRepository decisions(temp_->connection());
    QVERIFY(decisions.current(good).verdict == Verdict::Accepted);
    QCOMPARE(
        store::CategoryRepository(temp_->connection()).byId(decisions.current(good).category)->name,
        std::string("dog"));
    QVERIFY(decisions.current(poor).verdict == Verdict::BadMask);
    QVERIFY(decisions.current(crowd).verdict == Verdict::Undecided);
    QVERIFY(decisions.current(elsewhere).verdict == Verdict::NotAnObject);
    QCOMPARE(decideAgainst(temp_->project(), request, {}, told_)->decided.changed, int64_t{0});
    request.imageFraction = 0;
    QVERIFY(decideAgainst(temp_->project(), request, {}, told_).error().kind ==
            ErrorKind::WrongUse);
  }

  void standInChoosesByTheSeed() {
    std::string images;
    for (int i = 0; i < 38; ++i) {
      const std::string name = "more/" + std::to_string(i) + ".jpg";
      temp_->addImage(name);
      images += ",{\"id\":" + std::to_string(100 + i) + ",\"file_name\":\"" + name +
                "\",\"width\":10,\"height\":8}";
    }
    put(dataSet("", images));
    const auto choose = [&](uint64_t seed) {
      return decideAgainst(temp_->project(), {file(), .1, seed, {}}, {}, told_)->images;
    };
    QCOMPARE(choose(1).size(), size_t{4});
    QCOMPARE(choose(1), choose(1));
    QVERIFY(choose(1) != choose(2));
  }

  void evaluationFollowsConfidenceAndLeavesDecidedImagesOut() {
    put(dataSet(truth(1, 11, 5, 0, 4) + "," + truth(2, 12, 9, 2, 5)));
    const auto right = temp_->add(temp_->rectangle(a_, 0, 4, .9));
    temp_->add(temp_->rectangle(b_, 0, 2, .8));
    EvaluateRequest request;
    request.against = file();
    request.classAgnostic = true;
    const auto both = evaluateProject(temp_->project(), request, {}, told_);
    QVERIFY(both.ok());
    QVERIFY(std::abs(both->evaluation.stats[1] - 51. / 101) < 1e-9);  // one of two found
    QCOMPARE(both->evaluation.extra.bestPrecision, .5);
    decide({right}, Verdict::Accepted, "cat");
    request.excludeDecided = true;
    const auto rest = evaluateProject(temp_->project(), request, {}, told_);
    QCOMPARE(rest->excludedImages, int64_t{1});
    QCOMPARE(rest->evaluation.stats[1], 0.0);
    QCOMPARE(rest->evaluation.extra.images, int64_t{1});

    request.excludeDecided = false;
    request.which = EvaluateWhich::Accepted;
    request.classAgnostic = false;
    const auto accepted = evaluateProject(temp_->project(), request, {}, told_);
    QCOMPARE(accepted->evaluation.stats[1], .5);  // cat found, dog not
    request.against = "/nowhere.json";
    QVERIFY(!evaluateProject(temp_->project(), request, {}, told_).ok());
  }

  void anExportScoresLikeTheProject() {
    put(dataSet(truth(1, 11, 5, 0, 4) + "," + truth(2, 12, 9, 2, 5)));
    decide({temp_->add(temp_->rectangle(a_, 0, 4, .9))}, Verdict::Accepted, "cat");
    decide({temp_->add(temp_->rectangle(b_, 2, 4, .7))}, Verdict::Accepted, "dog");
    ExportRequest request;
    request.target = temp_->folder.path() / "out" / "export.json";
    QVERIFY(exportCoco(temp_->project(), request, {}, told_).ok());
    EvaluateRequest evaluate;
    evaluate.against = file();
    evaluate.which = EvaluateWhich::Accepted;
    for (const bool agnostic : {false, true}) {
      evaluate.classAgnostic = agnostic;
      const auto project = evaluateProject(temp_->project(), evaluate, {}, told_);
      const auto exported = evaluateResults(request.target, evaluate, told_);
      QVERIFY(exported.ok());
      QCOMPARE(project->evaluation.stats[1], 1.0);
      for (int i = 0; i < 12; ++i)
        QCOMPARE(exported->evaluation.stats[i], project->evaluation.stats[i]);
    }
    QVERIFY(told_.issues.empty());
  }

 private:
  static bool contains(const std::vector<std::string>& texts, const std::string& part) {
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
      return text.find(part) != std::string::npos;
    });
  }
  static std::string categoryName(const coco::Index& index, int64_t id) {
    for (const auto& category : index.categories)
      if (category.id == id) return category.name;
    return {};
  }

  std::filesystem::path file() const { return temp_->folder.path() / "coco.json"; }
  void put(const std::string& text) { QVERIFY(writeFileAtomically(file(), text).ok()); }

  void decide(const std::vector<CandidateId>& candidates,
              Verdict verdict,
              const std::string& category = {}) {
    ReviewService::Request request;
    request.candidates = candidates;
    request.verdict = verdict;
    if (!category.empty()) request.category = category;
    QVERIFY(ReviewService(temp_->connection(), "ann").decide(request).ok());
  }

  Result<ExportSummary> write(ExportRequest request) {
    request.target = file();
    return exportCoco(temp_->project(), request, {}, told_);
  }

  Result<ImportSummary> import(ImportAs as) {
    return importCoco(temp_->project(), {file(), {}, as, "ann"}, {}, told_);
  }

  std::pair<coco::Index, std::vector<coco::Annotation>> load() {
    std::vector<coco::FileIssue> issues;
    auto index = coco::readIndex(file(), issues);
    auto all = coco::loadAnnotations(file(), *index, {}, issues);
    if (!issues.empty()) throw std::runtime_error(issues[0].text());
    return {*index, *all};
  }

  Candidate holed() {
    Candidate candidate = temp_->rectangle(b_, 1, 5, .5);
    candidate.mask = coco::subtract(candidate.mask, coco::fromBox({2, 3, 2, 2}, 8, 10));
    candidate.area = coco::area(candidate.mask);
    return candidate;
  }

  /// Row counts of everything that an import could touch.
  std::vector<int64_t> rows() {
    std::vector<int64_t> counts;
    for (const char* table : {"candidate", "decision", "category", "run", "issue", "command"}) {
      SQLite::Statement query(temp_->connection().db(),
                              std::string("SELECT COUNT(*) FROM ") + table);
      query.executeStep();
      counts.push_back(query.getColumn(0).getInt64());
    }
    return counts;
  }

  std::unique_ptr<TempProject> temp_;
  Told told_;
  ImageId a_, b_;
};

QTEST_APPLESS_MAIN(ExchangeTest)
#include "exchange_test.moc"
