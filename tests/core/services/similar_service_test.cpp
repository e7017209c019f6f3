#include "core/services/similar_service.h"

#include "core/store/tuning_repository.h"
#include "tests/support/mixture.h"
#include "tests/support/temp_project.h"

#include <QtTest>

using namespace maskwright;
using maskwright::test::TempProject;

/// "More like this", with an index and without one.
class SimilarServiceTest : public QObject {
  Q_OBJECT

 private:
  static constexpr int kRows = 120, kWidth = 8;

  static std::vector<CandidateId> fill(TempProject& temp, int rows = kRows, unsigned seed = 5) {
    const auto image = temp.addImage("seed" + std::to_string(seed) + ".jpg");
    const auto values = test::mixture(static_cast<size_t>(rows), kWidth, 6, seed);
    std::vector<CandidateId> ids;
    store::Transaction transaction(temp.connection());
    for (int i = 0; i < rows; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .5);
      const auto row = values.begin() + i * kWidth;
      candidate.embedding.assign(row, row + kWidth);
      ids.push_back(temp.add(candidate));
    }
    transaction.commit();
    return ids;
  }

  static SimilarSummary build(TempProject& temp) {
    NullProgress silent;
    const auto built =
        buildSimilarIndex(temp.connection(), temp.project().cacheFolder(), 0, {}, silent);
    return built ? *built : SimilarSummary{.candidates = -1};
  }

  static int filesOf(TempProject& temp) {
    int count = 0;
    const auto folder = temp.project().cacheFolder() / "similar";
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      count += entry.path().extension() == ".faiss";
    return count;
  }

  static std::vector<int64_t> idsOf(const Result<std::vector<SimilarCandidate>>& found) {
    std::vector<int64_t> ids;
    if (found)
      for (const auto& one : *found) ids.push_back(one.id.value);
    return ids;
  }

 private Q_SLOTS:
  /// The index gives what comparing every stored embedding gives.
  void indexAndPlainComparisonAgree() {
    TempProject temp;
    const auto ids = fill(temp);
    SimilarFinder plain(temp.project().cacheFolder());
    const auto without = plain.nearest(temp.connection(), ids[3], 10);
    QVERIFY2(without.ok(), without ? "" : without.error().text().c_str());
    QCOMPARE(without->size(), size_t{10});
    const auto summary = build(temp);
    QCOMPARE(summary.candidates, int64_t{kRows});
    QCOMPARE(summary.indexes, 1);
    QVERIFY(summary.exact && summary.bytes > 0);
    SimilarFinder indexed(temp.project().cacheFolder(), 0);
    const auto with = indexed.nearest(temp.connection(), ids[3], 10);
    QVERIFY2(with.ok(), with ? "" : with.error().text().c_str());
    QCOMPARE(idsOf(with), idsOf(without));
    for (size_t i = 0; i < 10; ++i) {
      QVERIFY((*with)[i].id != ids[3]);
      QCOMPARE((*with)[i].cosine, (*without)[i].cosine);
      QVERIFY(i == 0 || (*with)[i].cosine <= (*with)[i - 1].cosine);
      QCOMPARE(((*with)[i].id.value - ids[0].value) % 6, int64_t{3});  // of the same group
    }
    QCOMPARE(indexed.nearest(temp.connection(), ids[3], 1000)->size(), size_t{kRows - 1});
  }

  void aStaleIndexIsNoticedAndReplaced() {
    TempProject temp;
    const auto ids = fill(temp);
    build(temp);
    SimilarFinder finder(temp.project().cacheFolder(), 0);
    QVERIFY(finder.nearest(temp.connection(), ids[0], 5).ok());
    auto copy = *store::CandidateRepository(temp.connection()).byId(ids[0]);
    copy.embedding = store::CandidateRepository(temp.connection()).embeddingOf(ids[0]);
    const auto added = temp.add(copy);
    const auto stale = finder.nearest(temp.connection(), ids[0], 5);
    QCOMPARE(stale.error().kind, ErrorKind::NotFound);
    QVERIFY(stale.error().message.find("maskwright map") != std::string::npos);
    build(temp);
    QCOMPARE(filesOf(temp), 1);  // the stale one is gone
    const auto fresh = finder.nearest(temp.connection(), ids[0], 5);
    QVERIFY2(fresh.ok(), fresh ? "" : fresh.error().text().c_str());
    QCOMPARE(fresh->front().id, added);
    QVERIFY(std::abs(fresh->front().cosine - 1) < 1e-6);
  }

  void removedOnesFallOut() {
    TempProject temp;
    const auto ids = fill(temp);
    build(temp);
    SimilarFinder finder(temp.project().cacheFolder(), 0);
    const auto before = idsOf(finder.nearest(temp.connection(), ids[0], 4));
    temp.connection().db().exec("DELETE FROM candidate WHERE id = " + std::to_string(before[0]));
    const auto after = idsOf(finder.nearest(temp.connection(), ids[0], 3));
    QCOMPARE(after, std::vector<int64_t>(before.begin() + 1, before.end()));
  }

  void networksAreSearchedApart() {
    TempProject temp;
    const auto ids = fill(temp);
    const auto image = temp.addImage("other.jpg");
    std::vector<CandidateId> others;
    for (int i = 0; i < 9; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .5);
      candidate.embedding = {1, static_cast<float>(i), 0};
      others.push_back(temp.add(candidate));
    }
    QCOMPARE(build(temp).indexes, 2);
    SimilarFinder finder(temp.project().cacheFolder(), 0);
    QCOMPARE(finder.nearest(temp.connection(), others[0], 500)->size(), size_t{8});
    QCOMPARE(finder.nearest(temp.connection(), ids[0], 500)->size(), size_t{kRows - 1});
    QCOMPARE(finder.nearest(temp.connection(), others[8], 1)->front().id, others[7]);
  }

  void tunedEmbeddingsAreUsedOnceTheyHold() {
    TempProject temp;
    const auto ids = fill(temp);
    build(temp);
    SimilarFinder finder(temp.project().cacheFolder());
    const auto before = finder.nearest(temp.connection(), ids[0], 1);
    store::TuningRepository tuning(temp.connection());
    Model model;
    model.kind = "tune";
    const auto made = store::RunRepository(temp.connection()).addModel(model);
    for (size_t i = 0; i < ids.size(); ++i)
      tuning.setEmbedding(ids[i], made, {1, static_cast<float>(i % 60)});
    tuning.activateEmbeddings(0);
    QCOMPARE(finder.nearest(temp.connection(), ids[0], 1)->front().id, ids[60]);
    tuning.removeEmbeddings(0);
    QCOMPARE(finder.nearest(temp.connection(), ids[0], 1)->front().id, before->front().id);
  }

  void whatCantBeAskedIsSaid() {
    TempProject temp;
    const auto bare = temp.add(temp.rectangle(temp.addImage("a.jpg"), 1, 2, .5));
    QCOMPARE(build(temp).indexes, 0);  // no embeddings, no error
    SimilarFinder finder(temp.project().cacheFolder());
    QCOMPARE(finder.nearest(temp.connection(), bare, 5).error().kind, ErrorKind::NotFound);
    QCOMPARE(finder.nearest(temp.connection(), CandidateId(99), 5).error().kind,
             ErrorKind::NotFound);
    fill(temp);
    std::stop_source stop;
    stop.request_stop();
    NullProgress silent;
    const auto stopped = buildSimilarIndex(
        temp.connection(), temp.project().cacheFolder(), 0, stop.get_token(), silent);
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    QCOMPARE(filesOf(temp), 0);
  }
};

QTEST_APPLESS_MAIN(SimilarServiceTest)
#include "similar_service_test.moc"
