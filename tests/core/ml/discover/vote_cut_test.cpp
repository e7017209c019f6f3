#include "core/ml/discover/vote_cut.h"

#include <QtTest>

using namespace maskwright::ml;

namespace {

cv::Mat box(const cv::Rect& rect) {
  cv::Mat mask = cv::Mat::zeros(20, 24, CV_8U);
  mask(rect).setTo(255);
  return mask;
}

}  // namespace

class VoteCutTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void threeAgreeAgainstOne() {
    const std::vector<cv::Mat> proposals{
        box({2, 2, 8, 8}), box({15, 10, 5, 5}), box({2, 2, 8, 9}), box({2, 3, 8, 7})};
    const auto voted = voteCut(proposals);
    QCOMPARE(voted.size(), size_t{2});
    QCOMPARE(voted[0].votes, 3);
    QCOMPARE(voted[0].score, 1.0);
    QVERIFY(std::abs(voted[1].score - 1.0 / 3) < 1e-12);
    // A fifth of three masks is less than one: whatever any of them holds.
    QCOMPARE(cv::countNonZero(voted[0].mask != box({2, 2, 8, 9})), 0);
    QCOMPARE(cv::countNonZero(voted[1].mask != proposals[1]), 0);
  }

  void shareOfTheVotesDecidesCells() {
    const std::vector<cv::Mat> proposals{
        box({2, 2, 8, 8}), box({2, 2, 8, 9}), box({2, 2, 8, 8}), box({2, 2, 8, 8})};
    const auto voted = voteCut(proposals, {.share = 0.5});
    QCOMPARE(voted.size(), size_t{1});
    QCOMPARE(cv::countNonZero(voted[0].mask != proposals[0]), 0);
  }

  void emptyProposalsDoNotVote() {
    QVERIFY(voteCut({}).empty());
    QVERIFY(voteCut({box({0, 0, 0, 0})}).empty());
  }

  void limit() {
    std::vector<cv::Mat> proposals;
    for (int i = 0; i < 12; ++i) proposals.push_back(box({2 * i, 1, 1, 3}));
    QCOMPARE(voteCut(proposals).size(), size_t{10});
  }
};

QTEST_APPLESS_MAIN(VoteCutTest)
#include "vote_cut_test.moc"
