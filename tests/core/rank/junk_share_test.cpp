#include "core/rank/junk_share.h"

#include <QTest>

#include <cmath>

using namespace maskwright;
using namespace maskwright::rank;

/// Junk lowers confidence where it is and around it, and nowhere raises it.
class JunkShareTest : public QObject {
  Q_OBJECT

  /// Rows in the plane by angle in degrees, each on an image of its own.
  static RankingTable table(const std::vector<double>& angles) {
    RankingTable out;
    out.dimension = 2;
    for (size_t i = 0; i < angles.size(); ++i) {
      out.ids.emplace_back(static_cast<int64_t>(i + 1));
      out.image.push_back(static_cast<int>(i));
      const double radians = angles[i] * M_PI / 180;
      out.embeddings.push_back(static_cast<float>(std::cos(radians)));
      out.embeddings.push_back(static_cast<float>(std::sin(radians)));
    }
    return out;
  }

 private Q_SLOTS:
  void noJunkNoShares() { QVERIFY(junkShares(table({0, 10}), {}).empty()); }

  void lookAlikesShareIt() {
    const std::vector<size_t> junk{0, 1, 2};
    // Three of junk, one like them, one between, three others.
    const auto shares = junkShares(table({0, 1, 2, 3, 45, 90, 91, 92}), junk);
    for (const size_t row : junk) QCOMPARE(shares[row], 1.F);
    QVERIFY(shares[3] > 0.6F);
    QVERIFY(shares[3] > shares[4] && shares[4] > shares[5]);
    QCOMPARE(shares[6], 0.F);  // a right angle away
  }

  void theOwnImageIsLeftOut() {
    auto same = table({0, 1, 90});
    same.image = {0, 0, 1};
    const std::vector<size_t> junk{0};
    QCOMPARE(junkShares(same, junk)[1], 0.F);
  }

  void demotionFallsWithTheShare() {
    QCOMPARE(demoted(0.9, 0), 0.9);
    QVERIFY(std::abs(demoted(0.9, 1) - 0.1415) < 1e-3);
    double before = 0.7;
    for (int i = 1; i <= 10; ++i) {
      const double now = demoted(0.7, static_cast<float>(i) / 10);
      QVERIFY(now < before);
      before = now;
    }
  }
};

QTEST_APPLESS_MAIN(JunkShareTest)
#include "junk_share_test.moc"
