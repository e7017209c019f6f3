#include "core/services/near_duplicates.h"

#include "core/imaging/image_reader.h"
#include "core/imaging/perceptual_hash.h"
#include "core/imaging/sample_scene.h"
#include "core/services/dashboard.h"
#include "core/services/image_hash_service.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <bit>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

using namespace maskwright;
using namespace maskwright::test;

namespace {

/// Smaller copies of other pictures (40, 87, 99) that are in the published set itself.
const std::set<std::string> kCopiesInPets{
    "Abyssinian_63.jpg", "Abyssinian_5.jpg", "Abyssinian_151.jpg"};

std::vector<cv::Mat> photographs(const char* set, size_t most) {
  const std::filesystem::path folder = std::filesystem::path("../shared/data") / set / "images";
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (!kCopiesInPets.contains(entry.path().filename().string())) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<cv::Mat> pictures;
  for (const auto& file : files)
    if (pictures.size() < most)
      if (auto picture = imaging::readImage(file)) pictures.push_back(picture->bgr);
  return pictures;
}

cv::Mat recompressed(const cv::Mat& picture, int quality) {
  std::vector<uint8_t> file;
  cv::imencode(".jpg", picture, file, {cv::IMWRITE_JPEG_QUALITY, quality});
  return cv::imdecode(file, cv::IMREAD_COLOR);
}

cv::Mat resized(const cv::Mat& picture, double factor) {
  cv::Mat small;
  cv::resize(picture, small, {}, factor, factor, cv::INTER_AREA);
  return small;
}

cv::Mat brightened(const cv::Mat& picture) {
  cv::Mat lighter;
  picture.convertTo(lighter, -1, 1.1, 12);
  return lighter;
}

struct Quality {
  int64_t found = 0, right = 0, wanted = 0;
  double precision() const { return found ? static_cast<double>(right) / found : 1; }
  double recall() const { return wanted ? static_cast<double>(right) / wanted : 1; }
};

/// Each picture with three copies; a pair is right if both show the same picture.
Quality judge(const std::vector<cv::Mat>& pictures, int distance) {
  std::vector<uint64_t> hashes;
  for (const auto& picture : pictures)
    for (const auto& copy :
         {picture, resized(picture, 0.5), recompressed(picture, 35), brightened(picture)})
      hashes.push_back(imaging::perceptualHash(copy).bits);
  Quality quality;
  quality.wanted = static_cast<int64_t>(pictures.size()) * 6;
  for (const auto& [one, other] : pairsWithin(hashes, distance)) {
    ++quality.found;
    quality.right += one / 4 == other / 4;
  }
  return quality;
}

}  // namespace

class NearDuplicatesTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void pairsAreThoseOfAllComparisons_data() {
    QTest::addColumn<int>("distance");
    for (const int distance : {0, 3, 4, 8, 12, 15}) QTest::addRow("%d", distance) << distance;
  }
  void pairsAreThoseOfAllComparisons() {
    QFETCH(int, distance);
    std::mt19937_64 random(7);
    std::vector<uint64_t> hashes;
    for (int i = 0; i < 400; ++i) {
      uint64_t hash = i % 3 == 0 || hashes.empty() ? random() : hashes.back();
      for (uint64_t flip = i % 12; flip > 0; --flip) hash ^= uint64_t{1} << (random() % 64);
      hashes.push_back(hash);
    }
    std::vector<std::pair<int, int>> expected;
    for (int i = 0; i < 400; ++i)
      for (int j = i + 1; j < 400; ++j)
        if (std::popcount(hashes[i] ^ hashes[j]) <= distance) expected.emplace_back(i, j);
    auto found = pairsWithin(hashes, distance);
    std::sort(found.begin(), found.end());
    QVERIFY(!expected.empty());
    QVERIFY(found == expected);
  }

  void copiesAreFoundAndOthersAreNot_data() {
    QTest::addColumn<QString>("set");
    QTest::addColumn<double>("leastPrecision");
    QTest::addRow("rendered") << QString() << 0.95;
    QTest::addRow("scenes") << QStringLiteral("scenes") << 0.99;
    QTest::addRow("pets") << QStringLiteral("pets") << 0.99;
    QTest::addRow("facades") << QStringLiteral("facades") << 0.95;
  }
  void copiesAreFoundAndOthersAreNot() {
    QFETCH(QString, set);
    QFETCH(double, leastPrecision);
    std::vector<cv::Mat> pictures;
    if (set.isEmpty())
      for (int i = 0; i < 40; ++i) pictures.push_back(imaging::renderSampleScene(3, i).bgr);
    else
      pictures = photographs(set.toLatin1().constData(), 120);
    if (pictures.empty()) QSKIP("the photographs are not on this machine");
    const auto quality = judge(pictures, kDuplicateDistance);
    qInfo("%s: %d pictures with 3 copies each, %d bits: precision %.4f, recall %.4f",
          qPrintable(set.isEmpty() ? QStringLiteral("rendered") : set),
          static_cast<int>(pictures.size()),
          kDuplicateDistance,
          quality.precision(),
          quality.recall());
    QVERIFY(quality.precision() >= leastPrecision);
    QVERIFY(quality.recall() >= 0.97);
  }

  void aProjectsCopiesComeInGroups() {
    TempProject made;
    const auto root = made.project().imagesRoot();
    const auto add = [&](const std::string& name, const cv::Mat& picture) {
      cv::imwrite((root / name).string(), picture);
      ImageRecord image;
      image.path = name;
      image.width = picture.cols;
      image.height = picture.rows;
      image.contentHash = name.starts_with("twin") ? "twins" : "hash of " + name;
      store::ImageRepository(made.connection()).insert(image);
    };
    const auto one = imaging::renderSampleScene(3, 0).bgr;
    const auto two = imaging::renderSampleScene(3, 1).bgr;
    add("one.png", one);
    add("one-small.jpg", resized(one, 0.6));
    add("other.png", two);
    add("twin a.png", imaging::renderSampleScene(3, 2).bgr);
    add("twin b.png", imaging::renderSampleScene(3, 2).bgr);
    const cv::Mat black(64, 80, CV_8UC3, cv::Scalar::all(0));
    add("black.png", black);
    add("white.png", cv::Mat(64, 80, CV_8UC3, cv::Scalar::all(255)));
    QCOMPARE(findDuplicates(made.connection()).hashed, 0);
    NoProgress sink;
    auto hashed = hashImages(made.project(), {}, sink);
    QVERIFY(hashed);
    QCOMPARE(hashed->hashed, 7);
    const auto report = findDuplicates(made.connection());
    QCOMPARE(report.blank, 2);
    QCOMPARE(report.groups.size(), size_t{2});
    QCOMPARE(report.groups[0][0].path, std::string("one.png"));
    QCOMPARE(report.groups[0][1].path, std::string("one-small.jpg"));
    QVERIFY(report.groups[0][1].distance <= kDuplicateDistance);
    QVERIFY(report.groups[1][1].sameBytes);
    // Hashed once; anew where the content changed.
    hashed = hashImages(made.project(), {}, sink);
    QCOMPARE(hashed->hashed, 0);
    QCOMPARE(hashed->known, 7);
    auto changed = *store::ImageRepository(made.connection()).byPath("other.png");
    changed.contentHash = "new";
    store::ImageRepository(made.connection()).update(changed);
    QCOMPARE(hashImages(made.project(), {}, sink)->hashed, 1);
  }

  void anUnreadableImageIsListedAndTheRestIsHashed() {
    TempProject made;
    made.addImage("gone.png");
    std::ofstream(made.project().imagesRoot() / "empty.jpg");
    made.addImage("empty.jpg");
    NoProgress sink;
    const auto hashed = hashImages(made.project(), {}, sink);
    QVERIFY(hashed);
    QCOMPARE(hashed->unreadable, 2);
    QCOMPARE(sink.issues, 2);
    QCOMPARE(readDashboard(made.connection(), 0).unreadable.size(), size_t{2});
    const auto report = findDuplicates(made.connection());
    QCOMPARE(report.undecodable, 2);
    QVERIFY(report.isComplete());
    QVERIFY(report.groups.empty());
  }

  void lookingAgainReportsOnceAndForgetsWhatCanBeReadNow() {
    TempProject made;
    made.addImage("gone.png");
    made.addImage("back.png");
    NoProgress sink;
    QVERIFY(hashImages(made.project(), {}, sink));
    QVERIFY(hashImages(made.project(), {}, sink));
    store::RunRepository runs(made.connection());
    QCOMPARE(runs.issues().size(), size_t{2});
    cv::imwrite((made.project().imagesRoot() / "back.png").string(),
                imaging::renderSampleScene(3, 0).bgr);
    QVERIFY(hashImages(made.project(), {}, sink));
    QCOMPARE(runs.issues().size(), size_t{1});
    QCOMPARE(runs.issues().front().where, std::string("gone.png"));
    const auto board = readDashboard(made.connection(), 0);
    QCOMPARE(board.unreadable.size(), size_t{1});
    QCOMPARE(board.unreadable.front().path, std::string("gone.png"));
  }

  void anImageThatScanningRejectsIsNotTakenForALookedAtOne() {
    TempProject made;
    ImageRecord broken;
    broken.path = "broken.jpg";
    broken.state = ImageState::Unreadable;
    store::ImageRepository(made.connection()).insert(broken);
    made.addImage("not hashed yet.png");
    const auto report = findDuplicates(made.connection());
    QCOMPARE(report.images, 1);
    QVERIFY(!report.isComplete());
  }

  void imagesWithoutAContentHashAreNotTheSameFile() {
    TempProject made;
    const auto picture = imaging::renderSampleScene(3, 0).bgr;
    for (const std::string name : {"a.png", "b.png"}) {
      cv::imwrite((made.project().imagesRoot() / name).string(), picture);
      ImageRecord image;
      image.path = name;
      image.width = picture.cols;
      image.height = picture.rows;
      store::ImageRepository(made.connection()).insert(image);
    }
    NoProgress sink;
    QVERIFY(hashImages(made.project(), {}, sink));
    const auto report = findDuplicates(made.connection());
    QCOMPARE(report.groups.size(), size_t{1});
    QVERIFY(!report.groups[0][1].sameBytes);
    QCOMPARE(report.groups[0][1].distance, 0);
  }

  void aStoreThatFailsEndsTheRunAsFailed() {
    TempProject made;
    cv::imwrite((made.project().imagesRoot() / "a.png").string(),
                imaging::renderSampleScene(3, 0).bgr);
    made.addImage("a.png");
    made.connection().db().exec(
        "CREATE TRIGGER full BEFORE INSERT ON image_hash BEGIN SELECT RAISE(ABORT, 'no room'); "
        "END");
    NoProgress sink;
    const auto hashed = hashImages(made.project(), {}, sink);
    QVERIFY(!hashed);
    const auto run = store::RunRepository(made.connection()).newest("duplicates");
    QVERIFY(run);
    QCOMPARE(run->state, RunState::Failed);
    QVERIFY(run->error.find("no room") != std::string::npos);
    QVERIFY(run->finishedMs > 0);
  }

 private:
  struct NoProgress final : ProgressSink {
    int issues = 0;
    void report(const Progress&) override {}
    void issue(const std::string&, const std::string&) override { ++issues; }
    void message(const std::string&) override {}
  };
};

QTEST_GUILESS_MAIN(NearDuplicatesTest)
#include "near_duplicates_test.moc"
