#include "ui/editor/mask_overlay.h"

#include "core/imaging/mask_edit_stroke.h"
#include "ui/support/preferences.h"

#include <QStandardPaths>
#include <QtTest>

#include <random>

using namespace maskwright;
using maskwright::ui::MaskOverlay;

/// The overlay of the mask editor: what is repainted after a change equals painting it all anew.
class MaskOverlayTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aChangePaintsWhatAWholePaintWould_data() {
    QTest::addColumn<double>("zoom");
    QTest::addColumn<QPointF>("offset");
    QTest::newRow("tiny") << 0.07 << QPointF(20, 30);
    QTest::newRow("a third") << 0.31 << QPointF(-12.4, 7.7);
    QTest::newRow("half") << 0.5 << QPointF(3, -5);
    QTest::newRow("below one") << 0.93 << QPointF(-150.2, -80.6);
    QTest::newRow("one") << 1.0 << QPointF(-200, -100);
    QTest::newRow("enlarged") << 2.6 << QPointF(-500.5, -400.25);
    QTest::newRow("pixels") << 11.0 << QPointF(-3000, -2500);
  }
  void aChangePaintsWhatAWholePaintWould() {
    QFETCH(double, zoom);
    QFETCH(QPointF, offset);
    std::mt19937 random(23);
    std::uniform_real_distribution<double> x(-20, 720), y(-20, 520), r(1, 40);
    cv::Mat mask = cv::Mat::zeros(501, 703, CV_8U);  // odd: halves are rounded up
    imaging::paintStroke(mask, {200, 200}, {500, 300}, 90, true);
    MaskOverlay overlay;
    overlay.setMask(&mask);
    overlay.setView(zoom, offset, {400, 300});
    (void)overlay.image();
    for (int i = 0; i < 40; ++i) {
      const QImage before = overlay.image().copy();
      const QRect touched = overlay.change(imaging::paintStroke(
          mask, {x(random), y(random)}, {x(random), y(random)}, r(random), i % 2 == 0));
      MaskOverlay whole;
      whole.setMask(&mask);
      whole.setView(zoom, offset, {400, 300});
      QCOMPARE(overlay.image(), whole.image());
      // Nothing outside of what is announced was changed.
      for (int row = 0; row < before.height(); ++row)
        for (int column = 0; column < before.width(); ++column)
          if (before.pixel(column, row) != overlay.image().pixel(column, row))
            QVERIFY(touched.contains(column, row));
    }
  }

  void fillInsideAndOutlineOnTheEdge() {
    cv::Mat mask = cv::Mat::zeros(200, 200, CV_8U);
    mask(cv::Rect(50, 50, 100, 100)) = 255;
    MaskOverlay overlay;
    overlay.setLook(QColor(0, 200, 100), 0.5);
    overlay.setMask(&mask);
    overlay.setView(1, {0, 0}, {200, 200});
    const QImage image = overlay.image();
    QCOMPARE(qAlpha(image.pixel(20, 20)), 0);
    QCOMPARE(qAlpha(image.pixel(100, 100)), 128);
    QVERIFY(qAlpha(image.pixel(50, 100)) > 240);  // the outline
    QVERIFY(qGreen(image.pixel(50, 100)) > 150);
    QVERIFY(qAlpha(image.pixel(48, 100)) > 60);  // the halo: dark
    QVERIFY(qGreen(image.pixel(48, 100)) < 60);
    QCOMPARE(qAlpha(image.pixel(44, 100)), 0);
    overlay.setLook(QColor(0, 200, 100), 0);
    QCOMPARE(qAlpha(overlay.image().pixel(100, 100)), 0);
    overlay.setMask(nullptr);
    QCOMPARE(qAlpha(overlay.image().pixel(50, 100)), 0);
  }

  void aThickerOutlineCountsAtOnce() {
    cv::Mat mask = cv::Mat::zeros(200, 200, CV_8U);
    mask(cv::Rect(50, 50, 100, 100)) = 255;
    MaskOverlay overlay;
    overlay.setMask(&mask);
    overlay.setView(1, {0, 0}, {200, 200});
    const QImage usual = overlay.image().copy();
    ui::Preferences strong;
    strong.highContrastOutlines = true;
    QStandardPaths::setTestModeEnabled(true);
    ui::setPreferences(strong);
    const QImage thick = overlay.image().copy();
    ui::setPreferences({});
    QVERIFY(thick != usual);
    QVERIFY(qAlpha(thick.pixel(47, 100)) > qAlpha(usual.pixel(47, 100)));
    QCOMPARE(overlay.image(), usual);
  }

  /// Wherever the view is, the painted edge lies where the mask's edge is.
  void edgeStandsInItsPlaceAtEveryZoom() {
    cv::Mat mask = cv::Mat::zeros(2000, 2000, CV_8U);
    mask.colRange(801, 2000) = 255;
    for (const double zoom : {0.1, 0.25, 0.4, 0.75, 1.0, 1.7, 5.0}) {
      const QPointF offset(200 - 801 * zoom, -700 * zoom);  // the edge at x = 200
      MaskOverlay overlay;
      overlay.setLook(Qt::white, 0.4);
      overlay.setMask(&mask);
      overlay.setView(zoom, offset, {400, 40});
      const QImage image = overlay.image();
      double weight = 0, place = 0;
      for (int x = 190; x < 210; ++x) {
        const double line = std::max(0.0, qRed(image.pixel(x, 20)) - 0.4 * 255);
        weight += line;
        place += line * (x + 0.5);
      }
      QVERIFY2(std::abs(place / weight - 200) < 0.6, qPrintable(QString::number(place / weight)));
    }
  }
};

QTEST_APPLESS_MAIN(MaskOverlayTest)
#include "mask_overlay_test.moc"
