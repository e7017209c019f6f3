#include "ui/editor/mask_document.h"

#include "core/coco/rle.h"

#include <QtTest>

#include <opencv2/imgproc.hpp>

#include <random>
#include <vector>

using namespace maskwright;
using maskwright::ui::MaskDocument;

namespace {

Rle rectangle(const cv::Rect& box, int rows = 60, int cols = 80) {
  cv::Mat mask = cv::Mat::zeros(rows, cols, CV_8U);
  mask(box) = 255;
  return coco::encode(mask.data, rows, cols, mask.step);
}

bool same(const cv::Mat& a, const cv::Mat& b) {
  return cv::countNonZero(a != b) == 0;
}

}  // namespace

class MaskDocumentTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensAsItIs() {
    const Rle start = rectangle({10, 10, 20, 20});
    const MaskDocument document(start);
    QVERIFY(document.toRle() == start);
    QCOMPARE(document.area(), int64_t{400});
    QCOMPARE(document.iouWithStart(), 1.0);
    QVERIFY(!document.isChanged());
    QVERIFY(!document.canUndo());
  }

  void aStrokeOfManyPiecesIsOneEdit() {
    MaskDocument document(rectangle({10, 10, 20, 20}));
    document.stroke({40, 40}, {50, 40}, 3, true);
    document.stroke({50, 40}, {50, 50}, 3, true);
    QVERIFY(document.isChanged());
    QVERIFY(document.commit("brush"));
    const cv::Mat after = document.mask().clone();
    document.undo();
    QVERIFY(!document.isChanged());
    QVERIFY(!document.canUndo());
    QVERIFY(same(document.mask(), document.start()));
    document.redo();
    QVERIFY(same(document.mask(), after));
  }

  void aStrokeThatChangesNothingIsNoEdit() {
    MaskDocument document(rectangle({10, 10, 20, 20}));
    document.stroke({20, 20}, {20, 20}, 4, true);
    QVERIFY(!document.commit("brush"));
    QVERIFY(!document.canUndo());
  }

  void anAbandonedStrokeLeavesNoTrace() {
    MaskDocument document(rectangle({10, 10, 20, 20}));
    document.stroke({20, 20}, {60, 20}, 4, false);
    document.abandon();
    QVERIFY(!document.isChanged());
    QCOMPARE(document.area(), int64_t{400});
    QVERIFY(!document.commit("eraser"));
  }

  /// Any walk through edits, undo and redo stands where a list of copies says, and the counts are
  /// those of a recount.
  void randomWalkMatchesCopies() {
    std::mt19937 random(17);
    const auto below = [&](int n) { return static_cast<int>(random() % n); };
    MaskDocument document(rectangle({10, 10, 30, 20}));
    std::vector<cv::Mat> states{document.mask().clone()};
    size_t at = 0;
    for (int step = 0; step < 600; ++step) {
      const int what = below(6);
      bool edited = false;
      if (what == 0 && at > 0) {
        document.undo();
        --at;
      } else if (what == 1 && at + 1 < states.size()) {
        document.redo();
        ++at;
      } else if (what == 2) {
        const std::vector<cv::Point2d> corners{{double(below(90) - 5), double(below(70) - 5)},
                                               {double(below(90) - 5), double(below(70) - 5)},
                                               {double(below(90) - 5), double(below(70) - 5)}};
        const bool could = document.canUndo();
        const std::string before = document.tools();
        document.polygon(corners, below(2) == 0, "polygon");
        edited = document.tools() != before || (could && !same(document.mask(), states[at]));
      } else if (what == 3) {
        const cv::Rect box(below(60), below(40), 1 + below(20), 1 + below(20));
        const cv::Mat part(box.size(), CV_8U, cv::Scalar(below(2) * 255));
        document.replace(box, part, "fill holes");
        edited = !same(document.mask(), states[at]);
      } else {
        document.stroke({double(below(80)), double(below(60))},
                        {double(below(80)), double(below(60))},
                        1 + below(9),
                        below(2) == 0);
        edited = document.commit("brush");
      }
      if (edited) {
        states.resize(at + 1);
        states.push_back(document.mask().clone());
        ++at;
      }
      QVERIFY(same(document.mask(), states[at]));
      QCOMPARE(document.canUndo(), at > 0);
      QCOMPARE(document.canRedo(), at + 1 < states.size());
      const int common = cv::countNonZero(document.mask() & document.start());
      const int joined = cv::countNonZero(document.mask() | document.start());
      QCOMPARE(document.area(), int64_t{cv::countNonZero(document.mask())});
      QCOMPARE(document.iouWithStart(), joined ? double(common) / joined : 1);
      QCOMPARE(document.isChanged(), !same(document.mask(), document.start()));
    }
    QVERIFY(states.size() > 20);
  }

  void toolsAreCountedWithoutWhatIsUndone() {
    MaskDocument document(rectangle({10, 10, 20, 20}));
    const auto dab = [&](double x, bool inside) {
      document.stroke({x, 50}, {x, 50}, 2, inside);
      return document.commit(inside ? "brush" : "eraser");
    };
    QVERIFY(dab(10, true));
    QVERIFY(dab(20, true));
    QVERIFY(dab(10, false));
    QVERIFY(dab(30, true));
    QCOMPARE(document.tools(), std::string("brush 3, eraser 1"));
    document.undo();
    document.undo();
    QCOMPARE(document.tools(), std::string("brush 2"));
    QCOMPARE(document.redoName(), std::string("eraser"));
    QVERIFY(dab(60, true));  // ends redo
    QVERIFY(!document.canRedo());
    QCOMPARE(document.tools(), std::string("brush 3"));
  }

  void anEmptyMaskCanBeDrawn() {
    MaskDocument document(coco::emptyRle(60, 80));
    QCOMPARE(document.iouWithStart(), 1.0);
    document.stroke({30, 30}, {30, 30}, 5, true);
    QVERIFY(document.commit("brush"));
    QCOMPARE(document.iouWithStart(), 0.0);
    QVERIFY(document.isChanged());
    QVERIFY(document.area() > 70);
  }
};

QTEST_APPLESS_MAIN(MaskDocumentTest)
#include "mask_document_test.moc"
