#include "core/coco/coco_reader.h"
#include "core/coco/rle.h"
#include "core/services/export_outlook.h"
#include "core/services/review_service.h"
#include "core/store/image_repository.h"
#include "tests/support/temp_project.h"

#include <QTest>

#include <set>
#include <vector>

using namespace maskwright;
using namespace maskwright::store;
using maskwright::test::TempProject;

/// Exports in two files, and what is said of an export before it is written.
class ExportDivisionTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyImageIsInOneOfTwoFiles() {
    Collection c(20, 10);
    const auto summary = c.write(0.2, 7);
    QVERIFY(summary.ok());
    QCOMPARE(summary->files.size(), size_t{2});
    QCOMPARE(summary->files[0].path.filename().string(), std::string("out_train.json"));
    QCOMPARE(summary->files[1].path.filename().string(), std::string("out_val.json"));
    QVERIFY(!std::filesystem::exists(c.target()));
    QCOMPARE(summary->images, int64_t{30});
    QCOMPARE(summary->annotations, int64_t{20});
    // Images with masks and without are divided alike.
    QCOMPARE(summary->files[0].images, int64_t{24});
    QCOMPARE(summary->files[0].annotations, int64_t{16});
    QCOMPARE(summary->files[1].images, int64_t{6});
    QCOMPARE(summary->files[1].annotations, int64_t{4});
    const auto train = Collection::names(summary->files[0].path);
    const auto val = Collection::names(summary->files[1].path);
    std::set<std::string> all(train);
    all.insert(val.begin(), val.end());
    QCOMPARE(all.size(), train.size() + val.size());
    QCOMPARE(all.size(), size_t{30});
    for (const auto& file : summary->files) {
      NullProgress sink;
      const auto checked = checkCoco(file.path, sink);
      QVERIFY(checked.ok());
      QCOMPARE(checked->problems, int64_t{0});
    }
  }

  void theDivisionFollowsTheSeedAndStays() {
    Collection c(20, 0);
    const auto val = [&c](uint64_t seed) {
      const auto summary = c.write(0.25, seed);
      return summary ? Collection::names(summary->files[1].path) : std::set<std::string>{};
    };
    const auto first = val(1);
    QCOMPARE(first.size(), size_t{5});
    QVERIFY(val(1) == first);
    QVERIFY(val(2) != first);
    // Four more images: those that were there stay on their side, but for the places that follow.
    c.add(4);
    const auto later = val(1);
    QCOMPARE(later.size(), size_t{6});
    size_t stayed = 0;
    for (const auto& name : first) stayed += later.contains(name);
    QVERIFY2(stayed >= 3, std::to_string(stayed).c_str());
  }

  void withoutAShareItIsOneFile() {
    Collection c(3, 1);
    const auto summary = c.write(0, 1);
    QVERIFY(summary.ok());
    QCOMPARE(summary->files.size(), size_t{1});
    QCOMPARE(summary->files[0].path, c.target());
    QCOMPARE(summary->files[0].annotations, int64_t{3});
    QVERIFY(!c.write(1.0, 1).ok());
    QVERIFY(!c.write(-0.1, 1).ok());
  }

  void aStoppedDivisionLeavesNoFile() {
    Collection c(3, 0);
    std::stop_source stop;
    stop.request_stop();
    NullProgress sink;
    ExportRequest request;
    request.target = c.target();
    request.valShare = 0.3;
    QVERIFY(!exportCoco(c.temp.project(), request, stop.get_token(), sink).ok());
    QVERIFY(!std::filesystem::exists(trainFileOf(c.target())));
    QVERIFY(!std::filesystem::exists(valFileOf(c.target())));
  }

  void saysWhatAConsumerMightTripOn() {
    Collection c(4, 2);
    auto& temp = c.temp;
    // A mask with a hole, a second one of the same object, a likely one that nobody decided.
    Candidate holed = temp.rectangle(c.images[4], 1, 5, .5);
    holed.mask = coco::subtract(holed.mask, coco::fromBox({2, 3, 2, 2}, 8, 10));
    holed.area = coco::area(holed.mask);
    c.accept(temp.add(holed), "cat");
    c.accept(temp.add(temp.rectangle(c.images[0], 1, 4, .5)), "cat");
    temp.add(temp.rectangle(c.images[1], 6, 2, .9));
    temp.add(temp.rectangle(c.images[2], 6, 2, .1));
    temp.add(temp.rectangle(c.images[5], 6, 2, .9));
    ExportRequest request;
    const auto outlook = exportOutlook(temp.connection(), request);
    QVERIFY(outlook.ok());
    QCOMPARE(outlook->masks, int64_t{5});
    QCOMPARE(outlook->merged, int64_t{1});
    QCOMPARE(outlook->uncategorised, int64_t{3});
    QCOMPARE(outlook->asRle, int64_t{1});
    QCOMPARE(outlook->images, int64_t{6});
    QCOMPARE(outlook->withoutMasks, int64_t{1});
    QCOMPARE(outlook->unfinished, int64_t{1});
    QCOMPARE(outlook->missing, int64_t{0});
    request.segmentation = coco::SegmentationForm::Rle;
    QCOMPARE(exportOutlook(temp.connection(), request)->asRle, int64_t{0});
    // As the export itself counts.
    const auto written = c.write(0, 1);
    QCOMPARE(written->annotations, outlook->masks);
    QCOMPARE(written->merged, outlook->merged);
    QCOMPARE(written->asRle, outlook->asRle);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!exportOutlook(temp.connection(), request, stop.get_token()).ok());
  }

 private:
  /// Images with one accepted mask each, then images without.
  struct Collection {
    Collection(int with, int without) {
      add(with);
      for (int i = 0; i < without; ++i)
        images.push_back(temp.addImage("bare" + std::to_string(i) + ".jpg"));
    }
    void add(int with) {
      for (int i = 0; i < with; ++i) {
        images.push_back(temp.addImage("image" + std::to_string(images.size()) + ".jpg"));
        accept(temp.add(temp.rectangle(images.back(), 1, 4, .5)));
      }
    }
    void accept(CandidateId id, std::optional<std::string> category = {}) {
      ReviewService::Request request;
      request.candidates = {id};
      request.verdict = Verdict::Accepted;
      request.category = std::move(category);
      QVERIFY(ReviewService(temp.connection(), "ann").decide(request).ok());
    }
    std::filesystem::path target() const { return temp.folder.path() / "out.json"; }
    Result<ExportSummary> write(double share, uint64_t seed) {
      ExportRequest request;
      request.target = target();
      request.valShare = share;
      request.seed = seed;
      NullProgress sink;
      return exportCoco(temp.project(), request, {}, sink);
    }
    static std::set<std::string> names(const std::filesystem::path& file) {
      std::vector<coco::FileIssue> issues;
      std::set<std::string> names;
      const auto index = coco::readIndex(file, issues);
      if (index)
        for (const auto& image : index->images) names.insert(image.fileName);
      return names;
    }
    TempProject temp;
    std::vector<ImageId> images;
  };
};

QTEST_APPLESS_MAIN(ExportDivisionTest)
#include "export_division_test.moc"
