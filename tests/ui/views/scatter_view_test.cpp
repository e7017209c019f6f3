#include "ui/views/scatter_view.h"

#include "ui/support/theme.h"

#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include <cmath>
#include <random>

using namespace maskwright::ui;

namespace {

/// `side` x `side` points with a unit between them; point = row * side + column.
void setLattice(ScatterView& view, int side) {
  std::vector<float> x, y;
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column) {
      x.push_back(static_cast<float>(column));
      y.push_back(static_cast<float>(row));
    }
  view.setPlaces(std::move(x), std::move(y));
}

void drag(ScatterView& view,
          const QPolygonF& path,
          Qt::MouseButton button = Qt::LeftButton,
          Qt::KeyboardModifiers modifiers = {}) {
  QTest::mousePress(&view, button, modifiers, path.front().toPoint());
  for (const QPointF& point : path) {
    QMouseEvent move(
        QEvent::MouseMove, point, view.mapToGlobal(point), Qt::NoButton, button, modifiers);
    QCoreApplication::sendEvent(&view, &move);
  }
  QTest::mouseRelease(&view, button, modifiers, path.back().toPoint());
}

/// A rectangle as a path, wide enough for the points of these columns and rows.
QPolygonF around(const ScatterView& view, int side, const QRect& cells) {
  const QPointF from = view.positionOf(cells.top() * side + cells.left());
  const QPointF to = view.positionOf(cells.bottom() * side + cells.right());
  return {QPointF(from.x() - 8, from.y() - 8),
          QPointF(to.x() + 8, from.y() - 8),
          QPointF(to.x() + 8, to.y() + 8),
          QPointF(from.x() - 8, to.y() + 8)};
}

}  // namespace

class ScatterViewTest : public QObject {
  Q_OBJECT

 private:
  std::unique_ptr<ScatterView> view_;

 private Q_SLOTS:
  void initTestCase() { applyTheme(*qApp, ThemeKind::Dark); }
  void init() {
    view_ = std::make_unique<ScatterView>();
    view_->resize(600, 400);
    view_->show();
    view_->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(view_.get()));
    view_->setFocus();
  }
  void cleanup() { view_.reset(); }

  void pointsArePaintedWhereTheyAre() {
    ScatterScene scene;
    scene.x = {0, 10, 10, 5000};
    scene.y = {0, 5, 5, 0};
    scene.kind = {1, 2, 0, 1};
    scene.colours = {Qt::gray, Qt::red, Qt::green};
    scene.background = Qt::blue;
    const ScatterCamera camera{QPointF(0, 0), 4};
    for (const qreal ratio : {1.0, 2.0}) {
      const QImage picture = renderScatter(scene, camera, {200, 100}, ratio, 2);
      QCOMPARE(picture.size(), QSize(200, 100) * ratio);
      const auto at = [&](double x, double y) {
        return picture.pixelColor((QPointF(x, y) * ratio).toPoint());
      };
      QVERIFY(at(100, 50).red() > 200 && at(100, 50).green() < 30);
      QVERIFY(at(140, 70).green() > 180 && at(140, 70).red() < 60);  // kind 0 lies below
      QCOMPARE(at(100, 60), QColor(Qt::blue));
      QCOMPARE(at(20, 20), QColor(Qt::blue));
    }
    scene.anySelected = true;
    scene.selected = {0, 1, 0, 0};
    const QImage picture = renderScatter(scene, camera, {200, 100}, 1, 2);
    QVERIFY(picture.pixelColor(100, 50).blue() > 150);  // not selected: faint
    QVERIFY(picture.pixelColor(140, 70).blue() < 60);
    QCOMPARE(renderScatter({}, camera, {20, 10}, 1, 2).pixelColor(5, 5), QColor(Qt::black));
  }

  void thePictureOfTheThreadIsShown() {
    setLattice(*view_, 3);
    view_->setKinds(std::vector<uint8_t>(9, 1), {Qt::gray, Qt::red});
    QTRY_VERIFY(view_->isSettled());
    const QImage shown = view_->grab().toImage();
    for (int point = 0; point < 9; ++point) {
      const QColor colour =
          shown.pixelColor((view_->positionOf(point) * shown.devicePixelRatio()).toPoint());
      QVERIFY2(colour.red() > 200, QByteArray::number(point));
    }
    // All in view, and at the size that fits.
    for (const int corner : {0, 8})
      QVERIFY(QRectF(view_->rect()).contains(view_->positionOf(corner)));
    QVERIFY(view_->positionOf(6).y() - view_->positionOf(0).y() > 300);
  }

  void aLassoSelectsAndShiftAdds() {
    setLattice(*view_, 10);
    const QSignalSpy changed(view_.get(), &ScatterView::selectionChanged);
    drag(*view_, around(*view_, 10, QRect(2, 3, 2, 2)));
    QCOMPARE(view_->selected(), (std::vector<int>{32, 33, 42, 43}));
    QCOMPARE(changed.size(), 1);
    drag(*view_, around(*view_, 10, QRect(3, 3, 2, 1)), Qt::LeftButton, Qt::ShiftModifier);
    QCOMPARE(view_->selected(), (std::vector<int>{32, 33, 34, 42, 43}));
    drag(*view_, around(*view_, 10, QRect(0, 0, 1, 1)));
    QCOMPARE(view_->selected(), (std::vector<int>{0}));
    QCOMPARE(view_->accessibleDescription(), QStringLiteral("1 selected"));
    // A click: the point under it, Shift as well, nothing where there is none.
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, view_->positionOf(55).toPoint());
    QCOMPARE(view_->selected(), (std::vector<int>{55}));
    QTest::mouseClick(
        view_.get(), Qt::LeftButton, Qt::ShiftModifier, view_->positionOf(7).toPoint());
    QCOMPARE(view_->selected(), (std::vector<int>{7, 55}));
    QTest::mouseClick(view_.get(), Qt::LeftButton, Qt::ShiftModifier, QPoint(3, 3));
    QCOMPARE(view_->selected().size(), size_t{2});
    QTest::mouseClick(view_.get(), Qt::LeftButton, {}, QPoint(3, 3));
    QVERIFY(view_->selected().empty());
  }

  /// Against the rule itself: inside by the crossing number, at every point.
  void aRingSelectsWhatIsInside() {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> place(0, 100);
    std::vector<float> x(5000), y(5000);
    for (float& value : x) value = place(random);
    for (float& value : y) value = place(random);
    view_->setPlaces(x, y);
    QPolygonF star;
    for (int i = 0; i < 40; ++i) {
      const double angle = i * 2 * M_PI / 40, radius = i % 2 ? 150 : 70;
      star << QPointF(300 + radius * std::cos(angle), 200 + radius * std::sin(angle));
    }
    const auto found = view_->pointsIn(star);
    QVERIFY(found.size() > 300);
    std::vector<bool> inside(5000);
    for (const int point : found) inside[static_cast<size_t>(point)] = true;
    int wrong = 0;
    for (int i = 0; i < 5000; ++i)
      wrong += inside[static_cast<size_t>(i)] !=
               star.containsPoint(view_->positionOf(i), Qt::OddEvenFill);
    QVERIFY2(wrong < 60, QByteArray::number(wrong));  // half a pixel along the line
  }

  void theWheelZoomsToThePointer() {
    setLattice(*view_, 10);
    const QPointF kept = view_->positionOf(27);
    QWheelEvent wheel(
        kept, view_->mapToGlobal(kept), {}, QPoint(0, 240), {}, {}, Qt::NoScrollPhase, false);
    const double before = view_->camera().scale;
    QCoreApplication::sendEvent(view_.get(), &wheel);
    QVERIFY(view_->camera().scale > 1.3 * before);
    QVERIFY(QLineF(view_->positionOf(27), kept).length() < 0.01);
    QCOMPARE(view_->pointAt(kept), 27);
    // The right button drags the plane along.
    const QPointF at = view_->positionOf(27);
    drag(*view_, {QPointF(200, 200), QPointF(230, 210), QPointF(260, 190)}, Qt::RightButton);
    QVERIFY(QLineF(view_->positionOf(27), at + QPointF(60, -10)).length() < 0.01);
    QVERIFY(view_->selected().empty());
    QTest::keyClick(view_.get(), Qt::Key_0);
    QVERIFY(std::abs(view_->camera().scale - before) < 1e-9);
    for (int i = 0; i < 200; ++i) view_->zoomBy(2, {10, 10});
    QVERIFY(view_->camera().scale <= 400.01 * before);
    view_->panBy({-1e7, 0});
    QCOMPARE(view_->camera().centre.x(), 9.0);  // never lost beyond the points
  }

  void hoveringFindsTheNearestPoint() {
    std::mt19937 random(8);
    std::normal_distribution<float> place(0, 10);
    std::vector<float> x(3000), y(3000);
    for (float& value : x) value = place(random);
    for (float& value : y) value = place(random);
    view_->setPlaces(x, y);
    for (int i = 0; i < 200; ++i) {
      const QPointF at(100 + 2 * i, 120 + i % 160);
      int best = -1;
      double least = 10;
      for (int point = 0; point < 3000; ++point) {
        const double away = QLineF(view_->positionOf(point), at).length();
        if (away < least) least = away, best = point;
      }
      QCOMPARE(view_->pointAt(at), best);
    }
    const QSignalSpy hovered(view_.get(), &ScatterView::hovered);
    QTest::mouseMove(view_.get(), view_->positionOf(5).toPoint());
    QTRY_VERIFY(!hovered.isEmpty());
    QTest::mouseMove(view_.get(), QPoint(1, 1));
    QTRY_COMPARE(hovered.last().at(0).toInt(), -1);
  }

  void keysAlone() {
    setLattice(*view_, 4);
    const QSignalSpy activated(view_.get(), &ScatterView::activated);
    const double before = view_->camera().scale;
    QTest::keyClick(view_.get(), Qt::Key_Plus);
    QVERIFY(view_->camera().scale > before);
    const QPointF centre = view_->camera().centre;
    QTest::keyClick(view_.get(), Qt::Key_Right);
    QVERIFY(view_->camera().centre.x() > centre.x());
    view_->setSelected({1, 2});
    QTest::keyClick(view_.get(), Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QTest::keyClick(view_.get(), Qt::Key_Escape);
    QVERIFY(view_->selected().empty());
  }

  void nothingAndOnePointAreNoTrouble() {
    view_->setPlaces({}, {});
    QCOMPARE(view_->pointAt({10, 10}), -1);
    view_->zoomBy(2, {10, 10});
    view_->panBy({5, 5});
    QVERIFY(view_->pointsIn(QPolygonF(QRectF(0, 0, 600, 400))).empty());
    view_->setPlaces({3}, {4});
    QCOMPARE(view_->pointAt({300, 200}), 0);
    QTRY_VERIFY(view_->isSettled());
  }
};

QTEST_MAIN(ScatterViewTest)
#include "scatter_view_test.moc"
