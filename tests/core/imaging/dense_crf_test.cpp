#include "core/imaging/dense_crf.h"

#include "core/base/atomic_file.h"
#include "core/imaging/mask_ops.h"

#include <QtTest>

#include <rapidjson/document.h>

#include <cmath>
#include <cstring>
#include <stdexcept>

using namespace maskwright;
using namespace maskwright::imaging;

namespace {

/// The stored tensors (tests/golden/algorithms/dense_crf.safetensors) without LibTorch.
class Golden {
 public:
  Golden() {
    const auto file = readFile("tests/golden/algorithms/dense_crf.safetensors");
    if (!file) throw std::runtime_error(file.error().text());
    uint64_t length = 0;
    std::memcpy(&length, file->data(), 8);
    header_.Parse(file->data() + 8, length);
    data_ = file->substr(8 + length);
  }
  /// [first dimension, the rest]; an image as CV_8UC3.
  cv::Mat at(const std::string& name) const {
    const auto& entry = header_[name.c_str()];
    const auto& shape = entry["shape"];
    const bool bytes = std::string(entry["dtype"].GetString()) == "U8";
    const char* start = data_.data() + entry["data_offsets"][0].GetUint64();
    const int first = shape[0].GetInt(), second = shape[1].GetInt();
    if (bytes) {
      const int type = shape.Size() == 3 ? CV_8UC3 : CV_8U;
      return cv::Mat(first, second, type, const_cast<char*>(start)).clone();
    }
    cv::Mat out(first, second * shape[2].GetInt(), CV_32F);
    std::memcpy(out.data, start, out.total() * sizeof(float));
    return out;
  }

 private:
  rapidjson::Document header_;
  std::string data_;
};

DenseCrfSettings settingsOf(const QString& name) {
  if (name == "cutler") return {};
  if (name == "maskdistill") return {1, 1, 3, 67, 67, 3, 4, 10};
  if (name == "smooth") return {2, 2, 3, 10, 10, 20, 5, 10};
  return {2, 4, 3, 8, 15, 13, 4, 10};  // anisotropic
}

cv::Mat labelsOf(const cv::Mat& marginals) {
  cv::Mat labels(1, marginals.cols, CV_8U);
  for (int p = 0; p < marginals.cols; ++p) {
    int best = 0;
    for (int l = 1; l < marginals.rows; ++l)
      if (marginals.at<float>(l, p) > marginals.at<float>(best, p)) best = l;
    labels.at<uint8_t>(p) = static_cast<uint8_t>(best);
  }
  return labels;
}

}  // namespace

class DenseCrfTest : public QObject {
  Q_OBJECT

  Golden golden_;

 private Q_SLOTS:
  /// Against the mean field with all pairs of pixels in float64.
  void nearToAllPairs_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("iterations");
    for (const QString name : {"cutler", "maskdistill", "smooth", "anisotropic"})
      for (const int iterations : {1, 5, 10})
        QTest::newRow(qPrintable(QString("%1 after %2").arg(name).arg(iterations)))
            << name << iterations;
  }
  void nearToAllPairs() {
    QFETCH(QString, name);
    QFETCH(int, iterations);
    const std::string key = name.toStdString() + ".";
    DenseCrfSettings settings = settingsOf(name);
    settings.iterations = iterations;
    const DenseCrf field(golden_.at(key + "image"), settings);
    const cv::Mat found = field.marginals(golden_.at(key + "unary"));
    const cv::Mat exact = golden_.at(key + "exact_" + std::to_string(iterations));
    const double difference = cv::mean(cv::abs(found - exact))[0];
    QVERIFY2(difference <= 3e-3, qPrintable(QString::number(difference)));
    QVERIFY(cv::countNonZero(labelsOf(found) != labelsOf(exact)) <= 5);
    cv::Mat sums;
    cv::reduce(found, sums, 0, cv::REDUCE_SUM);
    QVERIFY(cv::norm(sums - 1, cv::NORM_INF) < 1e-5);
  }

  void maskEqualsPublishedWrapper() {
    const cv::Mat before = golden_.at("cutler.input_mask");
    const cv::Mat after = crfMask(DenseCrf(golden_.at("cutler.image")), before);
    const cv::Mat wanted = golden_.at("cutler.published_wrapper_map") != 0;
    QVERIFY(cv::countNonZero(after != wanted) <= 3);
    QVERIFY(std::abs(maskIou(before != 0, after) - 0.5943661971830986) < 0.02);
  }

  /// The lattice against the definition of its kernel.
  void latticeNearToGaussian() {
    std::vector<float> points;
    for (int i = 0; i < 300; ++i) {
      points.push_back(static_cast<float>(std::fmod(i * 0.618, 1.0) * 4));
      points.push_back(static_cast<float>(std::fmod(i * 0.414, 1.0) * 4));
      points.push_back(static_cast<float>(std::fmod(i * 0.732, 1.0) * 4));
    }
    const PermutohedralLattice lattice(points, 3);
    std::vector<float> in(600), out(600);
    for (int i = 0; i < 300; ++i) {
      in[2 * i] = 1;
      in[2 * i + 1] = static_cast<float>(std::sin(i * 0.37));
    }
    lattice.filter(in.data(), out.data(), 2);
    double worst = 0;
    for (int i = 0; i < 300; ++i) {
      double sum = 0, weights = 0;
      for (int j = 0; j < 300; ++j) {
        double distance = 0;
        for (int c = 0; c < 3; ++c) distance += std::pow(points[3 * i + c] - points[3 * j + c], 2);
        weights += std::exp(-distance / 2);
        sum += std::exp(-distance / 2) * in[2 * j + 1];
      }
      worst = std::max(worst, std::abs(out[2 * i + 1] / out[2 * i] - sum / weights));
    }
    QVERIFY2(worst < 0.1, qPrintable(QString::number(worst)));
  }

  void outlineMovesToTheEdge() {
    cv::Mat picture(60, 80, CV_8UC3, cv::Scalar(40, 60, 50));
    picture(cv::Rect(20, 15, 30, 25)).setTo(cv::Scalar(200, 190, 60));
    cv::Mat rough = cv::Mat::zeros(60, 80, CV_8U), wanted = rough.clone();
    rough(cv::Rect(16, 16, 32, 26)).setTo(255);
    wanted(cv::Rect(20, 15, 30, 25)).setTo(255);
    const cv::Mat found = crfMask(DenseCrf(picture), rough);
    QVERIFY(maskIou(found, wanted) > 0.97);
    QVERIFY(maskIou(rough, wanted) < 0.85);
  }

  void refusesWhatItCannotTake() {
    const DenseCrf field(cv::Mat(8, 8, CV_8UC3, cv::Scalar(1, 2, 3)));
    QVERIFY_EXCEPTION_THROWN(field.marginals(cv::Mat::zeros(2, 63, CV_32F)), cv::Exception);
    QVERIFY_EXCEPTION_THROWN(DenseCrf(cv::Mat::zeros(4, 4, CV_8U)), cv::Exception);
    QVERIFY_EXCEPTION_THROWN(PermutohedralLattice({NAN, 1.0F}, 2), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(PermutohedralLattice({}, 0), std::invalid_argument);
  }
};

QTEST_APPLESS_MAIN(DenseCrfTest)
#include "dense_crf_test.moc"
