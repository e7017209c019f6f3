#include "core/ml/discover/free_mask.h"

#include "core/ml/discover/mask_filters.h"
#include "core/ml/nn/matrix_nms.h"
#include "tests/support/golden_tensors.h"

#include <QtTest>

using namespace maskwright::ml;
using maskwright::testing::goldenError;
using maskwright::testing::goldenTensors;

namespace {

/// N masks of `pixels` bits each, least significant bit first.
torch::Tensor unpack(const torch::Tensor& bits, int64_t pixels) {
  const torch::Tensor shifts = torch::arange(8, torch::kInt32);
  const torch::Tensor wide = bits.to(torch::kInt32).unsqueeze(-1);
  return wide.bitwise_right_shift(shifts).bitwise_and(1).flatten(1).slice(1, 0, pixels);
}

}  // namespace

class FreeMaskTest : public QObject {
  Q_OBJECT

 private:
  TensorMap golden_;
  torch::Tensor map_;

 private Q_SLOTS:
  void initTestCase() {
    golden_ = goldenTensors("algorithms/free_mask");
    map_ = golden_.at("keys").to(torch::kFloat32);
  }

  void queriesAndSoftMasksEqualReference() {
    const torch::Tensor queries = freeMaskQueries(map_, {1.0, 0.5, 0.25});
    QCOMPARE(queries.size(0), int64_t{560 + 140 + 35});
    const torch::Tensor& rows = golden_.at("query_rows_first_last");
    // Which four rows is not written down: each must be one of ours.
    for (int64_t r = 0; r < rows.size(0); ++r) {
      const double nearest = (queries - rows[r]).abs().amax(1).min().item<double>();
      QVERIFY(nearest < 2e-5);
    }
    const torch::Tensor soft = freeMaskSoft(queries, map_);
    const int64_t stored[3] = {0, 563, 733};  // the three that soft_first3 holds
    for (int64_t r = 0; r < 3; ++r) {
      QVERIFY(goldenError(soft[stored[r]], golden_.at("soft_first3")[r]) < 2e-5);
    }
    QVERIFY(goldenError(soft.flatten(1).sum(1), golden_.at("soft_sum_per_query")) < 2e-5);
    const torch::Tensor areas = (soft >= 0.5).flatten(1).sum(1);
    QVERIFY(torch::equal(areas, golden_.at("hard_area_per_query")));
    QVERIFY(goldenError(maskness(soft), golden_.at("maskness_per_kept_query")) < 2e-5);
  }

  void rankingEqualsReference() {
    FreeMaskSettings settings;
    settings.keep = 20;
    const FreeMasks best = freeMasks(map_, settings);
    QCOMPARE(best.queries.size(), size_t{20});
    for (int64_t i = 0; i < 20; ++i) {
      QCOMPARE(best.queries[i], golden_.at("top20_query_rows")[i].item<int64_t>());
    }
    QVERIFY(goldenError(torch::tensor(best.scores), golden_.at("top20_scores")) < 2e-5);
    QVERIFY(goldenError(best.soft, golden_.at("top20_soft_masks")) < 2e-5);
    QVERIFY(goldenError(best.embeddings, golden_.at("top20_embeddings")) < 2e-5);
    const torch::Tensor hard = (best.soft >= 0.5).flatten(1).to(torch::kInt32);
    QVERIFY(torch::equal(hard, unpack(golden_.at("top20_hard_bits"), 560)));

    settings.keep = 0;
    const FreeMasks all = freeMasks(map_, settings);
    const torch::Tensor order = golden_.at("order_before_nms");
    const torch::Tensor after = golden_.at("maskness_after_nms");
    QCOMPARE(static_cast<int64_t>(all.queries.size()), order.numel());
    const torch::Tensor rank = torch::argsort(order);  // position of a query before NMS
    for (size_t i = 0; i < all.queries.size(); ++i) {
      const auto position = rank[all.queries[i]].item<int64_t>();
      QVERIFY(std::abs(after[position].item<float>() - all.scores[i]) < 2e-5);
    }
  }

  void fullSizeMasksAndFiltersEqualReference() {
    FreeMaskSettings settings;
    settings.keep = 20;
    const FreeMasks best = freeMasks(map_, settings);
    const torch::Tensor full = freeMaskFullSize(best.soft, 155, 221);
    const torch::Tensor wanted = unpack(golden_.at("top20_full_bits"), 155 * 221);
    const torch::Tensor different = (full.flatten(1).to(torch::kInt32) != wanted).sum(1);
    QVERIFY(different.max().item<int64_t>() <= 3);
    MaskFilters published;
    published.topFraction = 0.2;
    published.minScore = 0.7;
    published.minAreaFraction = 0;
    int kept = 0;
    for (int64_t i = 0; i < 20; ++i) {
      torch::Tensor bytes = full[i].to(torch::kUInt8).contiguous();
      const cv::Mat mask(155, 221, CV_8U, bytes.data_ptr<uint8_t>());
      const double row = golden_.at("top20_centre_rows")[i].item<double>();
      QVERIFY(std::abs(projectMask(mask).centreRow - row) < 1e-3);
      const bool keep = passesFilters(mask, best.scores[i], published);
      QCOMPARE(keep, golden_.at("final_keep")[i].item<bool>());
      kept += keep;
    }
    QCOMPARE(kept, 4);
  }

  void embeddingByHand() {
    const torch::Tensor ramp = torch::arange(2048, torch::kFloat32).view({1, -1});
    const torch::Tensor wanted = torch::arange(128, torch::kFloat32) * 16 + 7.5;
    QVERIFY(goldenError(channelEmbedding(ramp)[0], wanted) < 1e-6);
    // 512 channels: the mean of the two in the middle of each four.
    torch::manual_seed(2);
    const torch::Tensor v = torch::rand({1, 512});
    const torch::Tensor four = v.view({128, 4});
    QVERIFY(goldenError(channelEmbedding(v)[0], (four.select(1, 1) + four.select(1, 2)) / 2) <
            1e-6);
    // A vector of the wanted length, as a network predicts it, stays.
    QVERIFY(torch::equal(channelEmbedding(v.narrow(1, 0, 128)), v.narrow(1, 0, 128)));
  }

  void degenerateMaps() {
    const FreeMasks flat = freeMasks(torch::ones({8, 5, 6}), {});
    QCOMPARE(flat.queries.size(), size_t{0});
    QVERIFY(freeMasks(torch::zeros({8, 1, 1}), {}).scores.empty());
    torch::manual_seed(1);
    const FreeMasks tiny = freeMasks(torch::rand({8, 2, 3}), {});
    QVERIFY(tiny.soft.size(0) == static_cast<int64_t>(tiny.scores.size()));
  }
};

QTEST_APPLESS_MAIN(FreeMaskTest)
#include "free_mask_test.moc"
