#include "core/ml/weights/checkpoint.h"

#include "core/ml/weights/read_tensors.h"
#include "core/ml/weights/safetensors.h"
#include "tests/support/golden_manifest.h"

#include <QtTest>

#include <sys/resource.h>

using namespace maskwright;
using namespace maskwright::ml;
using maskwright::testing::goldenManifest;
using maskwright::testing::kGoldenWeights;

namespace {

bool close(double got, double wanted) {
  return std::abs(got - wanted) <= 1e-9 * (1 + std::abs(wanted));
}

/// Compares with the manifest's facts about one tensor; empty if all agree.
std::string difference(const torch::Tensor& tensor,
                       const TensorEntry& entry,
                       const rapidjson::Value& facts) {
  if (std::string(numberTypeName(entry.type)) != facts["dtype"].GetString()) return "dtype";
  if (numberType(tensor.scalar_type()) != entry.type) return "type of the tensor";
  const auto& shape = facts["shape"];
  if (tensor.dim() != shape.Size()) return "dimensions";
  for (unsigned d = 0; d < shape.Size(); ++d) {
    if (tensor.size(d) != shape[d].GetInt64()) return "shape";
  }
  if (!tensor.is_contiguous()) return "layout";
  const torch::Tensor flat = tensor.to(torch::kFloat64).reshape(-1);
  if (!close(flat.sum().item<double>(), facts["sum"].GetDouble())) return "sum";
  if (!close(flat.square().sum().item<double>(), facts["sum_sq"].GetDouble())) return "sum_sq";
  if (flat.numel() > 0 && (flat[0].item<double>() != facts["first"].GetDouble() ||
                           flat[-1].item<double>() != facts["last"].GetDouble())) {
    return "values";
  }
  return "";
}

/// With the address sanitizer nothing: it keeps what is freed.
int64_t peakMegabytes() {
#ifdef __SANITIZE_ADDRESS__
  return 0;
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
#endif
}

/// Lists and reads everything that the bytes hold; the count keeps the reading from being left out.
int64_t readAll(std::string_view bytes) {
  const auto directory = parseCheckpoint(bytes);
  if (!directory) return directory.error().message.empty() ? -1 : 0;
  int64_t numbers = 0;
  for (const auto& entry : directory->tensors) numbers += readTensor(bytes, entry).numel();
  return numbers;
}

}  // namespace

class CheckpointTest : public QObject {
  Q_OBJECT

 private:
  rapidjson::Document manifest_;

  void addRows(bool withSafetensors = true) {
    QTest::addColumn<unsigned>("index");
    const auto& files = manifest_["files"];
    for (unsigned i = 0; i < files.Size(); ++i) {
      const std::string name = files[i]["file"].GetString();
      if (withSafetensors || !name.ends_with(".safetensors")) QTest::newRow(name.c_str()) << i;
    }
  }

 private Q_SLOTS:
  void initTestCase() {
    manifest_ = goldenManifest();
    QVERIFY(manifest_["files"].Size() > 100);
  }

  void manifest_data() { addRows(); }
  void manifest() {
    QFETCH(unsigned, index);
    const auto& entry = manifest_["files"][index];
    const std::string name = entry["file"].GetString();
    const std::string expect = entry["expect"].GetString();
    const int64_t before = peakMegabytes();
    const auto checkpoint = openCheckpoint(kGoldenWeights + name);
    if (expect == "refuse" || (expect == "load_or_refuse" && !checkpoint)) {
      QVERIFY(!checkpoint.ok());
      QVERIFY(checkpoint.error().kind == ErrorKind::Unreadable);
      QVERIFY(checkpoint.error().text().find(name) != std::string::npos);
      QVERIFY(checkpoint.error().message.size() >= 8);
      QVERIFY2(peakMegabytes() - before < 32, "memory grew for a file that is refused");
      qInfo("%s", checkpoint.error().message.c_str());
      if (name.ends_with(".safetensors")) QVERIFY(!readSafetensors(kGoldenWeights + name).ok());
      return;
    }
    QVERIFY2(checkpoint.ok(), checkpoint.ok() ? "" : checkpoint.error().text().c_str());
    if (!entry.HasMember("tensors")) return;
    const auto& tensors = entry["tensors"];
    size_t listed = 0;
    for (const auto& item : checkpoint->directory.tensors) {
      const auto facts = tensors.FindMember(item.name.c_str());
      // The manifest leaves out what a training keeps beside the networks.
      const bool beside =
          item.name.starts_with("optimizer.") || item.name.starts_with("dino_loss.");
      if (beside && facts == tensors.MemberEnd()) continue;
      ++listed;
      QVERIFY2(facts != tensors.MemberEnd(), item.name.c_str());
      const auto tensor = readTensor(checkpoint->file.bytes(), item);
      const std::string what = difference(tensor, item, facts->value);
      QVERIFY2(what.empty(), (item.name + ": " + what).c_str());
    }
    QCOMPARE(listed, size_t{tensors.MemberCount()});
  }

  /// The hostile files would leave this behind if anything in them were run.
  void nothingWasRun() {
    QVERIFY(!QFileInfo::exists("MASKWRIGHT_HOSTILE_EXECUTED"));
    QVERIFY(!QFileInfo::exists(QString(kGoldenWeights) + "MASKWRIGHT_HOSTILE_EXECUTED"));
  }

  void namespacesArePassedOver() {
    const auto checkpoint =
        openCheckpoint(std::string(kGoldenWeights) + "dino_checkpoint_namespace.pth");
    QVERIFY2(checkpoint.ok(), checkpoint.ok() ? "" : checkpoint.error().text().c_str());
    QCOMPARE(checkpoint->directory.tensors.size(), size_t{1});
    QCOMPARE(checkpoint->directory.metadata.at("epoch"), std::string("7"));
  }

  /// Every shorter file, and single wrong bytes: read or refused, never a crash, a hang or memory
  /// that the file only claims. Run under the sanitizers by packaging/test.sh.
  void damagedFiles_data() { addRows(); }
  void damagedFiles() {
    QFETCH(unsigned, index);
    const std::string name = manifest_["files"][index]["file"].GetString();
    const auto content = readFile(kGoldenWeights + name);
    QVERIFY(content.ok());
    if (content->size() > 20'000) return;  // the small ones hold every construct
    const int64_t before = peakMegabytes();
    const size_t step = 1 + content->size() / 600;
    for (size_t size = 0; size < content->size(); size += step)
      QVERIFY(readAll(std::string_view(*content).substr(0, size)) >= 0);
    for (size_t at = 0; at < content->size(); at += step) {
      std::string damaged = *content;
      for (const unsigned char wrong : {0x00, 0xFF, 0x80, 0x28}) {
        damaged[at] = static_cast<char>(wrong);
        QVERIFY(readAll(damaged) >= 0);
      }
      damaged[at] = static_cast<char>((*content)[at] ^ (1 << (at % 8)));
      QVERIFY(readAll(damaged) >= 0);
    }
    QVERIFY2(peakMegabytes() - before < 200, "memory grew beyond all that the files hold");
  }

  void tellsWhatOtherFilesAre_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("word");
    QTest::newRow("page") << QByteArray("<!DOCTYPE html><html>404</html>") << "text";
    QTest::newRow("pointer") << QByteArray("version https://git-lfs.github.com/spec/v1\noid")
                             << "Git LFS";
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00____", 8) << "gzip";
    QTest::newRow("nothing") << QByteArray() << "empty";
    QTest::newRow("noise") << QByteArray("\x01\x02\x03\x04\x05\x06\x07\x08\x09", 9) << "known";
  }
  void tellsWhatOtherFilesAre() {
    QFETCH(QByteArray, content);
    QFETCH(QString, word);
    const auto parsed = parseCheckpoint({content.constData(), size_t(content.size())});
    QVERIFY(!parsed.ok());
    QVERIFY2(QString::fromStdString(parsed.error().message).contains(word),
             parsed.error().message.c_str());
  }

  /// Containers within containers, and values that hang at many places.
  void nestingIsBounded() {
    std::string deep("\x80\x02}U\x01w", 6);
    deep += std::string(300'000, ']');
    deep += std::string(299'999, 'a') + "s.";
    QVERIFY(!parseCheckpoint(deep).ok());
    // A list of two lists of two lists ...: 2^40 values to a walk that does not count.
    std::string wide("\x80\x02}U\x01w]q\x00", 9);
    for (int i = 0; i < 25; ++i) {
      const std::string index(1, static_cast<char>(i)), next(1, static_cast<char>(i + 1));
      wide += "0]q" + next + "h" + index + "ah" + index + "a";
    }
    wide += "s.";
    const auto walked = parseCheckpoint(wide);
    QVERIFY(!walked.ok());
    QVERIFY2(walked.error().message.find("too often") != std::string::npos,
             walked.error().message.c_str());
    // The same arguments again and again: copies that the file does not hold.
    std::string calls("\x80\x02(", 3);
    calls += std::string(200'000, 'N');
    calls += "tq";
    calls += '\0';
    calls += "cargparse\nNamespace\nq\x01";
    for (int i = 0; i < 200'000; ++i) calls += std::string("h\x01h\x00R", 5);
    const int64_t before = peakMegabytes();
    QVERIFY(!parseCheckpoint(calls).ok());
    QVERIFY(peakMegabytes() - before < 256);
  }

  void missingFilesAndFolders() {
    QVERIFY(openCheckpoint("/nowhere/at/all.pth").error().kind == ErrorKind::NotFound);
    QVERIFY(openCheckpoint("tests").error().kind == ErrorKind::Unreadable);
  }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
