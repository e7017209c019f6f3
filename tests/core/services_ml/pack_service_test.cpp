#include "core/services_ml/pack_service.h"

#include "core/imaging/image_reader.h"
#include "core/ml/weights/image_pack.h"
#include "tests/support/temp_project.h"

#include <QtTest>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <fstream>

using namespace maskwright;
namespace fs = std::filesystem;

namespace {

struct Issues final : ProgressSink {
  void report(const Progress&) override {}
  void issue(const std::string& where, const std::string& message) override {
    lines.push_back(where + ": " + message);
  }
  void message(const std::string&) override {}
  std::vector<std::string> lines;
};

/// Left half red, right half blue (BGR), so that orientation shows.
cv::Mat twoHalves(int width, int height) {
  cv::Mat picture(height, width, CV_8UC3, cv::Scalar(0, 0, 255));
  picture.colRange(width / 2, width).setTo(cv::Scalar(255, 0, 0));
  return picture;
}

/// A JPEG whose EXIF tag says that it is shown turned right by 90 degrees.
void writeTurned(const fs::path& file, const cv::Mat& picture) {
  std::vector<uint8_t> jpeg;
  cv::imencode(".jpg", picture, jpeg, {cv::IMWRITE_JPEG_QUALITY, 95});
  const uint8_t exif[] = {0xFF, 0xE1, 0, 34, 'E', 'x', 'i', 'f', 0,    0,    'M', 'M',
                          0,    42,   0, 0,  0,   8,   0,   1,   0x01, 0x12, 0,   3,
                          0,    0,    0, 1,  0,   6,   0,   0,   0,    0,    0,   0};
  jpeg.insert(jpeg.begin() + 2, std::begin(exif), std::end(exif));
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(jpeg.data()), static_cast<long>(jpeg.size()));
}

int64_t redness(const torch::Tensor& part) {
  return (part[0].to(torch::kFloat32).mean() - part[2].to(torch::kFloat32).mean()).item<float>();
}

}  // namespace

class PackServiceTest : public QObject {
  Q_OBJECT

  test::TempFolder temp_;
  fs::path images() const { return temp_.path() / "bilder"; }

 private Q_SLOTS:
  void initTestCase() {
    fs::create_directories(images() / "sub");
    cv::imwrite((images() / "a.png").string(), twoHalves(300, 200));
    writeTurned(images() / "b.jpg", twoHalves(400, 200));
    cv::imwrite((images() / "sub" / "small.png").string(), twoHalves(60, 40));
    std::ofstream(images() / "broken.jpg") << "no picture";
    // A header that promises a picture, and not the rest.
    std::vector<uint8_t> png;
    cv::imencode(".png", twoHalves(128, 96), png);
    std::ofstream(images() / "cut.png", std::ios::binary)
        .write(reinterpret_cast<const char*>(png.data()), static_cast<long>(png.size() / 2));
  }

  void aFolderBecomesAPack() {
    Issues sink;
    PackRequest request{.images = images(), .out = temp_.path() / "p.safetensors", .shortSide = 64};
    const auto summary = packImages(request, {}, sink);
    QVERIFY2(summary.ok(), summary.ok() ? "" : summary.error().text().c_str());
    QCOMPARE(summary->images, int64_t{3});
    QCOMPARE(summary->unreadable, int64_t{2});
    QCOMPARE(sink.lines.size(), size_t{2});
    QVERIFY(sink.lines[0].rfind("broken.jpg", 0) == 0);
    QVERIFY(sink.lines[1].rfind("cut.png", 0) == 0);
    QVERIFY(summary->files == std::vector<fs::path>{request.out});

    const auto pack = ml::ImagePack::open(request.out);
    QVERIFY2(pack.ok(), pack.ok() ? "" : pack.error().text().c_str());
    QCOMPARE(pack->size(), int64_t{3});
    QVERIFY(pack->info(0) == (ml::PackedImage{0, "a.png", 64, 96, 200, 300}));
    QVERIFY(pack->info(1) == (ml::PackedImage{1, "b.jpg", 128, 64, 400, 200}));
    QVERIFY(pack->info(2) == (ml::PackedImage{4, "sub/small.png", 40, 60, 40, 60}));
    const auto a = pack->image(0), b = pack->image(1);
    QVERIFY(redness(a.narrow(2, 0, 40)) > 200 && redness(a.narrow(2, 56, 40)) < -200);
    // Turned right: what was left is on top.
    QVERIFY(redness(b.narrow(1, 0, 50)) > 200 && redness(b.narrow(1, 78, 50)) < -200);
    // Nothing is lost in a picture that keeps its size.
    const auto small = imaging::readImage(images() / "sub" / "small.png");
    QCOMPARE(int(pack->image(2)[2][3][50].item<uint8_t>()),
             int(small->bgr.at<cv::Vec3b>(3, 50)[0]));
  }

  void shrinkingAveragesAndDoesNotPick() {
    const auto folder = temp_.path() / "fine";
    fs::create_directories(folder);
    cv::Mat stripes(256, 256, CV_8UC3, cv::Scalar::all(0));
    for (int x = 0; x < 256; x += 2) stripes.col(x).setTo(cv::Scalar::all(255));
    cv::imwrite((folder / "stripes.png").string(), stripes);
    NullProgress sink;
    PackRequest request{.images = folder, .out = temp_.path() / "f.safetensors", .shortSide = 64};
    QVERIFY(packImages(request, {}, sink).ok());
    const auto picture = ml::ImagePack::open(request.out)->image(0).to(torch::kFloat32);
    QVERIFY((picture - 127.5).abs().max().item<float>() < 2);
  }

  void aLimitSplitsIt() {
    NullProgress sink;
    PackRequest request{.images = images(),
                        .out = temp_.path() / "split.safetensors",
                        .shortSide = 64,
                        .maxBytes = 30'000};
    const auto summary = packImages(request, {}, sink);
    QVERIFY(summary.ok());
    QVERIFY(summary->files.size() >= 2);
    int64_t count = 0;
    for (const auto& file : summary->files) {
      QVERIFY(fs::file_size(file) < 32'000);
      count += ml::ImagePack::open(file)->size();
    }
    QCOMPARE(count, int64_t{3});
  }

  void errorsAreClear() {
    NullProgress sink;
    const auto kind = [&](const PackRequest& request, const CancelToken& cancel = {}) {
      const auto summary = packImages(request, cancel, sink);
      return summary ? ErrorKind::Busy : summary.error().kind;
    };
    const auto out = temp_.path() / "e.safetensors";
    QCOMPARE(kind({.images = temp_.path() / "nowhere", .out = out}), ErrorKind::NotFound);
    fs::create_directories(temp_.path() / "empty");
    QCOMPARE(kind({.images = temp_.path() / "empty", .out = out}), ErrorKind::Unreadable);
    QCOMPARE(kind({.images = images(), .out = temp_.path() / "e.txt"}), ErrorKind::WrongUse);
    QCOMPARE(kind({.images = images(), .out = out, .shortSide = 5}), ErrorKind::WrongUse);
    std::stop_source source;
    source.request_stop();
    QCOMPARE(kind({.images = images(), .out = out}, source.get_token()), ErrorKind::Cancelled);
    QVERIFY(!fs::exists(out));
  }
};

QTEST_APPLESS_MAIN(PackServiceTest)
#include "pack_service_test.moc"
