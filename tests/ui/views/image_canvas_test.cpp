#include "ui/views/image_canvas.h"

#include "ui/support/image_loader.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>
#include <QtTest>

#include <memory>

using namespace maskwright;
using namespace maskwright::ui;

namespace {

constexpr int kWidth = 200, kHeight = 120;

/// A filled rectangle as a mask of the 200 x 120 image.
CanvasMask rectangle(qint64 id, const QRect& r) {
  CanvasMask one;
  one.id = id;
  one.mask = {kHeight, kWidth, {}};
  uint32_t zeros = static_cast<uint32_t>(r.x() * kHeight + r.y());
  for (int x = 0; x < r.width(); ++x) {
    one.mask.counts.push_back(zeros);
    one.mask.counts.push_back(static_cast<uint32_t>(r.height()));
    zeros = static_cast<uint32_t>(kHeight - r.height());
  }
  one.mask.counts.push_back(
      static_cast<uint32_t>((kWidth - r.right() - 1) * kHeight + kHeight - r.bottom() - 1));
  return one;
}

}  // namespace

class ImageCanvasTest : public QObject {
  Q_OBJECT
 private:
  QTemporaryDir dir_;
  ImageLoader loader_;
  std::unique_ptr<ImageCanvas> canvas_;

  void wheel(const QPointF& at, int delta) {
    QWheelEvent event(at,
                      canvas_->mapToGlobal(at),
                      {},
                      {0, delta},
                      Qt::NoButton,
                      Qt::NoModifier,
                      Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(canvas_.get(), &event);
  }

 private Q_SLOTS:
  void init() {
    const QString path = dir_.filePath("grey.png");
    QImage image(kWidth, kHeight, QImage::Format_RGB32);
    image.fill(QColor(90, 90, 90));
    image.save(path);
    canvas_ = std::make_unique<ImageCanvas>(&loader_);
    canvas_->resize(800, 600);
    canvas_->show();
    QVERIFY(QTest::qWaitForWindowExposed(canvas_.get()));
    canvas_->setImage(path, 1, {kWidth, kHeight});
    canvas_->setMasks({rectangle(2, {60, 40, 10, 10}), rectangle(1, {20, 20, 100, 60})});
  }
  void cleanup() { canvas_.reset(); }

  void fitsAndCentresTheImage() {
    QCOMPARE(canvas_->toWidget({100, 60}), QPointF(400, 300));
    QVERIFY(canvas_->toWidget({0, 0}).x() >= 0);
    canvas_->resize(400, 600);
    QCOMPARE(canvas_->toWidget({100, 60}), QPointF(200, 300));
  }

  void atItsActualSizeAnImageThatFitsIsCentredAgain() {
    canvas_->setFocused(2);
    canvas_->zoomToFocused();
    QVERIFY(canvas_->toWidget({100, 60}) != QPointF(400, 300));
    canvas_->zoomToActualSize();
    QCOMPARE(canvas_->toWidget({100, 60}), QPointF(400, 300));
  }

  void wheelZoomsAtThePointer() {
    const QPointF at(250, 210);
    const QPointF before = canvas_->toImage(at);
    const double zoom = canvas_->zoom();
    wheel(at, 120);
    wheel(at, 120);
    QVERIFY(canvas_->zoom() > zoom * 1.4);
    QVERIFY((canvas_->toImage(at) - before).manhattanLength() < 1e-6);
    wheel(at, -1200);
    QVERIFY(canvas_->zoom() < zoom);
    canvas_->zoomToActualSize();
    QCOMPARE(canvas_->zoom(), 1.0);
    canvas_->zoomToFit();
    QCOMPARE(canvas_->zoom(), zoom);
  }

  void mappingGoesThereAndBack() {
    wheel({300, 300}, 360);
    for (const QPointF p : {QPointF(0, 0), QPointF(13.5, 99.25), QPointF(199, 119)})
      QVERIFY((canvas_->toImage(canvas_->toWidget(p)) - p).manhattanLength() < 1e-9);
  }

  void theSmallestMaskWins() {
    QCOMPARE(canvas_->maskAt({65, 45}), 2);
    QCOMPARE(canvas_->maskAt({30, 30}), 1);
    QCOMPARE(canvas_->maskAt({5, 5}), 0);
    QCOMPARE(canvas_->maskAt({119.9, 79.9}), 1);
    QCOMPARE(canvas_->maskAt({120.1, 79.9}), 0);
  }

  void clicksAndHoverNameTheMask() {
    QSignalSpy clicked(canvas_.get(), &ImageCanvas::maskClicked);
    QSignalSpy hovered(canvas_.get(), &ImageCanvas::maskHovered);
    QTest::mouseClick(canvas_.get(), Qt::LeftButton, {}, canvas_->toWidget({65, 45}).toPoint());
    QCOMPARE(clicked.takeFirst()[0].toLongLong(), 2);
    QTest::mouseMove(canvas_.get(), canvas_->toWidget({30, 30}).toPoint());
    QTRY_VERIFY(!hovered.isEmpty());
    QCOMPARE(hovered.last()[0].toLongLong(), 1);
  }

  void draggingPansAndDoesNotClick() {
    QSignalSpy clicked(canvas_.get(), &ImageCanvas::maskClicked);
    const QPointF before = canvas_->toWidget({100, 60});
    const QPoint from(400, 300), to(440, 330);
    QTest::mousePress(canvas_.get(), Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove,
                     to,
                     canvas_->mapToGlobal(to),
                     Qt::NoButton,
                     Qt::LeftButton,
                     Qt::NoModifier);
    QCoreApplication::sendEvent(canvas_.get(), &move);
    QTest::mouseRelease(canvas_.get(), Qt::LeftButton, {}, to);
    QCOMPARE(canvas_->toWidget({100, 60}) - before, QPointF(40, 30));
    QCOMPARE(clicked.count(), 0);
  }

  void overlayShowsHidesAndFocuses() {
    const QPoint inside = canvas_->toWidget({100, 70}).toPoint();
    QEvent leave(QEvent::Leave);  // the pointer must not highlight what is compared
    QCoreApplication::sendEvent(canvas_.get(), &leave);
    const auto pixel = [&](const QPoint& at) { return canvas_->grab().toImage().pixel(at); };
    // The picture (all there is beside the masks) and the overlay come from other threads.
    QTRY_COMPARE(pixel(canvas_->toWidget({150, 100}).toPoint()), qRgb(90, 90, 90));
    const QRgb bare = qRgb(90, 90, 90);
    canvas_->setOverlayMode(OverlayMode::Outline);
    QTRY_COMPARE(pixel(inside), bare);
    canvas_->setOverlayMode(OverlayMode::OutlineAndFill);
    QTRY_VERIFY(pixel(inside) != bare);
    canvas_->setFocused(2);
    QTRY_COMPARE(pixel(inside), bare);  // neighbours lose their fill
    canvas_->cycleOverlayMode();
    QCOMPARE(canvas_->overlayMode(), OverlayMode::Outline);
  }

  void aRejectedMaskStaysAsALineWithoutFill() {
    const auto pixel = [&](const QPointF& at) {
      return canvas_->grab().toImage().pixel(canvas_->toWidget(at).toPoint());
    };
    const QRgb bare = qRgb(90, 90, 90);
    QTRY_COMPARE(pixel({150, 100}), bare);
    QTRY_VERIFY(pixel({100, 70}) != bare);
    const auto changed = [&] {  // pixels of the upper edge that are not the picture's
      const QImage shown = canvas_->grab().toImage();
      int count = 0;
      for (int x = 30; x < 110; ++x)
        for (int dy = -3; dy <= 3; ++dy)
          count +=
              shown.pixel(canvas_->toWidget({double(x), 20}).toPoint() + QPoint(0, dy)) != bare;
      return count;
    };
    canvas_->setVerdict(1, Verdict::NotAnObject);
    QTRY_COMPARE(pixel({100, 70}), bare);
    QVERIFY(changed() > 20);
    QCOMPARE(canvas_->maskAt({100, 70}), 1);  // it can still be chosen and taken back
    canvas_->setMasks({rectangle(3, {10, 10, 140, 90}), rectangle(1, {20, 20, 100, 60})});
    canvas_->setVerdict(1, Verdict::NotAnObject);
    QCOMPARE(canvas_->maskAt({100, 70}), 3);  // but not before one that is left
  }

  void aRejectedMaskHasNoFillHoweverMuchItStandsOut() {
    const auto pixel = [&](const QPointF& at) {
      return canvas_->grab().toImage().pixel(canvas_->toWidget(at).toPoint());
    };
    const QRgb bare = qRgb(90, 90, 90);
    QTRY_COMPARE(pixel({150, 100}), bare);
    CanvasMask mask = rectangle(1, {20, 20, 100, 60});
    mask.weight = CanvasMask::Weight::Strong;
    canvas_->setMasks({mask});
    QTRY_VERIFY(pixel({100, 70}) != bare);
    canvas_->setVerdict(1, Verdict::NotAnObject);
    QTRY_COMPARE(pixel({100, 70}), bare);
  }

  void aBrokenFileIsSaidQuietly() {
    canvas_->setImage(dir_.filePath("missing.png"), 1, {50, 50});
    QTest::qWait(200);
    QVERIFY(!canvas_->grab().isNull());
    QTest::keyClick(canvas_.get(), Qt::Key_Plus);
    QSignalSpy closed(canvas_.get(), &ImageCanvas::closed);
    QTest::keyClick(canvas_.get(), Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
  }
};

QTEST_MAIN(ImageCanvasTest)
#include "image_canvas_test.moc"
