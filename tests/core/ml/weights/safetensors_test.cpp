#include "core/ml/weights/safetensors.h"

#include "core/ml/weights/load_module.h"

#include <QtTest>

using namespace maskwright;
using namespace maskwright::ml;

class SafetensorsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void roundTrip() {
    auto original = readSafetensors("tests/golden/weights/all_dtypes.safetensors");
    QVERIFY(original.ok());
    QTemporaryDir folder;
    const std::string path = folder.filePath("x.safetensors").toStdString();
    const std::map<std::string, std::string> metadata{{"provenance", "a \"test\" \\ \xe2\x82\xac"}};
    TensorMap tensors = original->tensors;
    tensors["view"] = torch::arange(24).view({4, 6}).t();  // not contiguous
    QVERIFY(writeSafetensors(path, tensors, metadata).ok());
    const auto again = readSafetensors(path);
    QVERIFY(again.ok());
    QVERIFY(again->metadata == metadata);
    QCOMPARE(again->tensors.size(), tensors.size());
    for (const auto& [name, tensor] : tensors) {
      QVERIFY2(again->tensors.at(name).scalar_type() == tensor.scalar_type(), name.c_str());
      QVERIFY2(torch::equal(again->tensors.at(name), tensor), name.c_str());
    }
    QVERIFY(writeSafetensors("/nowhere/at/all.safetensors", tensors).error().kind ==
            ErrorKind::Unwritable);
    QVERIFY(readSafetensors(folder.filePath("none").toStdString()).error().kind ==
            ErrorKind::NotFound);
  }

  void loadsModules() {
    torch::nn::Sequential from(torch::nn::Linear(3, 2), torch::nn::BatchNorm1d(2));
    torch::nn::Sequential to(torch::nn::Linear(3, 2), torch::nn::BatchNorm1d(2));
    TensorMap tensors = moduleTensors(*from, "encoder.");
    tensors.erase("encoder.1.num_batches_tracked");
    tensors["queue"] = torch::zeros({1});
    auto report = loadModule(*to, tensors, "encoder.");
    QVERIFY(report.ok());
    QVERIFY(report->missing.empty());
    QVERIFY(report->unexpected == std::vector<std::string>{"queue"});
    const torch::Tensor x = torch::rand({4, 3});
    from->eval();
    to->eval();
    QVERIFY(torch::equal(from->forward(x), to->forward(x)));

    tensors.erase("encoder.0.bias");
    report = loadModule(*to, tensors, "encoder.");
    QVERIFY(report->missing == std::vector<std::string>{"0.bias"});
    tensors["encoder.0.weight"] = torch::zeros({2, 4});
    report = loadModule(*to, tensors, "encoder.");
    QVERIFY(!report.ok() && report.error().kind == ErrorKind::Conflict);
    QVERIFY(report.error().message.find("encoder.0.weight") != std::string::npos);
    QVERIFY(torch::equal(from->forward(x), to->forward(x)));
  }
};

QTEST_APPLESS_MAIN(SafetensorsTest)
#include "safetensors_test.moc"
