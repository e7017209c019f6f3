#include "core/imaging/image_reader.h"

#include "core/base/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

using namespace maskwright;
using namespace maskwright::imaging;
namespace fs = std::filesystem;

class ImageReaderTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void formats_data();
  void formats();
  void sixteenBitAlphaAndGrey();
  void orientations_data();
  void orientations();
  void tiffOrientations();
  void reducedJpegKeepsTheAskedSide();
  void truncated_data();
  void truncated();
  void errorsNameFileAndCause();
  void tooLargeIsRefusedBeforeDecoding();
  void damagedPngIsAnError();

 private:
  fs::path write(const std::string& name, const std::vector<uint8_t>& bytes) {
    const fs::path path = fs::path(folder_.path().toStdString()) / name;
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (!writeFileAtomically(path, text).ok()) qFatal("can't write the test file");
    return path;
  }
  QTemporaryDir folder_;
};

namespace {

/// 96 x 64: four quarters of different colours, so that every flip shows.
cv::Mat picture() {
  cv::Mat out(64, 96, CV_8UC3, cv::Scalar(30, 30, 200));
  out(cv::Rect(48, 0, 48, 32)) = cv::Scalar(30, 200, 30);
  out(cv::Rect(0, 32, 48, 32)) = cv::Scalar(200, 30, 30);
  out(cv::Rect(48, 32, 48, 32)) = cv::Scalar(220, 220, 220);
  return out;
}

std::vector<uint8_t> encode(const std::string& extension, const cv::Mat& image) {
  std::vector<uint8_t> bytes;
  std::vector<int> options;
  if (extension == ".webp") options = {cv::IMWRITE_WEBP_QUALITY, 101};  // lossless
  cv::imencode(extension, image, bytes, options);
  return bytes;
}

std::vector<uint8_t> exifBlock(int value, bool bigEndian) {
  std::vector<uint8_t> out = bigEndian ? std::vector<uint8_t>{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1}
                                       : std::vector<uint8_t>{'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0};
  const auto v = static_cast<uint8_t>(value);
  const std::vector<uint8_t> entry =
      bigEndian ? std::vector<uint8_t>{1, 0x12, 0, 3, 0, 0, 0, 1, 0, v, 0, 0, 0, 0, 0, 0}
                : std::vector<uint8_t>{0x12, 1, 3, 0, 1, 0, 0, 0, v, 0, 0, 0, 0, 0, 0, 0};
  out.insert(out.end(), entry.begin(), entry.end());
  return out;
}

void insertAt(std::vector<uint8_t>& file, size_t at, const std::vector<uint8_t>& part) {
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), part.begin(), part.end());
}

std::vector<uint8_t> chunkLength(size_t length) {
  return {static_cast<uint8_t>(length >> 24),
          static_cast<uint8_t>(length >> 16),
          static_cast<uint8_t>(length >> 8),
          static_cast<uint8_t>(length)};
}

uint32_t pngCrc(const std::vector<uint8_t>& bytes) {
  uint32_t crc = 0xFFFFFFFFu;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

std::vector<uint8_t> withExif(const std::string& extension, int value, bool bigEndian) {
  std::vector<uint8_t> file = encode(extension, picture());
  std::vector<uint8_t> exif = exifBlock(value, bigEndian);
  if (extension == ".jpg") {
    insertAt(exif, 0, {'E', 'x', 'i', 'f', 0, 0});
    const size_t length = exif.size() + 2;
    insertAt(
        exif, 0, {0xFF, 0xE1, static_cast<uint8_t>(length >> 8), static_cast<uint8_t>(length)});
    insertAt(file, 2, exif);
  } else if (extension == ".png") {
    const size_t length = exif.size();
    insertAt(exif, 0, {'e', 'X', 'I', 'f'});
    const auto crc = chunkLength(pngCrc(exif));
    insertAt(exif, 0, chunkLength(length));
    exif.insert(exif.end(), crc.begin(), crc.end());
    insertAt(file, 33, exif);  // behind IHDR
  } else {                     // WebP: simple file -> extended file with an EXIF chunk at its end
    insertAt(file, 12, {'V', 'P', '8', 'X', 10, 0, 0, 0, 8, 0, 0, 0, 95, 0, 0, 63, 0, 0});
    const auto length = static_cast<uint8_t>(exif.size());
    insertAt(exif, 0, {'E', 'X', 'I', 'F', length, 0, 0, 0});
    file.insert(file.end(), exif.begin(), exif.end());
    const auto riff = static_cast<uint32_t>(file.size() - 8);
    for (int i = 0; i < 4; ++i) file[4 + i] = static_cast<uint8_t>(riff >> (8 * i));
  }
  return file;
}

/// Uncompressed RGB in one strip behind the directory.
std::vector<uint8_t> plainTiff(const cv::Mat& bgr, int orientation, bool bigEndian) {
  std::vector<uint8_t> out;
  const auto put = [&](size_t number, int bytes) {
    for (int i = 0; i < bytes; ++i)
      out.push_back(static_cast<uint8_t>(number >> (8 * (bigEndian ? bytes - 1 - i : i))));
  };
  const size_t pixels = static_cast<size_t>(bgr.rows) * bgr.cols * 3;
  const std::vector<std::array<size_t, 4>> entries{{256, 4, 1, static_cast<size_t>(bgr.cols)},
                                                   {257, 4, 1, static_cast<size_t>(bgr.rows)},
                                                   {258, 3, 3, 200},
                                                   {259, 3, 1, 1},
                                                   {262, 3, 1, 2},
                                                   {273, 4, 1, 256},
                                                   {274, 3, 1, static_cast<size_t>(orientation)},
                                                   {277, 3, 1, 3},
                                                   {278, 4, 1, static_cast<size_t>(bgr.rows)},
                                                   {279, 4, 1, pixels}};
  put(bigEndian ? 0x4D4D : 0x4949, 2);
  put(42, 2);
  put(8, 4);
  put(entries.size(), 2);
  for (const auto& [tag, type, count, value] : entries) {
    put(tag, 2);
    put(type, 2);
    put(count, 4);
    const bool isShort = type == 3 && count == 1;
    put(value, isShort ? 2 : 4);
    if (isShort) put(0, 2);
  }
  put(0, 4);
  out.resize(200);
  for (int i = 0; i < 3; ++i) put(8, 2);
  out.resize(256);
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      for (int channel : {2, 1, 0}) out.push_back(bgr.at<cv::Vec3b>(y, x)[channel]);
  return out;
}

/// Largest difference away from the seams of the quarters, which lossy formats smear.
double difference(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size()) return 1e9;
  double worst = 0;
  for (const double fx : {0.2, 0.8})
    for (const double fy : {0.2, 0.8}) {
      const cv::Point at(static_cast<int>(a.cols * fx), static_cast<int>(a.rows * fy));
      worst = std::max(worst, cv::norm(a.at<cv::Vec3b>(at), b.at<cv::Vec3b>(at), cv::NORM_INF));
    }
  return worst;
}

/// The EXIF table, written without the code under test.
cv::Mat upright(const cv::Mat& stored, int value) {
  cv::Mat out = stored;
  const auto rotated = [&](int code) { cv::rotate(stored.clone(), out, code); };
  if (value == 3 || value == 4) rotated(cv::ROTATE_180);
  if (value == 5 || value == 6) rotated(cv::ROTATE_90_CLOCKWISE);
  if (value == 7 || value == 8) rotated(cv::ROTATE_90_COUNTERCLOCKWISE);
  if (value == 2 || value == 4 || value == 5 || value == 7) cv::flip(out.clone(), out, 1);
  return out;
}

}  // namespace

void ImageReaderTest::formats_data() {
  QTest::addColumn<QString>("extension");
  QTest::addColumn<QString>("format");
  QTest::newRow("jpeg") << ".jpg"
                        << "JPEG";
  QTest::newRow("png") << ".png"
                       << "PNG";
  QTest::newRow("tiff") << ".tiff"
                        << "TIFF";
  QTest::newRow("bmp") << ".bmp"
                       << "BMP";
  QTest::newRow("webp") << ".webp"
                        << "WebP";
}

void ImageReaderTest::formats() {
  QFETCH(QString, extension);
  QFETCH(QString, format);
  // The name lies about the format on purpose: content counts.
  const auto path = write("plain.dat", encode(extension.toStdString(), picture()));
  const auto info = readImageInfo(path);
  QVERIFY2(info.ok(), info.ok() ? "" : info.error().text().c_str());
  QCOMPARE(QString::fromStdString(std::string(formatName(info->format))), format);
  QCOMPARE(info->width, 96);
  QCOMPARE(info->height, 64);
  QCOMPARE(info->orientation, 1);
  const auto image = readImage(path);
  QVERIFY2(image.ok(), image.ok() ? "" : image.error().text().c_str());
  QCOMPARE(image->bgr.type(), CV_8UC3);
  QVERIFY(difference(image->bgr, picture()) <= 8);
}

void ImageReaderTest::sixteenBitAlphaAndGrey() {
  cv::Mat deep, alpha, grey;
  picture().convertTo(deep, CV_16UC3, 257);
  cv::cvtColor(picture(), alpha, cv::COLOR_BGR2BGRA);
  cv::cvtColor(picture(), grey, cv::COLOR_BGR2GRAY);
  for (const std::string extension : {".png", ".tiff"})
    for (const cv::Mat& variant : {deep, alpha, grey}) {
      const auto image = readImage(write("variant.dat", encode(extension, variant)));
      QVERIFY2(image.ok(), image.ok() ? "" : image.error().text().c_str());
      QCOMPARE(image->bgr.type(), CV_8UC3);
      cv::Mat expected = picture();
      if (variant.channels() == 1) cv::cvtColor(grey, expected, cv::COLOR_GRAY2BGR);
      QVERIFY(difference(image->bgr, expected) <= 1);
    }
}

void ImageReaderTest::orientations_data() {
  QTest::addColumn<QString>("extension");
  QTest::addColumn<int>("value");
  for (const QString extension : {".jpg", ".png", ".webp"})
    for (int value = 1; value <= 8; ++value)
      QTest::newRow(qPrintable(QString("%1 %2").arg(extension).arg(value))) << extension << value;
}

void ImageReaderTest::orientations() {
  QFETCH(QString, extension);
  QFETCH(int, value);
  for (const bool bigEndian : {false, true}) {
    const auto path = write("turned.dat", withExif(extension.toStdString(), value, bigEndian));
    const auto info = readImageInfo(path);
    QVERIFY2(info.ok(), info.ok() ? "" : info.error().text().c_str());
    QCOMPARE(info->orientation, value);
    QCOMPARE(info->storedWidth, 96);
    const cv::Mat expected = upright(picture(), value);
    QCOMPARE(info->width, expected.cols);
    QCOMPARE(info->height, expected.rows);
    const auto image = readImage(path);
    QVERIFY2(image.ok(), image.ok() ? "" : image.error().text().c_str());
    QVERIFY(difference(image->bgr, expected) <= 8);
  }
}

void ImageReaderTest::tiffOrientations() {
  for (const bool bigEndian : {false, true})
    for (int value = 1; value <= 8; ++value) {
      const auto image = readImage(write("turned.tiff", plainTiff(picture(), value, bigEndian)));
      QVERIFY2(image.ok(), image.ok() ? "" : image.error().text().c_str());
      QCOMPARE(image->info.orientation, value);
      QVERIFY2(difference(image->bgr, upright(picture(), value)) <= 1,
               qPrintable(QString("orientation %1").arg(value)));
    }
}

void ImageReaderTest::reducedJpegKeepsTheAskedSide() {
  cv::Mat large;
  cv::resize(picture(), large, {960, 640}, 0, 0, cv::INTER_NEAREST);
  const auto path = write("large.jpg", encode(".jpg", large));
  for (const auto& [side, expected] : std::vector<std::pair<int, int>>{{0, 640},
                                                                       {640, 640},
                                                                       {321, 640},
                                                                       {320, 320},
                                                                       {200, 320},
                                                                       {160, 160},
                                                                       {80, 80},
                                                                       {1, 80}}) {
    const auto image = readImage(path, side);
    QVERIFY(image.ok());
    QCOMPARE(image->bgr.rows, expected);
    QCOMPARE(image->info.height, 640);
  }
}

void ImageReaderTest::truncated_data() {
  formats_data();
}

void ImageReaderTest::truncated() {
  QFETCH(QString, extension);
  cv::Mat noisy(120, 160, CV_8UC3);
  cv::randu(noisy, 0, 255);
  const auto whole = encode(extension.toStdString(), noisy);
  for (const double share : {0.05, 0.5, 0.9}) {
    auto part = whole;
    part.resize(static_cast<size_t>(static_cast<double>(whole.size()) * share));
    const auto path = write("cut.dat", part);
    const auto image = readImage(path);
    QVERIFY2(!image.ok(), qPrintable(QString("%1 of the file was enough").arg(share)));
    QCOMPARE(image.error().kind, ErrorKind::Unreadable);
    QCOMPARE(image.error().where, path.string());
  }
  auto cut = whole;
  cut.resize(whole.size() / 2);
  if (extension == ".jpg")
    QCOMPARE(QString::fromStdString(readImage(write("cut.dat", cut)).error().message),
             QString("truncated JPEG file"));
  // Trailing bytes behind the end do no harm (cameras append previews).
  auto longer = whole;
  longer.insert(longer.end(), 100, 0xAB);
  QVERIFY(readImage(write("longer.dat", longer)).ok());
}

void ImageReaderTest::errorsNameFileAndCause() {
  const auto cause = [](const auto& result) {
    return result.ok() ? QString("no error") : QString::fromStdString(result.error().text());
  };
  const auto empty = write("empty.jpg", {});
  QVERIFY(cause(readImage(empty)).endsWith("empty.jpg: empty file"));
  QVERIFY(cause(readImageInfo(empty)).endsWith("empty.jpg: empty file"));
  const auto text = write("text.png", {'h', 'e', 'l', 'l', 'o'});
  QVERIFY(cause(readImage(text)).contains("text.png: not an image"));
  const fs::path missing = fs::path(folder_.path().toStdString()) / "missing.png";
  QVERIFY(cause(readImage(missing)).endsWith("missing.png: no such file"));
  QCOMPARE(readImage(missing).error().kind, ErrorKind::NotFound);
  QVERIFY(!readImage(fs::path(folder_.path().toStdString())).ok());
  QVERIFY(!readImageInfo(fs::path(folder_.path().toStdString())).ok());
}

void ImageReaderTest::tooLargeIsRefusedBeforeDecoding() {
  auto file = encode(".png", picture());
  file[16] = file[20] = 0;
  file[17] = file[21] = 1;  // 65632 x 65600
  const auto image = readImage(write("huge.png", file));
  QVERIFY(!image.ok());
  QVERIFY(QString::fromStdString(image.error().message).startsWith("too large: "));
}

void ImageReaderTest::damagedPngIsAnError() {
  cv::Mat noisy(120, 160, CV_8UC3);
  cv::randu(noisy, 0, 255);
  auto file = encode(".png", noisy);
  for (size_t at = 400; at < 900; ++at) file[at] = static_cast<uint8_t>(at * 7);
  QVERIFY(!readImage(write("damaged.png", file)).ok());
}

QTEST_APPLESS_MAIN(ImageReaderTest)
#include "image_reader_test.moc"
