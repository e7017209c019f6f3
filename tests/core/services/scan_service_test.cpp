#include "core/services/scan_service.h"

#include "tests/support/temp_project.h"

#include <QtTest>

#include <opencv2/imgcodecs.hpp>

#include <filesystem>
#include <fstream>

using namespace maskwright;
using namespace maskwright::test;

namespace {

struct Issues final : ProgressSink {
  std::vector<std::string> places;
  void report(const Progress&) override {}
  void issue(const std::string& where, const std::string&) override { places.push_back(where); }
  void message(const std::string&) override {}
};

}  // namespace

/// What a scan calls a problem: a file that can't be read, masks that were lost with a change.
class ScanServiceTest : public QObject {
  Q_OBJECT

  static void write(TempProject& project, const std::string& name, int size) {
    cv::imwrite((project.project().imagesRoot() / name).string(),
                cv::Mat(size, size, CV_8UC3, cv::Scalar(0, 128, 255)));
  }
  static ScanSummary scan(TempProject& project, Issues& issues) {
    issues.places.clear();
    const auto summary = scanImages(project.project(), {}, issues);
    return summary ? *summary : ScanSummary{};
  }

 private Q_SLOTS:
  void aMendedFileIsNoProblem() {
    TempProject project;
    Issues issues;
    for (const char* name : {"a.png", "b.png"})
      std::ofstream(project.project().imagesRoot() / name) << "no picture";
    QCOMPARE(scan(project, issues).unreadable, int64_t{2});
    QCOMPARE(issues.places.size(), size_t{2});
    write(project, "a.png", 12);
    const auto summary = scan(project, issues);
    QCOMPARE(summary.unreadable, int64_t{1});
    QCOMPARE(summary.changed, int64_t{1});
    QCOMPARE(issues.places, std::vector<std::string>{"b.png"});
  }

  void aChangeIsAProblemWhereMasksAreLost() {
    TempProject project;
    Issues issues;
    for (const char* name : {"a.png", "b.png"}) write(project, name, 12);
    QCOMPARE(scan(project, issues).added, int64_t{2});
    const auto image = store::ImageRepository(project.connection()).byPath("b.png");
    project.add(project.rectangle(image->id, 0, 2, 0.5));
    for (const char* name : {"a.png", "b.png"}) write(project, name, 16);
    QCOMPARE(scan(project, issues).changed, int64_t{2});
    QCOMPARE(issues.places, std::vector<std::string>{"b.png"});
  }
};

QTEST_GUILESS_MAIN(ScanServiceTest)
#include "scan_service_test.moc"
