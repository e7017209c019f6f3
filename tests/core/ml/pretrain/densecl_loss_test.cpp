#include "core/ml/pretrain/densecl_loss.h"

#include "core/ml/pretrain/densecl_model.h"
#include "core/ml/pretrain/momentum_teacher.h"
#include "core/ml/weights/safetensors.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

using namespace maskwright::ml;

namespace {

bool close(const torch::Tensor& a, const torch::Tensor& b, double tolerance = 1e-5) {
  return a.sizes() == b.sizes() && torch::allclose(a, b, tolerance, tolerance);
}

}  // namespace

/// DenseCL loss against the published program (golden densecl), and by hand.
class DenseClLossTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsReference() {
    auto content = readSafetensors("tests/golden/algorithms/densecl.safetensors");
    QVERIFY(content.ok());
    auto& t = content->tensors;
    QFile file("tests/golden/algorithms/pretrain.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto expected = QJsonDocument::fromJson(file.readAll()).object()["densecl"].toObject();
    const auto positions = expected["queue_pointer_before"].toArray();

    FeatureQueue globalQueue(t["queue"].clone(), positions[0].toInt());
    FeatureQueue denseQueue(t["queue2"].clone(), positions[1].toInt());
    auto globalQuery = t["global_q"].clone().requires_grad_();
    auto denseQuery = t["dense_q"].clone().requires_grad_();
    const auto losses = denseClLoss(
        {t["backbone_q"], t["backbone_k"], globalQuery, t["global_k"], denseQuery, t["dense_k"]},
        globalQueue,
        denseQueue);
    QVERIFY(torch::equal(losses.match, t["match"]));
    QVERIFY(std::abs(losses.global.item<double>() - expected["loss_global"].toDouble()) < 1e-5);
    QVERIFY(std::abs(losses.dense.item<double>() - expected["loss_dense"].toDouble()) < 1e-5);
    losses.total.backward();
    QVERIFY(close(globalQuery.grad(), t["grad_global_q"]));
    QVERIFY(close(denseQuery.grad(), t["grad_dense_q"]));
    globalQueue.enqueue(losses.newGlobal);
    denseQueue.enqueue(losses.newDense);
    QVERIFY(close(globalQueue.vectors(), t["queue_after"]));
    QVERIFY(close(denseQueue.vectors(), t["queue2_after"]));
    const auto after = expected["queue_pointer_after"].toArray();
    QCOMPARE(globalQueue.position(), int64_t{after[0].toInt()});
    QCOMPARE(denseQueue.position(), int64_t{after[1].toInt()});
  }

  void identicalViewsMatchThemselves() {
    auto generator = at::detail::createCPUGenerator(3);
    const auto map = torch::randn({2, 16, 5, 5}, generator);
    const auto match = matchCells(map, map);
    QVERIFY(torch::equal(match, torch::arange(25).unsqueeze(0).expand({2, 25})));
    // Positive logit 1 / T = 5 and no other negatives than the opposite vector.
    const auto a = torch::tensor({{1.f, 0.f}});
    const auto loss = infoNce(a, a, torch::tensor({{-1.f}, {0.f}}), 0.2);
    QVERIFY(std::abs(loss.item<double>() - std::log1p(std::exp(-10.0))) < 1e-6);
  }

  /// One picture twice through equal encoders, the key side shuffled and put back: every cell finds
  /// itself, and the positive logit is 1 / T = 5 against negatives of 0.
  void shuffledKeysStillCorrespond() {
    torch::manual_seed(5);
    const torch::NoGradGuard noGrad;
    DenseClEncoder query("resnet18", 8), key("resnet18", 8);
    updateTeacher(*key, *query, 0);
    query->eval();
    key->eval();
    const auto images = torch::randn({4, 3, 96, 96});
    const auto permutation = torch::tensor({2, 0, 3, 1}, torch::kInt64);
    const auto q = query->forward(images);
    const auto k = shuffledForward(key, images, permutation, 2);
    FeatureQueue nothing(torch::zeros({8, 4}), 0);
    const auto lossOf = [&](const DenseClEncoderImpl::Output& keys) {
      return denseClLoss(
          {q.map, keys.map, q.global, keys.global, q.dense, keys.dense}, nothing, nothing);
    };
    const auto losses = lossOf(k);
    QVERIFY(torch::equal(losses.match, torch::arange(9).unsqueeze(0).expand({4, 9})));
    const double expected = std::log1p(4 * std::exp(-5.0));
    QVERIFY(std::abs(losses.dense.item<double>() - expected) < 1e-4);
    QVERIFY(std::abs(losses.global.item<double>() - expected) < 1e-4);
    // The queue takes the mean of the dense keys of each picture, in the order of the queries.
    const auto mean = q.dense.mean(2);
    QVERIFY(close(losses.newDense, mean / mean.norm(2, {1}, true), 1e-3));
    // Left shuffled, they don't.
    const auto mixed = lossOf(key->forward(images.index_select(0, permutation)));
    QVERIFY(!close(mixed.newDense, losses.newDense, 1e-6));
  }

  void randomQueueGivesTheLogOfItsLength() {
    auto generator = at::detail::createCPUGenerator(4);
    const FeatureQueue queue(128, 65536, generator);
    auto anchors = torch::randn({64, 128}, generator);
    anchors = anchors / anchors.norm(2, {1}, true);
    // log(65536) + half the logit variance - positive logit.
    const double loss = infoNce(anchors, anchors, queue.vectors(), 0.2).item<double>();
    QVERIFY2(std::abs(loss - (11.09 + 0.1 - 5)) < 0.05, std::to_string(loss).c_str());
  }

  void queueWrapsAndRefusesOddBatches() {
    FeatureQueue queue(torch::zeros({1, 4}), 0);
    queue.enqueue(torch::tensor({{1.f}, {2.f}}));
    queue.enqueue(torch::tensor({{3.f}, {4.f}}));
    queue.enqueue(torch::tensor({{5.f}, {6.f}}));
    QVERIFY(torch::equal(queue.vectors(), torch::tensor({{5.f, 6.f, 3.f, 4.f}})));
    QCOMPARE(queue.position(), int64_t{2});
    QVERIFY_EXCEPTION_THROWN(queue.enqueue(torch::zeros({3, 1})), std::invalid_argument);
  }

  void queueFitsTheCollection() {
    QCOMPARE(queueLength(299, 32), int64_t{256});
    QCOMPARE(queueLength(512, 32), int64_t{512});
    QCOMPARE(queueLength(10, 32), int64_t{32});
    QCOMPARE(queueLength(1000000, 64), int64_t{65536});
    QVERIFY_EXCEPTION_THROWN(queueLength(100, 24), std::invalid_argument);
  }
};

QTEST_APPLESS_MAIN(DenseClLossTest)
#include "densecl_loss_test.moc"
