#include "core/rank/ranking_model.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

using namespace maskwright;
using namespace maskwright::rank;

/// Learning of confidence on invented people with a taste of their own.
class RankingModelTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void needsEnough();
  void refusalsAloneTeach();
  void learnsATaste_data();
  void learnsATaste();
  void isCalibratedOnUnseenImages();
  void treesLearnWhatNoLineDivides();
  void poorOutlinesAreTold();
  void saysWhy();
  void oneImageIsNoGroundForCalibration();
  void isDeterministic();
};

namespace {

constexpr size_t kPerImage = 5;

struct World {
  RankingTable table;
  std::vector<double> first;
  std::vector<Verdict> truth;
};

/// Candidates with random attributes; `good` gives the log-odds that this person accepts one.
World makeWorld(size_t rows, unsigned seed, auto&& good) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform;
  World world;
  for (size_t i = 0; i < rows; ++i) {
    CandidateAttributes a;
    a.maskness = 0.5 + 0.5 * uniform(random);
    a.stability = uniform(random);
    a.areaFraction = 0.3 * uniform(random) * uniform(random);
    a.borderFraction = 0.5 * uniform(random) * uniform(random);
    a.compactness = uniform(random);
    a.boundaryContrast = 0.5 * uniform(random);
    world.table.ids.emplace_back(static_cast<int64_t>(i + 1));
    world.table.image.push_back(static_cast<int>(i / kPerImage));
    world.table.attributes.push_back(a);
    world.table.sourceScore.push_back(uniform(random));
    world.table.cluster.push_back(-1);
    world.table.clusterDistance.push_back(0);
    const double p = firstConfidence(a, world.table.sourceScore.back());
    world.first.push_back(std::log(p / (1 - p)));
    const bool accepted = uniform(random) < 1 / (1 + std::exp(-good(a)));
    world.truth.push_back(accepted                  ? Verdict::Accepted
                          : a.borderFraction > 0.15 ? Verdict::BadMask
                                                    : Verdict::NotAnObject);
  }
  return world;
}

double likesStable(const CandidateAttributes& a) {
  return 9 * (a.stability - 0.6);
}
/// Either stable or with contrast, not both: no line divides them.
double likesOneOfTwo(const CandidateAttributes& a) {
  return (a.stability > 0.5) != (a.boundaryContrast > 0.25) ? 3 : -3;
}

void decideFirst(RankingContext& context, const World& world, size_t count) {
  std::vector<RankingContext::Judgement> judgements;
  for (size_t i = 0; i < count; ++i) judgements.push_back({i, world.truth[i]});
  context.decide(judgements);
}

struct Held {
  std::vector<size_t> rows;
  std::vector<uint8_t> good;
};
Held rest(const World& world, size_t from) {
  Held out;
  for (size_t i = from; i < world.truth.size(); ++i) {
    out.rows.push_back(i);
    out.good.push_back(isPositive(world.truth[i]));
  }
  return out;
}

}  // namespace

void RankingModelTest::needsEnough() {
  const auto world = makeWorld(200, 1, likesStable);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, 29);
  auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  QCOMPARE(model->kind(), ModelKind::First);
  const std::vector<size_t> rows{0, 150};
  const auto stated = model->confidence(context, rows);
  QVERIFY(stated.ok());
  for (size_t i = 0; i < rows.size(); ++i)
    QVERIFY(std::abs((*stated)[i] - 1 / (1 + std::exp(-world.first[rows[i]]))) < 1e-12);
}

/// Nothing was accepted: everything falls, and nothing breaks on there being one kind alone.
void RankingModelTest::refusalsAloneTeach() {
  const auto world = makeWorld(1000, 9, likesStable);
  const std::vector<double> evens(world.first.size());  // log-odds of one half
  RankingContext context(world.table, evens);
  std::vector<RankingContext::Judgement> refused;
  for (size_t i = 0; i < 60; ++i) refused.push_back({i, Verdict::NotAnObject});
  context.decide(refused);
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  QVERIFY(model->kind() != ModelKind::First);
  const auto held = rest(world, 800);
  const auto stated = *model->confidence(context, held.rows);
  double mean = 0;
  for (const double p : stated) {
    QVERIFY(p > 0 && p < 1);
    mean += p / static_cast<double>(stated.size());
  }
  QVERIFY2(mean < 0.2, qPrintable(QString::number(mean)));
}

void RankingModelTest::learnsATaste_data() {
  QTest::addColumn<int>("decisions");
  QTest::addColumn<double>("auc");
  QTest::newRow("60") << 60 << 0.65;
  QTest::newRow("120") << 120 << 0.8;
  QTest::newRow("800") << 800 << 0.84;
}

void RankingModelTest::learnsATaste() {
  QFETCH(int, decisions);
  QFETCH(double, auc);
  const auto world = makeWorld(3000, 2, likesStable);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, static_cast<size_t>(decisions));
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  QVERIFY(model->kind() != ModelKind::First);
  const auto held = rest(world, 1000);
  const auto stated = model->confidence(context, held.rows);
  QVERIFY(stated.ok());
  std::vector<double> before;
  for (const size_t row : held.rows) before.push_back(world.first[row]);
  const double reached = rocAuc(*stated, held.good);
  QVERIFY2(reached > auc, qPrintable(QString::number(reached)));
  QVERIFY(rocAuc(before, held.good) < 0.6);
}

void RankingModelTest::isCalibratedOnUnseenImages() {
  const auto world = makeWorld(4000, 3, likesStable);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, 300);
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  const auto held = rest(world, 300);
  const auto stated = model->confidence(context, held.rows);
  QVERIFY(stated.ok());
  const auto report = calibrationOf(*stated, held.good);
  QVERIFY2(report.error < 0.06, qPrintable(QString::number(report.error)));
  QVERIFY(report.brier < 0.85 * report.baseBrier);
  // What the model says of itself is about that.
  QVERIFY(model->calibration().has_value());
  QCOMPARE(model->calibration()->count, int64_t{300});
  QVERIFY(std::abs(model->calibration()->brier - report.brier) < 0.04);
  QVERIFY(std::abs(model->calibration()->auc - report.auc) < 0.06);
}

void RankingModelTest::treesLearnWhatNoLineDivides() {
  const auto world = makeWorld(5000, 4, likesOneOfTwo);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, 1500);
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  QCOMPARE(model->kind(), ModelKind::Boosted);
  RankingSettings plain;
  plain.boostFrom = 1 << 30;
  const auto line = RankingModel::fit(context, plain);
  QVERIFY(line.ok());
  QCOMPARE(line->kind(), ModelKind::Logistic);
  const auto held = rest(world, 1500);
  const double trees = rocAuc(*model->confidence(context, held.rows), held.good);
  const double straight = rocAuc(*line->confidence(context, held.rows), held.good);
  QVERIFY2(trees > 0.85 && straight < 0.65,
           qPrintable(QString("%1 against %2").arg(trees).arg(straight)));
}

void RankingModelTest::poorOutlinesAreTold() {
  const auto world = makeWorld(3000, 5, likesStable);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, 600);
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  const auto held = rest(world, 600);
  const auto good = *model->confidence(context, held.rows);
  const auto poor = model->poorOutline(context, held.rows, good);
  std::vector<uint8_t> isPoor;
  for (size_t i = 0; i < held.rows.size(); ++i) {
    isPoor.push_back(world.truth[held.rows[i]] == Verdict::BadMask);
    QVERIFY(poor[i] >= 0 && poor[i] + good[i] <= 1 + 1e-12);
  }
  QVERIFY2(rocAuc(poor, isPoor) > 0.75, qPrintable(QString::number(rocAuc(poor, isPoor))));
}

void RankingModelTest::saysWhy() {
  const auto world = makeWorld(2000, 6, likesStable);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, 400);
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  size_t stable = 1000;
  for (size_t i = 1000; i < 2000; ++i)
    if (world.table.attributes[i].stability > world.table.attributes[stable].stability) stable = i;
  const auto reasons = model->reasons(context, stable, 3);
  QCOMPARE(reasons.size(), size_t{3});
  QCOMPARE(QString::fromUtf8(inputName(reasons[0].input).data()), QString("stability"));
  QVERIFY(reasons[0].logOdds > 0);
  QVERIFY(reasons[0].above);
}

void RankingModelTest::oneImageIsNoGroundForCalibration() {
  auto world = makeWorld(100, 7, likesStable);
  std::fill(world.table.image.begin(), world.table.image.end(), 0);
  RankingContext context(world.table, world.first);
  decideFirst(context, world, 60);
  const auto model = RankingModel::fit(context);
  QVERIFY(model.ok());
  QCOMPARE(model->kind(), ModelKind::Logistic);
  QVERIFY(!model->calibration());
}

void RankingModelTest::isDeterministic() {
  const auto world = makeWorld(1500, 8, likesOneOfTwo);
  const auto held = rest(world, 700);
  std::vector<double> before;
  for (int turn = 0; turn < 2; ++turn) {
    RankingContext context(world.table, world.first);
    decideFirst(context, world, 700);
    const auto model = RankingModel::fit(context);
    QVERIFY(model.ok());
    const auto stated = model->confidence(context, held.rows);
    QVERIFY(stated.ok());
    if (turn == 1) QCOMPARE(*stated, before);
    before = *stated;
  }
}

QTEST_APPLESS_MAIN(RankingModelTest)
#include "ranking_model_test.moc"
