#include "core/ml/discover/mask_cut.h"

#include "core/ml/discover/patch_grid.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <cmath>

using namespace maskwright::ml;
using maskwright::testing::goldenTensors;

namespace {

constexpr int kSide = 30;

bool same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && cv::countNonZero(a != b) == 0;
}

torch::Tensor vectorTensor(const CutVector& vector) {
  return torch::tensor(vector.values, torch::kFloat64);
}

/// Cosine of two vectors, weighted by the degrees.
double cosine(const torch::Tensor& a, const torch::Tensor& b, const torch::Tensor& degree) {
  const auto dot = [&](const torch::Tensor& x, const torch::Tensor& y) {
    return (x * y * degree).sum().item<double>();
  };
  return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b));
}

torch::Tensor degreesOf(const PatchAffinity& affinity) {
  const auto n = static_cast<double>(affinity.size());
  return torch::tensor(affinity.degrees()).to(torch::kFloat64) * (1 - 1e-5) + 1e-5 * n;
}

/// Keys of blocks of patches that have nothing in common: `block` gives each patch's number.
torch::Tensor blockKeys(const cv::Mat& block) {
  torch::Tensor keys = torch::zeros({static_cast<int64_t>(block.total()), 4});
  for (int y = 0; y < block.rows; ++y)
    for (int x = 0; x < block.cols; ++x) keys[y * block.cols + x][block.at<uint8_t>(y, x)] = 1;
  return keys;
}

/// The second smallest eigenvector by a dense solver in float64.
torch::Tensor denseVector(const PatchAffinity& affinity) {
  const int64_t n = affinity.size();
  torch::Tensor a = torch::full({n, n}, 1e-5, torch::kFloat64);
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < n; ++j)
      if (affinity.alike(i, j)) a[i][j] = 1.0;
  const torch::Tensor scale = a.sum(1).rsqrt();
  const auto [values, vectors] = at::linalg_eigh(a * scale.unsqueeze(0) * scale.unsqueeze(1), "L");
  return vectors.select(1, n - 2) * scale;
}

}  // namespace

class MaskCutTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPublishedProgram_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"plain", "reversed", "corner_rule", "dropped_mask"})
      QTest::newRow(name) << name;
  }
  void equalsPublishedProgram() {
    QFETCH(QString, name);
    const TensorMap golden = goldenTensors("algorithms/maskcut");
    const auto at = [&](const std::string& key) {
      return golden.at(name.toStdString() + "." + key);
    };
    const torch::Tensor keys = at("keys").t();
    // An eigenvector's sign is free; the stored rounds had one, and the corner rule depends on it.
    const auto solver = [&](const PatchAffinity& affinity, int round) {
      auto vector = normalizedCut(affinity);
      const torch::Tensor degree = degreesOf(affinity);
      const torch::Tensor wanted = at(std::to_string(round) + ".eigenvector");
      const double agree = vector ? cosine(vectorTensor(*vector), wanted, degree) : 0;
      if (agree < 0)
        for (double& value : vector->values) value = -value;
      if (std::abs(agree) < 1 - 1e-6) return std::optional<CutVector>();
      const torch::Tensor error = (degree - at(std::to_string(round) + ".degree")).abs();
      return error.max().item<double>() < 1e-6 ? vector : std::optional<CutVector>();
    };
    const auto rounds = maskCut(
        PatchAffinity(keys, 0.15), kSide, kSide, {.masks = 3, .bringBackDropped = true}, solver);
    QCOMPARE(rounds.size(), size_t{3});
    for (size_t i = 0; i < 3; ++i) {
      const auto stored = [&](const std::string& key) {
        return gridMask(at(std::to_string(i) + "." + key), kSide, kSide);
      };
      const CutSide& side = rounds[i].side;
      const cv::Mat raw = side.reversed ? cv::Mat(~side.foreground) : side.foreground;
      QVERIFY(same(raw, stored("bipartition_raw")));
      QVERIFY(same(side.foreground, stored("bipartition_used")));
      QVERIFY(same(side.part, stored("component")));
      QVERIFY(same(rounds[i].mask, stored("mask")));
    }
    const auto token = tokenCutSide(normalizedCut(PatchAffinity(keys, 0.2))->values, kSide, kSide);
    QVERIFY(same(token.part, gridMask(at("tokencut.mask"), kSide, kSide)));
  }

  void seedsAndCornersOfTheStoredRounds() {
    const TensorMap golden = goldenTensors("algorithms/maskcut");
    const auto side = [&](const std::string& key) {
      const torch::Tensor v = golden.at(key + ".eigenvector").flatten().contiguous();
      const double* values = v.data_ptr<double>();
      return std::vector<double>(values, values + v.numel());
    };
    const CutSide plain = maskCutSide(side("plain.0"), kSide, kSide);
    QVERIFY(!plain.reversed && plain.corners == 0 && plain.seed == 321);
    const CutSide reversed = maskCutSide(side("reversed.0"), kSide, kSide);
    QVERIFY(reversed.reversed && reversed.corners == 2 && reversed.seed == 731);
    const CutSide corners = maskCutSide(side("corner_rule.1"), kSide, kSide);
    QVERIFY(corners.reversed && corners.corners == 4 && corners.seed == 537);
    const CutSide token = tokenCutSide(side("plain.tokencut"), kSide, kSide);
    QCOMPARE(token.seed, 229);
    const cv::Rect box = cv::boundingRect(token.part);  // stored: 80, 64 to 384, 368
    QVERIFY(box == cv::Rect(80 / 16, 64 / 16, (384 - 80) / 16, (368 - 64) / 16));
  }

  void sideOfTheOppositeVectorIsTheSameForTokenCut() {
    const TensorMap golden = goldenTensors("algorithms/maskcut");
    auto vector = normalizedCut(PatchAffinity(golden.at("reversed.keys").t(), 0.2))->values;
    const cv::Mat one = tokenCutSide(vector, kSide, kSide).part;
    for (double& value : vector) value = -value;
    QVERIFY(same(one, tokenCutSide(vector, kSide, kSide).part));
  }

  void plantedObjectsComeInTheFirstTwoRounds() {
    cv::Mat block = cv::Mat::zeros(12, 14, CV_8U);
    const cv::Rect large(2, 3, 4, 5), small(9, 4, 3, 3), speck(0, 11, 1, 1);
    block(large).setTo(1);
    block(small).setTo(2);
    block(speck).setTo(3);
    const auto rounds = maskCut(PatchAffinity(blockKeys(block), 0.15), 12, 14);
    QVERIFY(rounds.size() >= 3);
    std::vector<cv::Mat> kept;
    for (const CutRound& round : rounds)
      if (cv::countNonZero(round.mask) > 0) kept.push_back(round.mask);
    const auto found = [&](int number) {
      const cv::Mat wanted = block == number;
      return std::any_of(kept.begin(), kept.end(), [&](const auto& m) { return same(m, wanted); });
    };
    QVERIFY(found(1));
    QVERIFY(found(2));
    QVERIFY(!found(3));  // one patch of 168 is too small
  }

  void droppedRegionsAreNotFoundAgain() {
    const TensorMap golden = goldenTensors("algorithms/maskcut");
    const auto rounds =
        maskCut(PatchAffinity(golden.at("dropped_mask.keys").t(), 0.15), kSide, kSide);
    for (size_t i = 1; i < rounds.size(); ++i)
      QVERIFY(!same(rounds[i].side.part, rounds[i - 1].side.part));
    QVERIFY(rounds.size() <= 6);
    cv::Mat taken = cv::Mat::zeros(kSide, kSide, CV_8U);
    for (const CutRound& round : rounds) {
      QCOMPARE(cv::countNonZero(round.mask & taken), 0);
      taken |= round.mask;
    }
  }

  void lanczosEqualsDenseSolver() {
    torch::manual_seed(7);
    for (const int64_t n : {20, 61, 150}) {
      const torch::Tensor centres = torch::randn({3, 8});
      const torch::Tensor keys =
          centres.index_select(0, torch::randint(3, {n})) + 0.7 * torch::randn({n, 8});
      const PatchAffinity affinity(keys, 0.2);
      const auto vector = normalizedCut(affinity);
      QVERIFY(vector.has_value());
      const double agree =
          cosine(vectorTensor(*vector), denseVector(affinity), degreesOf(affinity));
      QVERIFY(std::abs(agree) > 1 - 1e-6);
    }
  }

  void nothingToCut() {
    QVERIFY(!normalizedCut(PatchAffinity(torch::ones({40, 3}), 0.15)));  // all alike
    QVERIFY(maskCut(PatchAffinity(torch::ones({40, 3}), 0.15), 5, 8).empty());
    QVERIFY(!normalizedCut(PatchAffinity(torch::zeros({40, 3}), 0.15)));  // none alike
    QVERIFY(!normalizedCut(PatchAffinity(torch::ones({1, 3}), 0.15)));
  }

  void affinityEqualsDefinition() {
    torch::manual_seed(3);
    for (const int64_t n : {5, 64, 301}) {
      const torch::Tensor keys = torch::randn({n, 6});
      const torch::Tensor unit = keys / keys.norm(2, 1, true);
      const torch::Tensor dense = (unit.matmul(unit.t()) > 0.1).to(torch::kFloat64);
      PatchAffinity affinity = PatchAffinity::make(keys, {0.9, 0.1})[1];
      const torch::Tensor x = torch::randn({n}, torch::kFloat64);
      torch::Tensor y = torch::empty({n}, torch::kFloat64);
      const auto product = [&] {
        affinity.multiply(x.data_ptr<double>(), y.data_ptr<double>());
        return y;
      };
      QVERIFY((product() - dense.mv(x)).abs().max().item<double>() < 1e-12);
      QVERIFY(torch::equal(torch::tensor(affinity.degrees()), dense.sum(1).to(torch::kInt64)));
      affinity.remove(n / 2);
      dense[n / 2].zero_();
      dense.select(1, n / 2).zero_();
      QVERIFY((product() - dense.mv(x)).abs().max().item<double>() < 1e-12);
      QVERIFY(!affinity.alike(n / 2, n / 2));
    }
  }
};

QTEST_APPLESS_MAIN(MaskCutTest)
#include "mask_cut_test.moc"
