#include "core/store/decision_repository.h"
#include "core/store/review_query.h"
#include "core/store/tuning_repository.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

namespace {

bool near(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (std::abs(a[i] - b[i]) > 1e-3) return false;
  return true;
}

}  // namespace

/// Tuned embeddings beside the stored ones, and suggestions that are no decisions.
class TuningTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tunedEmbeddingsHoldOnceComplete() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    std::vector<CandidateId> ids;
    for (int i = 0; i < 4; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .5);
      if (i < 3) candidate.embedding = {1, 0, 0};
      ids.push_back(temp.add(candidate));
    }
    TuningRepository tuning(temp.connection());
    CandidateRepository candidates(temp.connection());
    RunRepository runs(temp.connection());
    Model model;
    model.kind = "tune";
    const auto made = runs.addModel(model);
    for (const auto id : ids) tuning.setEmbedding(id, made, {0, 1});
    QCOMPARE(candidates.embeddingsOfRound(0).dimension, 3);  // half-done: not yet
    tuning.activateEmbeddings(0);
    const auto tuned = candidates.embeddingsOfRound(0);
    QCOMPARE(tuned.dimension, 2);
    QCOMPARE(tuned.ids.size(), size_t{4});
    tuning.setEmbedding(ids[0], made, {.6f, .8f});
    QVERIFY(near(tuning.embeddingOf(ids[0]), {.6f, .8f}));
    tuning.addMissingEmbedding(ids[3], {0, 0, 1});
    tuning.addMissingEmbedding(ids[0], {0, 0, 1});  // has one
    QVERIFY(near(candidates.embeddingOf(ids[3]), {0, 0, 1}));
    QVERIFY(near(candidates.embeddingOf(ids[0]), {1, 0, 0}));
    // Most candidates came after the tuning: the stored ones are the larger comparable set.
    for (int i = 0; i < 5; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .5);
      candidate.embedding = {1, 0, 0};
      temp.add(candidate);
    }
    QCOMPARE(candidates.embeddingsOfRound(0).dimension, 3);
    tuning.removeEmbeddings(0);
    QVERIFY(tuning.embeddingOf(ids[0]).empty());
    QCOMPARE(candidates.embeddingsOfRound(0).ids.size(), size_t{9});
  }

  void suggestionsAreFilteredByButDecideNothing() {
    TempProject temp;
    const auto image = temp.addImage("a.jpg");
    const auto a = temp.add(temp.rectangle(image, 1, 2, .5));
    const auto b = temp.add(temp.rectangle(image, 4, 2, .5));
    CategoryRepository categories(temp.connection());
    const auto cat = categories.ensure("cat"), dog = categories.ensure("dog");
    TuningRepository tuning(temp.connection());
    tuning.replaceSuggestions(0, {{a, cat, .9}, {b, dog, .6}});
    QCOMPARE(tuning.suggestion(a)->category, cat);
    QCOMPARE(tuning.suggestions(0).size(), size_t{2});
    ReviewFilter filter;
    filter.category = cat;
    QCOMPARE(ReviewQuery(temp.connection()).ids(filter), std::vector<int64_t>{a.value});
    QCOMPARE(DecisionRepository(temp.connection()).current(a).verdict, Verdict::Undecided);
    QVERIFY(!candidatesCategory(temp, a));
    tuning.replaceSuggestions(0, {{a, dog, .7}});
    QCOMPARE(tuning.suggestion(a)->category, dog);
    QVERIFY(!tuning.suggestion(b));
    CandidateRepository(temp.connection()).removeUndecided(temp.run(), image);
    QVERIFY(tuning.suggestions(0).empty());
  }

 private:
  static bool candidatesCategory(TempProject& temp, CandidateId id) {
    return static_cast<bool>(CandidateRepository(temp.connection()).byId(id)->category);
  }
};

QTEST_APPLESS_MAIN(TuningTest)
#include "tuning_test.moc"
