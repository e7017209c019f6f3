#include "core/rank/audit.h"

#include <QtTest>

#include <algorithm>
#include <bit>
#include <cmath>
#include <random>
#include <vector>

using namespace maskwright::rank;

class AuditTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void incompleteBetaEqualsReference();
  void boundEqualsReference();
  void boundOfAFlawlessSample();
  void boundOfALargePopulation();
  void boundEqualsBruteForce();
  void smallPopulationsHold();
  void plansAreAffordable();
  void statementsHold_data();
  void statementsHold();
  void goodSetsPass();
  void furtherAttemptsAreStricter();
  void stopsWhenItCannotPass();
  void wrongUse();
};

/// Values made with SciPy 1.10 (scipy.special.betainc).
void AuditTest::incompleteBetaEqualsReference() {
  const double values[][4] = {{0.5, 0.5, 0.3, 0.3690101195655454},
                              {2, 3, 0.4, 0.5247999999999999},
                              {50, 3, 0.9, 0.09663328513725218},
                              {1, 1, 0.25, 0.25},
                              {200, 12, 0.97, 0.9734444202928666},
                              {5, 200, 0.01, 0.05540973034281851}};
  for (const auto& [a, b, x, expected] : values)
    QVERIFY2(std::abs(incompleteBeta(a, b, x) - expected) < 1e-10,
             qPrintable(QString::number(incompleteBeta(a, b, x), 'g', 16)));
}

/// Values made with SciPy 1.10 (scipy.stats.beta.ppf(1 - confidence, good, count - good + 1)).
void AuditTest::boundEqualsReference() {
  const double values[][4] = {{1, 10, 0.95, 0.005116196891823706},
                              {9, 10, 0.95, 0.6058366975634953},
                              {95, 100, 0.95, 0.8977466223567255},
                              {190, 200, 0.975, 0.9099724622986486},
                              {58, 60, 0.9, 0.913721957776702},
                              {999, 1000, 0.99, 0.9933803316043514}};
  for (const auto& [good, count, confidence, expected] : values) {
    const double bound =
        precisionLowerBound(static_cast<int64_t>(good), static_cast<int64_t>(count), confidence);
    QVERIFY2(std::abs(bound - expected) < 1e-9, qPrintable(QString::number(bound, 'g', 12)));
  }
}

/// n of n: the bound is (1 - confidence)^(1/n).
void AuditTest::boundOfAFlawlessSample() {
  for (const int n : {1, 5, 59, 300})
    QVERIFY(std::abs(precisionLowerBound(n, n, 0.95) - std::pow(0.05, 1.0 / n)) < 1e-9);
  QCOMPARE(precisionLowerBound(0, 20, 0.95), 0.0);
}

void AuditTest::boundOfALargePopulation() {
  for (const auto& [good, count] : {std::pair{95, 100}, {58, 60}, {20, 20}})
    QVERIFY(std::abs(acceptedLowerBound(good, count, 50'000'000, 0.95) -
                     precisionLowerBound(good, count, 0.95)) < 1e-5);
}

/// All ways to draw 5 of 9: the most bad masks under which so few errors are still likely.
void AuditTest::boundEqualsBruteForce() {
  for (int errors = 0; errors < 5; ++errors) {
    int most = errors;
    for (int bad = errors; bad <= 9 - (5 - errors); ++bad) {
      int few = 0, all = 0;
      for (unsigned drawn = 0; drawn < 512; ++drawn) {
        if (std::popcount(drawn) != 5) continue;
        ++all;
        few += std::popcount(drawn & ((1U << bad) - 1)) <= errors;
      }
      if (static_cast<double>(few) / all > 0.1) most = bad;
    }
    QCOMPARE(acceptedLowerBound(5 - errors, 5, 9, 0.9), (9. - most) / (9 - errors));
  }
  QCOMPARE(acceptedLowerBound(7, 9, 9, 0.95), 1.0);  // all were looked at, the bad ones are out
}

/// Drawn without replacement from small sets of every quality: the statement about what is accepted
/// is wrong rarely enough.
void AuditTest::smallPopulationsHold() {
  std::mt19937 random(19);
  constexpr int kPopulation = 70, kSessions = 1500;
  const auto plan = planAudit(0.8, 0.95, kPopulation);
  QVERIFY(!plan.looks.empty());
  for (int bad = 0; bad <= 40; bad += 4) {
    int wrong = 0, passed = 0;
    for (int session = 0; session < kSessions; ++session) {
      std::vector<int> isBad(kPopulation);
      std::fill_n(isBad.begin(), bad, 1);
      std::shuffle(isBad.begin(), isBad.end(), random);
      int64_t errors = 0, count = 0;
      AuditState state = AuditState::Going;
      while (state == AuditState::Going) {
        errors += isBad[static_cast<size_t>(count)];
        ++count;
        state = auditState(plan, count - errors, count);
      }
      if (state != AuditState::Passed) continue;
      ++passed;
      wrong +=
          static_cast<double>(kPopulation - bad) < 0.8 * static_cast<double>(kPopulation - errors);
    }
    QVERIFY2(wrong <= 0.05 * kSessions + 3 * std::sqrt(0.05 * kSessions),
             qPrintable(QString("%1 bad: %2").arg(bad).arg(wrong)));
    if (bad == 4) QVERIFY(passed > kSessions / 2);
  }
}

void AuditTest::plansAreAffordable() {
  for (const double target : {0.8, 0.9, 0.95}) {
    const auto plan = planAudit(target, 0.95, 100000);
    QVERIFY(!plan.looks.empty());
    QVERIFY(std::is_sorted(plan.looks.begin(), plan.looks.end()));
    QCOMPARE(plan.allowed.front(), 0);
    // A smaller sample would not do for a flawless set, nor one error more at any look.
    const double confidence = confidenceOfLook(plan);
    QCOMPARE(allowedErrors(plan.looks.front() - 1, 100000, target, confidence), -1);
    for (size_t i = 0; i < plan.looks.size(); ++i) {
      const int good = plan.looks[i] - plan.allowed[i];
      QVERIFY(acceptedLowerBound(good, plan.looks[i], 100000, confidence) >= target);
      QVERIFY(acceptedLowerBound(good - 1, plan.looks[i], 100000, confidence) < target);
    }
  }
  QVERIFY(planAudit(0.8, 0.95, 100000).looks.front() < 30);
  QVERIFY(planAudit(0.95, 0.95, 100000).looks.front() < 110);
  QVERIFY(planAudit(0.95, 0.95, 10).looks.empty());  // too few masks to prove anything
}

void AuditTest::statementsHold_data() {
  QTest::addColumn<double>("target");
  QTest::newRow("80 %") << 0.8;
  QTest::newRow("90 %") << 0.9;
  QTest::newRow("95 %") << 0.95;
}

/// Sets that are just not precise enough pass rarely enough, in spite of several looks and of
/// trying again with another set after each failure.
void AuditTest::statementsHold() {
  QFETCH(double, target);
  std::mt19937 random(17);
  std::bernoulli_distribution good(target - 0.001);
  std::vector<AuditPlan> plans;
  for (int attempt = 0; attempt < 4; ++attempt)
    plans.push_back(planAudit(target, 0.95, 100000, attempt));
  int passed = 0;
  constexpr int kSessions = 4000;
  for (int session = 0; session < kSessions; ++session) {
    for (int attempt = 0; attempt < 4; ++attempt) {
      const auto& plan = plans[static_cast<size_t>(attempt)];
      int64_t goods = 0, count = 0;
      AuditState state = AuditState::Going;
      while (state == AuditState::Going) {
        goods += good(random);
        state = auditState(plan, goods, ++count);
      }
      if (state != AuditState::Passed) continue;
      ++passed;
      break;
    }
  }
  // .05 is allowed; three standard deviations of the count on top.
  QVERIFY2(passed <= 0.05 * kSessions + 3 * std::sqrt(0.05 * kSessions),
           qPrintable(QString::number(passed)));
  QVERIFY(passed > 0);
}

/// Half of the allowed errors: mostly passes.
void AuditTest::goodSetsPass() {
  std::mt19937 random(18);
  const auto plan = planAudit(0.9, 0.95, 100000);
  std::bernoulli_distribution good(0.95);
  int passed = 0;
  for (int session = 0; session < 500; ++session) {
    int64_t goods = 0, count = 0;
    AuditState state = AuditState::Going;
    while (state == AuditState::Going) {
      goods += good(random);
      state = auditState(plan, goods, ++count);
    }
    passed += state == AuditState::Passed;
  }
  QVERIFY2(passed > 350, qPrintable(QString::number(passed)));
}

void AuditTest::furtherAttemptsAreStricter() {
  const auto first = planAudit(0.9, 0.95, 100000, 0), second = planAudit(0.9, 0.95, 100000, 1);
  QVERIFY(second.confidence > first.confidence);
  QVERIFY(second.looks.front() > first.looks.front());
  double spent = 0;
  for (int attempt = 0; attempt < 40; ++attempt)
    spent += 1 - planAudit(0.9, 0.95, 10, attempt).confidence;
  QVERIFY(spent <= 0.05 + 1e-12);
}

void AuditTest::stopsWhenItCannotPass() {
  const auto plan = planAudit(0.9, 0.95, 100000);
  const int most = plan.allowed.back();
  QCOMPARE(auditState(plan, 0, most), AuditState::Going);
  QCOMPARE(auditState(plan, 0, most + 1), AuditState::Failed);
  QCOMPARE(auditState(plan, plan.looks.front(), plan.looks.front()), AuditState::Passed);
  QCOMPARE(auditState(plan, plan.looks.front() - 1, plan.looks.front() - 1), AuditState::Going);
}

void AuditTest::wrongUse() {
  QVERIFY_EXCEPTION_THROWN(precisionLowerBound(3, 2), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(precisionLowerBound(0, 0), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(precisionLowerBound(1, 2, 1), std::invalid_argument);
  QVERIFY_EXCEPTION_THROWN(planAudit(1, 0.95, 10), std::invalid_argument);
}

QTEST_APPLESS_MAIN(AuditTest)
#include "audit_test.moc"
