#include "core/ml/weights/image_pack.h"

#include "core/base/atomic_file.h"
#include "core/ml/weights/safetensors.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;
namespace fs = std::filesystem;

namespace {

std::vector<PackedImage> plan() {
  return {{0, "a.jpg", 5, 7, 50, 70},
          {1, "b \"quoted\" ä.png", 6, 4, 60, 40},
          {4, "c/d.jpg", 3, 9, 30, 90}};
}

torch::Tensor pixelsOf(const PackedImage& image) {
  torch::manual_seed(static_cast<uint64_t>(image.id) + 1);
  return torch::randint(0, 256, {3, image.height, image.width}, torch::kUInt8);
}

}  // namespace

class ImagePackTest : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  fs::path at(const char* name) const { return (folder_.path() + '/' + name).toStdString(); }

  fs::path written(const char* name, const std::vector<int>& kept) {
    ImagePackWriter writer(at(name), 160, plan());
    const auto opened = writer.open();
    if (!opened.ok()) return {};
    for (const int i : kept) {
      const auto image = plan()[static_cast<size_t>(i)];
      if (!writer.add(image, pixelsOf(image)).ok()) return {};
    }
    return writer.commit().ok() ? at(name) : fs::path();
  }

 private Q_SLOTS:
  void whatIsWrittenComesBack() {
    const auto pack = ImagePack::open(written("all.safetensors", {0, 1, 2}));
    QVERIFY2(pack.ok(), pack.ok() ? "" : pack.error().text().c_str());
    QCOMPARE(pack->size(), int64_t{3});
    QCOMPARE(pack->shortSide(), int64_t{160});
    QCOMPARE(pack->bytes(), int64_t{3 * (35 + 24 + 27)});
    for (int64_t i = 0; i < 3; ++i) {
      QVERIFY(pack->info(i) == plan()[static_cast<size_t>(i)]);
      QVERIFY(torch::equal(pack->image(i), pixelsOf(pack->info(i))));
    }
  }

  /// Pictures that failed leave no hole: the header holds those that came.
  void plannedPicturesMayStayOut() {
    const auto pack = ImagePack::open(written("some.safetensors", {0, 2}));
    QVERIFY2(pack.ok(), pack.ok() ? "" : pack.error().text().c_str());
    QCOMPARE(pack->size(), int64_t{2});
    QCOMPARE(pack->info(1).id, int64_t{4});
    QVERIFY(torch::equal(pack->image(1), pixelsOf(plan()[2])));
    // It is a plain safetensors file for anybody else.
    const auto plain = readSafetensors(at("some.safetensors"));
    QVERIFY(plain.ok());
    QVERIFY(torch::equal(plain->tensors.at("image.00000004"), pixelsOf(plan()[2])));
  }

  void picturesOutliveThePack() {
    torch::Tensor picture;
    {
      const auto pack = ImagePack::open(written("short.safetensors", {0, 1, 2}));
      QVERIFY(pack.ok());
      picture = pack->image(1);
    }
    QVERIFY(torch::equal(picture, pixelsOf(plan()[1])));
  }

  void nothingIsThereBeforeTheEnd() {
    {
      ImagePackWriter writer(at("half.safetensors"), 160, plan());
      QVERIFY(writer.open().ok());
      QVERIFY(writer.add(plan()[0], pixelsOf(plan()[0])).ok());
    }
    QVERIFY(!fs::exists(at("half.safetensors")));
    ImagePackWriter wrong(at("wrong.safetensors"), 160, plan());
    QVERIFY(wrong.open().ok());
    QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
                             wrong.add(plan()[0], torch::zeros({3, 5, 8}, torch::kUInt8)).ok());
    QCOMPARE(ImagePackWriter("/nowhere/at/all.safetensors", 160, plan()).open().error().kind,
             ErrorKind::Unwritable);
  }

  void badPacksSayWhy() {
    QCOMPARE(ImagePack::open(at("none.safetensors")).error().kind, ErrorKind::NotFound);
    const auto refused = [&](const fs::path& file, const char* word) {
      const auto pack = ImagePack::open(file);
      return !pack && pack.error().kind == ErrorKind::Unreadable &&
             pack.error().text().find(word) != std::string::npos &&
             pack.error().where == file.string();
    };
    QVERIFY(writeSafetensors(at("weights.safetensors"), {{"w", torch::zeros({2})}}).ok());
    QVERIFY(refused(at("weights.safetensors"), "no image pack"));

    const auto good = readFile(written("good.safetensors", {0, 1, 2}));
    QVERIFY(good.ok());
    QVERIFY(writeFileAtomically(at("cut.safetensors"), good->substr(0, good->size() - 9)).ok());
    QVERIFY(refused(at("cut.safetensors"), "shorter"));
    const auto changed = [&](const std::string& from, const std::string& to) {
      std::string bytes = *good;
      bytes.replace(bytes.find(from), from.size(), to);
      return writeFileAtomically(at("changed.safetensors"), bytes).ok();
    };
    QVERIFY(changed("image.00000001", "image.00000002"));
    QVERIFY(refused(at("changed.safetensors"), "is no picture"));
    QVERIFY(changed("[[0,", "[{0,"));
    QVERIFY(refused(at("changed.safetensors"), "list of images"));
    QVERIFY(changed("\"version\":\"1\"", "\"version\":\"7\""));
    QVERIFY(refused(at("changed.safetensors"), "version"));
  }

  void severalPacksAreOneCollection() {
    auto first = ImagePack::open(written("first.safetensors", {0, 1}));
    auto second = ImagePack::open(written("second.safetensors", {2}));
    QVERIFY(first.ok() && second.ok());
    PackImages images({*first, *second});
    images.prepare(1, 0);
    QVERIFY(images.holdsAll());
    QCOMPARE(images.size(), int64_t{3});
    QVERIFY(torch::equal(images.image(2), pixelsOf(plan()[2])));
  }
};

QTEST_APPLESS_MAIN(ImagePackTest)
#include "image_pack_test.moc"
