#include "core/services/layout_service.h"

#include "core/store/embedding_source.h"
#include "core/store/layout_repository.h"
#include "tests/support/mixture.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <algorithm>

using namespace maskwright;
using maskwright::test::TempProject;

class LayoutServiceTest : public QObject {
  Q_OBJECT

 private:
  static std::vector<CandidateId> add(TempProject& temp, size_t rows, size_t width) {
    const auto image = temp.addImage("width" + std::to_string(width) + ".jpg");
    const auto values = test::mixture(rows, width, 3);
    std::vector<CandidateId> ids;
    store::Transaction transaction(temp.connection());
    for (size_t i = 0; i < rows; ++i) {
      auto candidate = temp.rectangle(image, 1, 2, .5);
      candidate.embedding.assign(&values[i * width], &values[i * width] + width);
      ids.push_back(temp.add(candidate));
    }
    transaction.commit();
    return ids;
  }

  class Stages final : public ProgressSink {
   public:
    void report(const Progress& progress) override { last = progress; }
    void issue(const std::string&, const std::string&) override {}
    void message(const std::string&) override {}
    Progress last;
  };

 private Q_SLOTS:
  void everyEmbeddingGetsAPlace() {
    TempProject temp;
    auto& connection = temp.connection();
    const auto large = add(temp, 90, 8), small = add(temp, 40, 5);
    temp.add(temp.rectangle(temp.addImage("none.jpg"), 1, 2, .5));  // no embedding
    Stages stages;
    const auto done = layOutCandidates(connection, 0, 3, {}, stages);
    QVERIFY2(done.ok(), done ? "" : done.error().text().c_str());
    QCOMPARE(done->candidates, int64_t{130});
    QVERIFY(done->trustworthiness > 0.8);
    QCOMPARE(stages.last.stage, std::string("map"));
    QCOMPARE(stages.last.done, int64_t{130});
    QCOMPARE(stages.last.total, int64_t{130});
    store::LayoutRepository layouts(connection);
    const auto info = layouts.info(0);
    QVERIFY(info.has_value());
    QCOMPARE(info->seed, uint64_t{3});
    QCOMPARE(info->places, int64_t{130});
    QCOMPARE(info->embeddingState, store::embeddingState(connection, 0));
    QCOMPARE(info->trustworthiness, done->trustworthiness);
    QVERIFY(store::RunRepository(connection).newest("map", RunState::Finished).has_value());
    // Networks side by side: what can't be compared does not overlap.
    float right = -1e9F, left = 1e9F;
    for (const auto& point : layouts.points(0).points) {
      if (std::ranges::count(large, point.id) > 0) right = std::max(right, point.x);
      if (std::ranges::count(small, point.id) > 0) left = std::min(left, point.x);
    }
    QVERIFY(left > right);

    // The same seed gives the same map, another one another.
    const auto before = layouts.points(0).points;
    const auto same = [&](const auto& points) {
      return std::ranges::equal(points, before, [](const auto& a, const auto& b) {
        return a.id == b.id && a.x == b.x && a.y == b.y;
      });
    };
    QVERIFY(layOutCandidates(connection, 0, 3, {}, stages).ok());
    QVERIFY(same(layouts.points(0).points));
    QVERIFY(layOutCandidates(connection, 0, 4, {}, stages).ok());
    QVERIFY(!same(layouts.points(0).points));
  }

  void aStopLeavesTheEarlierMap() {
    TempProject temp;
    auto& connection = temp.connection();
    add(temp, 40, 4);
    NullProgress silent;
    QVERIFY(layOutCandidates(connection, 0, 1, {}, silent).ok());
    const auto before = store::LayoutRepository(connection).info(0);
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = layOutCandidates(connection, 0, 2, stop.get_token(), silent);
    QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
    QCOMPARE(store::LayoutRepository(connection).info(0)->seed, before->seed);
  }

  void nothingToLayOutIsAnEmptyMap() {
    TempProject temp;
    NullProgress silent;
    const auto done = layOutCandidates(temp.connection(), 0, 1, {}, silent);
    QVERIFY(done.ok());
    QCOMPARE(done->candidates, int64_t{0});
    QVERIFY(std::isnan(done->trustworthiness));
    // Too few to speak of neighbourhoods.
    add(temp, 5, 4);
    const auto few = layOutCandidates(temp.connection(), 0, 1, {}, silent);
    QCOMPARE(few->candidates, int64_t{5});
    QVERIFY(std::isnan(few->trustworthiness));
  }
};

QTEST_APPLESS_MAIN(LayoutServiceTest)
#include "layout_service_test.moc"
