#include "ui/support/image_loader.h"

#include "ui/support/crop_ref.h"

#include <QDirIterator>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright::ui;

namespace {

/// 4 x 2 pixels, each of its own colour.
QImage numbered() {
  QImage image(4, 2, QImage::Format_RGB32);
  for (int y = 0; y < 2; ++y)
    for (int x = 0; x < 4; ++x) image.setPixel(x, y, qRgb(40 * x + 20, 100 * y + 20, 7));
  return image;
}

/// Pixel of the stored frame shown at (x, y), spelled out from the EXIF standard's table:
/// where the stored row 0 and column 0 lie in what is seen.
QPoint storedPixel(int orientation, int x, int y, QSize stored) {
  const int w = stored.width() - 1, h = stored.height() - 1;
  switch (orientation) {
    case 2:
      return {w - x, y};  // top, right
    case 3:
      return {w - x, h - y};  // bottom, right
    case 4:
      return {x, h - y};  // bottom, left
    case 5:
      return {y, x};  // left, top
    case 6:
      return {y, h - x};  // right, top
    case 7:
      return {w - y, h - x};  // right, bottom
    case 8:
      return {w - y, x};  // left, bottom
    default:
      return {x, y};  // top, left
  }
}

}  // namespace

class ImageLoaderTest : public QObject {
  Q_OBJECT
 private:
  QTemporaryDir dir_;
  QString write(const QString& name, const QImage& image) {
    const QString path = dir_.filePath(name);
    image.save(path);
    return path;
  }

 private Q_SLOTS:
  void showsAllEightOrientations_data() {
    QTest::addColumn<int>("orientation");
    for (int value = 1; value <= 8; ++value) QTest::addRow("%d", value) << value;
  }

  void showsAllEightOrientations() {
    QFETCH(int, orientation);
    const QImage stored = numbered();
    const QString path = write("exif.png", stored);
    const QSize displayed = orientation >= 5 ? QSize(2, 4) : QSize(4, 2);
    const QImage shown = loadImageNow({path, orientation, displayed, {}, {}});
    QCOMPARE(shown.size(), displayed);
    for (int y = 0; y < displayed.height(); ++y)
      for (int x = 0; x < displayed.width(); ++x)
        QCOMPARE(shown.pixel(x, y), stored.pixel(storedPixel(orientation, x, y, stored.size())));
  }

  void cutsRegionsAndScalesThemDown() {
    QImage big(400, 300, QImage::Format_RGB32);
    big.fill(Qt::black);
    for (int y = 100; y < 200; ++y)
      for (int x = 200; x < 300; ++x) big.setPixel(x, y, qRgb(200, 0, 0));
    const QString path = write("big.png", big);
    const QImage crop = loadImageNow({path, 1, {400, 300}, QRect(200, 100, 100, 100), {50, 50}});
    QCOMPARE(crop.size(), QSize(50, 50));
    QVERIFY(qRed(crop.pixel(25, 25)) > 180);
    QVERIFY(qRed(crop.pixel(3, 3)) > 180);
    const QImage whole = loadImageNow({path, 1, {400, 300}, {}, {100, 100}});
    QCOMPARE(whole.size(), QSize(100, 75));
    const QImage small = loadImageNow({path, 1, {400, 300}, QRect(0, 0, 10, 10), {64, 64}});
    QCOMPARE(small.size(), QSize(10, 10));  // never enlarged
  }

  void answersLaterAndThenFromMemory() {
    const QString path = write("later.png", numbered());
    ImageLoader loader;
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    const ImageRequest request{path, 1, {4, 2}, {}, {}};
    QVERIFY(loader.request(request).isNull());
    QVERIFY(loader.request(request).isNull());  // asked twice, decoded once
    QVERIFY(loaded.wait(5000));
    QTest::qWait(50);
    QCOMPARE(loaded.count(), 1);
    QCOMPARE(loader.request(request).size(), QSize(4, 2));
    QCOMPARE(loader.cached(request).size(), QSize(4, 2));
  }

  void saysOnceThatAFileIsUnreadable() {
    const QString path = dir_.filePath("broken.jpg");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not a picture");
    file.close();
    ImageLoader loader;
    QSignalSpy failed(&loader, &ImageLoader::failed);
    loader.request({path, 1, {8, 8}, QRect(0, 0, 4, 4), {4, 4}});
    loader.request({path, 1, {8, 8}, QRect(2, 2, 4, 4), {4, 4}});
    QVERIFY(failed.wait(5000));
    QTest::qWait(50);
    QCOMPARE(failed.count(), 1);
    QVERIFY(!failed[0][1].toString().isEmpty());
    QVERIFY(loader.isBroken(path));
  }

  void waitsForAFileThatIsBeingWritten() {
    const QString path = write("growing.png", numbered());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    file.close();
    QVERIFY(file.open(QIODevice::WriteOnly));  // empty now
    ImageLoader loader;
    QSignalSpy failed(&loader, &ImageLoader::failed);
    const ImageRequest request{path, 1, {4, 2}, {}, {}};
    loader.request(request);
    QTest::qWait(30);
    file.write(whole);
    file.close();
    QTRY_COMPARE(loader.cached(request).size(), QSize(4, 2));
    QCOMPARE(failed.count(), 0);
    QVERIFY(!loader.isBroken(path));
  }

  void readsAMendedFileOnTheNextLook() {
    const QString path = dir_.filePath("mended.png");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("not a picture");
    file.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime);
    file.close();
    ImageLoader loader;
    const ImageRequest request{path, 1, {4, 2}, {}, {}};
    loader.request(request);
    QTRY_VERIFY(loader.isBroken(path));
    loader.lookAgain(path);
    QVERIFY(loader.isBroken(path));  // nothing has changed
    QVERIFY(numbered().save(path));
    loader.lookAgain(path);
    QVERIFY(!loader.isBroken(path));
    loader.request(request);
    QTRY_COMPARE(loader.cached(request).size(), QSize(4, 2));
  }

  void dropsPicturesOfFilesThatChanged() {
    const QString same = write("same.png", numbered()), other = write("other.png", numbered());
    ImageLoader loader;
    const ImageRequest kept{same, 1, {4, 2}, {}, {}}, replaced{other, 1, {4, 2}, {}, {}};
    loader.request(kept);
    loader.request(replaced);
    QTRY_COMPARE(loader.cached(replaced).size(), QSize(4, 2));
    QTRY_COMPARE(loader.cached(kept).size(), QSize(4, 2));
    QImage wide(8, 3, QImage::Format_RGB32);
    wide.fill(Qt::red);
    QVERIFY(wide.save(other));
    QCOMPARE(loader.cached(replaced).size(), QSize(4, 2));  // nobody said so yet
    loader.forgetChanged();
    QTRY_VERIFY(loader.cached(replaced).isNull());
    QVERIFY(!loader.cached(kept).isNull());
    loader.request(replaced);
    QTRY_COMPARE(loader.cached(replaced).size(), QSize(8, 3));
  }

  void forgetsBudgetedPictures() {
    QImage image(256, 256, QImage::Format_RGB32);
    image.fill(Qt::blue);
    ImageLoader loader;
    loader.setBudget(600 * 1024);  // two of 256 kB
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    QList<ImageRequest> requests;
    for (int i = 0; i < 4; ++i)
      requests.append({write(QString("b%1.png").arg(i), image), 1, {256, 256}, {}, {}});
    for (const ImageRequest& one : requests) loader.request(one);
    QTRY_COMPARE_WITH_TIMEOUT(loaded.count(), 4, 5000);
    int kept = 0;
    for (const ImageRequest& one : requests) kept += !loader.cached(one).isNull();
    QCOMPARE(kept, 2);
  }

  void keepsSmallPicturesOfLargeImagesOnDisk() {
    QImage large(2000, 1200, QImage::Format_RGB32);
    large.fill(QColor(10, 200, 30));
    const QString path = write("large.jpg", large);
    const QString cache = dir_.filePath("cache");
    const ImageRequest request{path, 1, {2000, 1200}, QRect(100, 100, 500, 500), {128, 128}};
    {
      ImageLoader loader;
      loader.setDiskCache(cache);
      QSignalSpy loaded(&loader, &ImageLoader::loaded);
      loader.request(request);
      QVERIFY(loaded.wait(5000));
    }
    QDirIterator files(cache, {"*.jpg"}, QDir::Files, QDirIterator::Subdirectories);
    QVERIFY(files.hasNext());
    // Served from there: a different picture in the cache is what comes back.
    QImage marked(128, 128, QImage::Format_RGB32);
    marked.fill(QColor(250, 10, 10));
    QVERIFY(marked.save(files.next()));
    ImageLoader loader;
    loader.setDiskCache(cache);
    QSignalSpy loaded(&loader, &ImageLoader::loaded);
    loader.request(request);
    QVERIFY(loaded.wait(5000));
    QVERIFY(qRed(loader.cached(request).pixel(60, 60)) > 200);
  }

  void theDiskCacheDropsWhatWasUsedLeastLately() {
    const QString cache = dir_.filePath("limited");
    const auto fileOf = [&](int i) { return QString("%1/a/%2.jpg").arg(cache).arg(i); };
    QImage image(64, 64, QImage::Format_RGB32);
    image.fill(Qt::red);
    qint64 each = 0;
    for (int i = 0; i < 20; ++i) {
      each = DiskCache::save(fileOf(i), image);
      QVERIFY(each > 0);
      QFile file(fileOf(i));
      QVERIFY(file.open(QIODevice::ReadWrite));
      file.setFileTime(QDateTime::currentDateTime().addDays(i - 30),
                       QFileDevice::FileModificationTime);
    }
    QCOMPARE(DiskCache::load(fileOf(0)).size(), QSize(64, 64));  // the oldest, but used now
    QCOMPARE(DiskCache::trim(cache, 20 * each), 20 * each);      // not above the limit
    QVERIFY(DiskCache::trim(cache, 10 * each) <= 9 * each);
    QVERIFY(QFile::exists(fileOf(0)));
    QVERIFY(!QFile::exists(fileOf(1)));
    QVERIFY(!QFile::exists(fileOf(11)));
    QVERIFY(QFile::exists(fileOf(12)));
  }

  void theLoaderKeepsTheDiskCacheInItsLimit() {
    const QString cache = dir_.filePath("full");
    QImage noise(512, 512, QImage::Format_RGB32);
    for (int y = 0; y < 512; ++y)
      for (int x = 0; x < 512; ++x) noise.setPixel(x, y, qRgb(x * y, x ^ y, x + y));
    for (int i = 0; i < 8; ++i) DiskCache::save(QString("%1/%2.jpg").arg(cache).arg(i), noise);
    const qint64 limit = QFileInfo(cache + "/0.jpg").size() * 4;
    ImageLoader loader;
    loader.setDiskCache(cache, limit);  // what an earlier session left
    const auto held = [&] {
      qint64 total = 0;
      for (const auto& one : QDir(cache).entryInfoList({"*.jpg"}, QDir::Files)) total += one.size();
      return total;
    };
    QTRY_VERIFY(held() <= limit);
    QVERIFY(held() > 0);
  }

  void contextIsSquareAndInsideTheImage() {
    const QRect middle = contextRect(QRectF(100, 100, 50, 20), QSize(400, 300));
    QCOMPARE(middle.size(), QSize(70, 70));
    QCOMPARE(middle.center().x(), 124);
    const QRect corner = contextRect(QRectF(390, 0, 10, 40), QSize(400, 300));
    QVERIFY(QRect(0, 0, 400, 300).contains(corner));
    QCOMPARE(corner.size(), QSize(56, 56));
    const QRect wide = contextRect(QRectF(0, 0, 400, 100), QSize(400, 300));
    QCOMPARE(wide, QRect(0, 0, 400, 300));
  }
};

QTEST_MAIN(ImageLoaderTest)
#include "image_loader_test.moc"
