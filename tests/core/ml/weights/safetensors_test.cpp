#include "core/ml/weights/safetensors.h"

#include "core/base/atomic_file.h"
#include "core/ml/weights/load_module.h"

#include <QtTest>

#include <rapidjson/document.h>

using namespace maskwright;
using namespace maskwright::ml;

namespace {

const char* dtypeName(torch::ScalarType type) {
  switch (type) {
    case torch::kFloat64:
      return "float64";
    case torch::kFloat32:
      return "float32";
    case torch::kFloat16:
      return "float16";
    case torch::kBFloat16:
      return "bfloat16";
    case torch::kInt64:
      return "int64";
    case torch::kInt32:
      return "int32";
    case torch::kInt16:
      return "int16";
    case torch::kInt8:
      return "int8";
    case torch::kUInt8:
      return "uint8";
    case torch::kBool:
      return "bool";
    default:
      return "?";
  }
}

bool close(double got, double wanted) {
  return std::abs(got - wanted) <= 1e-9 * (1 + std::abs(wanted));
}

/// Compares with the manifest's facts about one tensor; empty if all agree.
std::string difference(const torch::Tensor& tensor, const rapidjson::Value& facts) {
  if (std::string(dtypeName(tensor.scalar_type())) != facts["dtype"].GetString()) return "dtype";
  const auto& shape = facts["shape"];
  if (tensor.dim() != shape.Size()) return "dimensions";
  for (unsigned d = 0; d < shape.Size(); ++d) {
    if (tensor.size(d) != shape[d].GetInt64()) return "shape";
  }
  const torch::Tensor flat = tensor.to(torch::kFloat64).reshape(-1);
  if (!close(flat.sum().item<double>(), facts["sum"].GetDouble())) return "sum";
  if (!close(flat.square().sum().item<double>(), facts["sum_sq"].GetDouble())) return "sum_sq";
  if (flat.numel() > 0 && (flat[0].item<double>() != facts["first"].GetDouble() ||
                           flat[-1].item<double>() != facts["last"].GetDouble())) {
    return "values";
  }
  return "";
}

}  // namespace

class SafetensorsTest : public QObject {
  Q_OBJECT

 private:
  rapidjson::Document manifest_;

 private Q_SLOTS:
  void initTestCase() {
    const auto text = readFile("tests/golden/weights/manifest.json");
    QVERIFY(text.ok());
    manifest_.Parse<rapidjson::kParseFullPrecisionFlag>(text->c_str());
    QVERIFY(!manifest_.HasParseError());
  }

  void manifest_data() {
    QTest::addColumn<unsigned>("index");
    const auto& files = manifest_["files"];
    for (unsigned i = 0; i < files.Size(); ++i) {
      const std::string name = files[i]["file"].GetString();
      if (name.ends_with(".safetensors")) QTest::newRow(name.c_str()) << i;
    }
  }
  void manifest() {
    QFETCH(unsigned, index);
    const auto& entry = manifest_["files"][index];
    const std::string name = entry["file"].GetString();
    const auto content = readSafetensors("tests/golden/weights/" + name);
    if (std::string(entry["expect"].GetString()) == "refuse") {
      QVERIFY(!content.ok());
      QVERIFY(content.error().kind == ErrorKind::Unreadable);
      QVERIFY(content.error().text().find(name) != std::string::npos);
      return;
    }
    QVERIFY2(content.ok(), content.ok() ? "" : content.error().text().c_str());
    const auto& tensors = entry["tensors"];
    QCOMPARE(content->tensors.size(), size_t{tensors.MemberCount()});
    for (const auto& item : tensors.GetObject()) {
      const auto found = content->tensors.find(item.name.GetString());
      QVERIFY2(found != content->tensors.end(), item.name.GetString());
      const std::string what = difference(found->second, item.value);
      QVERIFY2(what.empty(), (std::string(item.name.GetString()) + ": " + what).c_str());
    }
  }

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
