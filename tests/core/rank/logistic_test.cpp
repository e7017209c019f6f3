#include "core/rank/logistic.h"

#include <QtTest>

#include <cmath>
#include <random>
#include <vector>

using namespace maskwright::rank;

class LogisticTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isTheMinimum();
  void fewExamplesKeepThePrior();
  void separableDataStaysFinite();
  void weightsAreCopies();
  void wrongUse();
};

namespace {

double loss(const std::vector<float>& x,
            const std::vector<uint8_t>& y,
            const LogisticPrior& prior,
            const std::vector<double>& w) {
  double sum = 0;
  const size_t size = w.size();
  for (size_t k = 0; k < size; ++k)
    sum += 0.5 * prior.pull[k] * (w[k] - prior.mean[k]) * (w[k] - prior.mean[k]);
  for (size_t i = 0; i < y.size(); ++i) {
    double logit = 0;
    for (size_t k = 0; k < size; ++k) logit += w[k] * x[i * size + k];
    sum += std::log1p(std::exp(y[i] ? -logit : logit));
  }
  return sum;
}

struct Problem {
  std::vector<float> x;
  std::vector<uint8_t> y;
};

Problem random(int count, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal;
  Problem out;
  for (int i = 0; i < count; ++i) {
    const float a = normal(generator), b = normal(generator);
    out.x.insert(out.x.end(), {1, a, b});
    out.y.push_back(a - 0.5F * b + normal(generator) > 0.3F);
  }
  return out;
}

}  // namespace

/// No step in any direction improves the loss, and the slopes vanish (central differences).
void LogisticTest::isTheMinimum() {
  const auto [x, y] = random(200, 4);
  const LogisticPrior prior{{0, 1, 0}, {0.1, 4, 2}};
  const auto w = fitLogistic(x, y, {}, prior);
  for (size_t k = 0; k < w.size(); ++k) {
    auto up = w, down = w;
    up[k] += 1e-4;
    down[k] -= 1e-4;
    const double slope = (loss(x, y, prior, up) - loss(x, y, prior, down)) / 2e-4;
    QVERIFY2(std::abs(slope) < 1e-5, qPrintable(QString::number(slope)));
    QVERIFY(loss(x, y, prior, up) > loss(x, y, prior, w));
  }
}

void LogisticTest::fewExamplesKeepThePrior() {
  const auto [x, y] = random(3, 4);
  const LogisticPrior prior{{0.5, 1, -1}, {1e4, 1e4, 1e4}};
  const auto w = fitLogistic(x, y, {}, prior);
  for (size_t k = 0; k < w.size(); ++k) QVERIFY(std::abs(w[k] - prior.mean[k]) < 1e-3);
}

void LogisticTest::separableDataStaysFinite() {
  std::vector<float> x;
  std::vector<uint8_t> y;
  for (int i = -50; i < 50; ++i) {
    x.insert(x.end(), {1, static_cast<float>(i)});
    y.push_back(i >= 0);
  }
  const auto w = fitLogistic(x, y, {}, {{0, 0}, {0.01, 0.01}});
  QVERIFY(std::isfinite(w[0]) && std::isfinite(w[1]));
  QVERIFY(w[1] > 0.5);
}

void LogisticTest::weightsAreCopies() {
  const auto [x, y] = random(60, 9);
  std::vector<float> twice = x;
  twice.insert(twice.end(), x.begin(), x.end());
  std::vector<uint8_t> outcomes = y;
  outcomes.insert(outcomes.end(), y.begin(), y.end());
  const LogisticPrior prior{{0, 0, 0}, {1, 1, 1}};
  const auto a = fitLogistic(twice, outcomes, {}, prior);
  const auto b = fitLogistic(x, y, std::vector<double>(60, 2), prior);
  for (size_t k = 0; k < a.size(); ++k) QVERIFY(std::abs(a[k] - b[k]) < 1e-8);
}

void LogisticTest::wrongUse() {
  const LogisticPrior prior{{0, 0}, {1, 1}};
  const std::vector<float> x{1, 2};
  const std::vector<uint8_t> y{1}, two{1, 0};
  QVERIFY_EXCEPTION_THROWN(fitLogistic(x, two, {}, prior), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(fitLogistic(x, y, std::vector<double>{0}, prior), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(fitLogistic(x, y, {}, {{0, 0}, {1, 0}}), std::invalid_argument);
}

QTEST_APPLESS_MAIN(LogisticTest)
#include "logistic_test.moc"
