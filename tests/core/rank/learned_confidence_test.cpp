#include "core/rank/learned_confidence.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace maskwright;
using namespace maskwright::rank;

class LearnedConfidenceTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void needsEnoughOfBothKinds();
  void fewDecisionsKeepTheFirstOrder();
  void learnsWhatPeopleReject();
  void isCalibrated();
  void separableDataStaysFinite();
  void weightsCount();
  void wrongWeight();
  void knowsTheSegmenterByItsOwnDecisions();
};

namespace {

std::mt19937& generator() {
  static std::mt19937 random(11);
  return random;
}
double uniform() {
  return std::uniform_real_distribution<double>()(generator());
}

ConfidenceExample randomCandidate() {
  ConfidenceExample e;
  e.attributes = {0.5 + 0.5 * uniform(),
                  uniform(),
                  uniform(),
                  0.3 * uniform() * uniform(),
                  0.5 * uniform() * uniform(),
                  uniform(),
                  0.5 * uniform()};
  e.sourceScore = uniform();
  return e;
}

/// Share of pairs (good, bad) that are in the right order.
double orderedPairs(const std::vector<ConfidenceExample>& examples, auto&& confidence) {
  double right = 0, all = 0;
  for (const auto& a : examples)
    for (const auto& b : examples)
      if (a.good && !b.good) {
        ++all;
        right += confidence(a) > confidence(b);
      }
  return right / all;
}

/// People of this test like stable masks, to which the first confidence pays no heed.
bool likesStable(const ConfidenceExample& e) {
  return uniform() < 1 / (1 + std::exp(-9 * (e.attributes.stability - 0.6)));
}

std::vector<ConfidenceExample> decided(int count) {
  std::vector<ConfidenceExample> out;
  for (int i = 0; i < count; ++i) {
    out.push_back(randomCandidate());
    out.back().good = likesStable(out.back());
  }
  return out;
}

}  // namespace

void LearnedConfidenceTest::needsEnoughOfBothKinds() {
  std::vector<ConfidenceExample> examples(19, randomCandidate());
  for (int i = 0; i < 10; ++i) examples[static_cast<size_t>(i)].good = true;
  QVERIFY(!learnConfidence(examples));
  examples.push_back(randomCandidate());
  QVERIFY(learnConfidence(examples).has_value());
  for (auto& example : examples) example.good = false;
  QVERIFY(!learnConfidence(examples));
  examples[0].good = examples[1].good = true;
  QVERIFY(!learnConfidence(examples));
  QVERIFY(!learnConfidence({}));
}

void LearnedConfidenceTest::fewDecisionsKeepTheFirstOrder() {
  auto examples = decided(20);
  for (size_t i = 0; i < examples.size(); ++i) examples[i].good = i % 2;
  const auto model = learnConfidence(examples);
  QVERIFY(model.has_value());
  QVERIFY(model->firstWeight > 0.3);
}

void LearnedConfidenceTest::learnsWhatPeopleReject() {
  const auto train = decided(300), test = decided(300);
  const auto model = learnConfidence(train);
  QVERIFY(model.has_value());
  const double before = orderedPairs(
      test, [](const auto& e) { return firstConfidence(e.attributes, e.sourceScore); });
  const double after = orderedPairs(
      test, [&](const auto& e) { return model->confidence(e.attributes, e.sourceScore); });
  QVERIFY2(before < 0.7 && after > 0.8, qPrintable(QString("%1 -> %2").arg(before).arg(after)));
}

void LearnedConfidenceTest::isCalibrated() {
  const auto train = decided(2000), test = decided(2000);
  const auto model = learnConfidence(train);
  std::array<double, 5> sum{}, good{}, count{};
  for (const auto& e : test) {
    const double p = model->confidence(e.attributes, e.sourceScore);
    const auto bin = std::min<size_t>(4, static_cast<size_t>(p * 5));
    sum[bin] += p;
    good[bin] += e.good;
    ++count[bin];
  }
  for (size_t bin = 0; bin < 5; ++bin)
    if (count[bin] >= 100)
      QVERIFY2(std::abs(sum[bin] - good[bin]) / count[bin] < 0.12,
               qPrintable(QString("bin %1: said %2, was %3")
                              .arg(bin)
                              .arg(sum[bin] / count[bin])
                              .arg(good[bin] / count[bin])));
}

void LearnedConfidenceTest::separableDataStaysFinite() {
  std::vector<ConfidenceExample> examples;
  for (int i = 0; i < 40; ++i) {
    examples.push_back(randomCandidate());
    examples.back().good = i % 2;
    examples.back().attributes.stability = i % 2 ? 0.95 : 0.05;
  }
  const auto model = learnConfidence(examples);
  for (const auto& e : examples) {
    const double p = model->confidence(e.attributes, e.sourceScore);
    QVERIFY(p > 0 && p < 1);
  }
  QVERIFY(orderedPairs(examples, [&](const auto& e) {
            return model->confidence(e.attributes, e.sourceScore);
          }) > 0.95);
}

void LearnedConfidenceTest::weightsCount() {
  // Two opinions on equal candidates: the heavier one wins.
  std::vector<ConfidenceExample> examples(40, randomCandidate());
  for (size_t i = 0; i < examples.size(); ++i) {
    examples[i].good = i % 2;
    examples[i].weight = i % 2 ? 3 : 0.5;
  }
  const auto& e = examples[0];
  QVERIFY(learnConfidence(examples)->confidence(e.attributes, e.sourceScore) > 0.6);
  for (size_t i = 0; i < examples.size(); ++i) examples[i].weight = i % 2 ? 0.5 : 3;
  QVERIFY(learnConfidence(examples)->confidence(e.attributes, e.sourceScore) < 0.4);
}

void LearnedConfidenceTest::wrongWeight() {
  std::vector<ConfidenceExample> examples(40, randomCandidate());
  examples[5].weight = 0;
  QVERIFY_EXCEPTION_THROWN(learnConfidence(examples), std::invalid_argument);
}

void LearnedConfidenceTest::knowsTheSegmenterByItsOwnDecisions() {
  auto examples = decided(400);
  ConfidenceExample fresh = randomCandidate();
  fresh.attributes.segmenter = 1;
  const auto before = learnConfidence(examples);
  QVERIFY(!before->knowsSegmenter());
  for (int i = 0; i < 100; ++i) {
    examples.push_back(randomCandidate());
    examples.back().attributes.segmenter = 1;
    examples.back().good = false;
  }
  const auto after = learnConfidence(examples);
  QVERIFY(after->knowsSegmenter());
  QCOMPARE(after->segmenterDecisions, 100);
  QVERIFY(after->confidence(fresh.attributes, 0.5) <
          0.5 * before->confidence(fresh.attributes, 0.5));
}

QTEST_APPLESS_MAIN(LearnedConfidenceTest)
#include "learned_confidence_test.moc"
