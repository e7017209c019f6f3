#include "core/imaging/image_scanner.h"

#include "core/base/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <unistd.h>

using namespace maskwright;
using namespace maskwright::imaging;
namespace fs = std::filesystem;

class ImageScannerTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }
  void recursiveSortedAndFiltered();
  void linkLoopsEnd();
  void unreadableFolderIsAnIssue();
  void missingFolder();
  void cancelled();

 private:
  fs::path root() const { return folder_->path().toStdString(); }
  void touch(const std::string& name) {
    fs::create_directories((root() / name).parent_path());
    QVERIFY(writeFileAtomically(root() / name, "x").ok());
  }
  std::vector<std::string> paths() {
    const auto listing = listImages(root());
    std::vector<std::string> out;
    if (listing.ok())
      for (const auto& file : listing->files) out.push_back(file.path);
    return out;
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

void ImageScannerTest::recursiveSortedAndFiltered() {
  for (const char* name : {"b.JPG",
                           "a/z.png",
                           "a.tif",
                           "a/b/c.WebP",
                           "a-1.bmp",
                           "Z.jpeg",
                           "\xC3\xA9t\xC3\xA9/x.tiff",
                           "notes.txt",
                           ".hidden.png",
                           ".cache/y.png",
                           "my.maskwright/cache/t.png",
                           "jpg"})
    touch(name);
  // Bytewise: '-' < '.' < '/' and capitals first.
  const std::vector<std::string> expected{
      "Z.jpeg", "a-1.bmp", "a.tif", "a/b/c.WebP", "a/z.png", "b.JPG", "\xC3\xA9t\xC3\xA9/x.tiff"};
  QCOMPARE(paths(), expected);
  const auto listing = listImages(root());
  QCOMPARE(listing->files[0].sizeBytes, 1);
  QVERIFY(listing->files[0].modifiedNs > 1'500'000'000'000'000'000LL);
  QVERIFY(listing->issues.empty());
}

void ImageScannerTest::linkLoopsEnd() {
  touch("a/one.png");
  fs::create_directory_symlink(root(), root() / "a" / "up");
  fs::create_directory_symlink(root() / "a", root() / "b");  // the same folder a second time
  QCOMPARE(paths(), std::vector<std::string>{"a/one.png"});
  fs::create_symlink(root() / "nowhere.png", root() / "broken.png");
  const auto listing = listImages(root());
  QCOMPARE(listing->issues.size(), size_t(1));
  QVERIFY(listing->issues[0].where.ends_with("broken.png"));
}

void ImageScannerTest::unreadableFolderIsAnIssue() {
  touch("locked/one.png");
  touch("two.png");
  fs::permissions(root() / "locked", fs::perms::none);
  if (::access((root() / "locked").c_str(), R_OK) == 0) {
    fs::permissions(root() / "locked", fs::perms::all);
    QSKIP("this user may read everything");
  }
  const auto listing = listImages(root());
  fs::permissions(root() / "locked", fs::perms::all);
  QVERIFY(listing.ok());
  QCOMPARE(listing->files.size(), size_t(1));
  QCOMPARE(listing->issues.size(), size_t(1));
  QVERIFY(listing->issues[0].where.ends_with("locked"));
}

void ImageScannerTest::missingFolder() {
  const auto missing = listImages(root() / "missing");
  QVERIFY(!missing.ok());
  QCOMPARE(missing.error().kind, ErrorKind::NotFound);
  touch("file.png");
  const auto file = listImages(root() / "file.png");
  QVERIFY(!file.ok());
  QCOMPARE(file.error().kind, ErrorKind::NotFound);
}

void ImageScannerTest::cancelled() {
  touch("a.png");
  std::stop_source stop;
  stop.request_stop();
  const auto listing = listImages(root(), stop.get_token());
  QVERIFY(!listing.ok());
  QCOMPARE(listing.error().kind, ErrorKind::Cancelled);
}

QTEST_APPLESS_MAIN(ImageScannerTest)
#include "image_scanner_test.moc"
