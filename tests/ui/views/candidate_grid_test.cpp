#include "ui/views/candidate_grid.h"

#include "core/domain/decision.h"
#include "ui/models/candidate_roles.h"
#include "ui/support/image_loader.h"

#include <QAbstractListModel>
#include <QPushButton>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QtTest>

#include <memory>

using namespace maskwright;
using namespace maskwright::ui;

namespace {

/// 100,000 rows that exist only as numbers, and remember which of them were read.
class ManyRows : public QAbstractListModel {
 public:
  explicit ManyRows(int rows = 100'000) : rows_(rows) {}
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : rows_;
  }
  QVariant data(const QModelIndex& index, int role) const override {
    read.insert(index.row());
    switch (role) {
      case CandidateIdRole:
        return first_ + index.row();
      case ConfidenceRole:
        return 1.0 - index.row() / double(rows_);
      case VerdictRole:
        return index.row() % 3 == 1 ? int(Verdict::Accepted) : int(Verdict::Undecided);
      case BoxRole:
        return QRectF(10, 10, 20, 20);
      case ImageSizeRole:
        return QSize(100, 100);
      case SavedRole:
        return true;
      default:
        return {};
    }
  }
  void touch(int from, int to) { Q_EMIT dataChanged(index(from), index(to)); }
  /// As after a filter or a new order: row 0 is `first`.
  void restart(qlonglong first, int rows) {
    beginResetModel();
    first_ = first;
    rows_ = rows;
    endResetModel();
  }
  mutable QSet<int> read;

 private:
  int rows_;
  qlonglong first_ = 1000;
};

}  // namespace

class CandidateGridTest : public QObject {
  Q_OBJECT
 private:
  std::unique_ptr<ImageLoader> loader_;
  std::unique_ptr<ManyRows> model_;
  std::unique_ptr<CandidateGrid> grid_;
  int row() const { return grid_->currentIndex().row(); }
  int offset() const { return grid_->verticalScrollBar()->value(); }
  void verticalMove(int px) { grid_->verticalScrollBar()->setValue(offset() + px); }
  QPoint centre(int row) const { return grid_->visualRect(model_->index(row)).center(); }
  int selectedRows() const {
    int count = 0;
    for (const auto& range : grid_->selectionModel()->selection()) count += range.height();
    return count;
  }

 private Q_SLOTS:
  void init() {
    loader_ = std::make_unique<ImageLoader>();
    model_ = std::make_unique<ManyRows>();
    grid_ = std::make_unique<CandidateGrid>(loader_.get());
    grid_->setModel(model_.get());
    grid_->resize(940, 700);
    grid_->show();
    QVERIFY(QTest::qWaitForWindowExposed(grid_.get()));
    grid_->setFocus();
    QCOMPARE(grid_->columns(), 5);
  }
  void cleanup() { grid_.reset(); }

  void readsOnlyWhatItShows() {
    grid_->grab();
    QVERIFY2(model_->read.size() < 100, qPrintable(QString::number(model_->read.size())));
    model_->read.clear();
    QTest::keyClick(grid_.get(), Qt::Key_End);
    grid_->grab();
    QCOMPARE(row(), 99'999);
    QVERIFY(grid_->visibleRows().contains(99'999));
    QVERIFY2(model_->read.size() < 100, qPrintable(QString::number(model_->read.size())));
  }

  void keysMoveTheCurrentCandidate() {
    QVERIFY(grid_->setCurrentRow(0));
    const auto press = [&](int key) {
      QTest::keyClick(grid_.get(), Qt::Key(key));
      return row();
    };
    QCOMPARE(press(Qt::Key_Right), 1);
    QCOMPARE(press(Qt::Key_J), 2);
    QCOMPARE(press(Qt::Key_Down), 7);
    QCOMPARE(press(Qt::Key_K), 6);
    QCOMPARE(press(Qt::Key_Left), 5);
    QCOMPARE(press(Qt::Key_Up), 0);
    QCOMPARE(press(Qt::Key_Up), 0);
    QCOMPARE(press(Qt::Key_Left), 0);
    QCOMPARE(press(Qt::Key_PageDown), 15);
    QVERIFY(grid_->visibleRows().contains(15));
    QCOMPARE(press(Qt::Key_PageUp), 0);
    QCOMPARE(press(Qt::Key_End), 99'999);
    QCOMPARE(press(Qt::Key_Down), 99'999);
    QCOMPARE(press(Qt::Key_Home), 0);
    QCOMPARE(grid_->currentCandidate(), 1000);
  }

  void verdictKeysAreLeftToTheWindow() {
    grid_->setCurrentRow(3);
    for (const int key : {Qt::Key_A, Qt::Key_X, Qt::Key_S, Qt::Key_F, Qt::Key_T, Qt::Key_Z}) {
      QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier, QString(QChar(key + 32)));
      QCoreApplication::sendEvent(grid_.get(), &event);
      QVERIFY(!event.isAccepted());
    }
    QCOMPARE(row(), 3);
  }

  void shiftAndControlSelect() {
    QSignalSpy resized(grid_.get(), &CandidateGrid::selectionResized);
    QTest::mouseClick(grid_->viewport(), Qt::LeftButton, {}, centre(2));
    QCOMPARE(grid_->selectedCandidates(), QList<qint64>{1002});
    QTest::mouseClick(grid_->viewport(), Qt::LeftButton, Qt::ShiftModifier, centre(8));
    QCOMPARE(selectedRows(), 7);
    QTest::mouseClick(grid_->viewport(), Qt::LeftButton, Qt::ControlModifier, centre(4));
    QCOMPARE(selectedRows(), 6);
    QVERIFY(!grid_->selectedCandidates().contains(1004));
    QTest::mouseClick(grid_->viewport(), Qt::LeftButton, {}, centre(6));
    QCOMPARE(grid_->selectedCandidates(), QList<qint64>{1006});
    QTest::keyClick(grid_.get(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(selectedRows(), 6);
    QTest::keyClick(grid_.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(selectedRows(), 100'000);
    QCOMPARE(resized.back()[0].toInt(), 100'000);
  }

  void rubberBandSelectsWhatItTouches() {
    const QPoint from = grid_->visualRect(model_->index(0)).topLeft() - QPoint(4, 4);
    const QPoint to = centre(6);
    QTest::mousePress(grid_->viewport(), Qt::LeftButton, {}, from);
    QTest::mouseMove(grid_->viewport(), (from + to) / 2);
    QMouseEvent move(QEvent::MouseMove,
                     to,
                     grid_->viewport()->mapToGlobal(to),
                     Qt::NoButton,
                     Qt::LeftButton,
                     Qt::NoModifier);
    QCoreApplication::sendEvent(grid_->viewport(), &move);
    QTest::mouseRelease(grid_->viewport(), Qt::LeftButton, {}, to);
    QList<qint64> ids = grid_->selectedCandidates();
    QCOMPARE(ids, (QList<qint64>{1000, 1001, 1005, 1006}));
  }

  void viewportStaysWhereItIs() {
    grid_->verticalScrollBar()->setValue(5000);
    const int before = offset();
    grid_->selectionModel()->setCurrentIndex(model_->index(0), QItemSelectionModel::NoUpdate);
    model_->touch(0, 99'999);
    QCOMPARE(offset(), before);
    // The next one is in sight: no scrolling. Out of sight: just enough of it.
    const int visible = grid_->visibleRows().at(7);
    grid_->setCurrentRow(visible);
    const int settled = offset();
    QVERIFY(grid_->moveToNext());
    QCOMPARE(offset(), settled);
    grid_->setCurrentRow(grid_->visibleRows().back() + 5);
    QVERIFY(offset() > settled && offset() - settled < 700);
  }

  void aResetKeepsTheCurrentCandidateInItsPlace() {
    grid_->setCurrentRow(500);
    verticalMove(100);
    const int before = grid_->visualRect(grid_->currentIndex()).top();
    const qint64 candidate = grid_->currentCandidate();
    model_->restart(1100, 50'000);
    QCOMPARE(grid_->currentCandidate(), candidate);
    QCOMPARE(row(), 400);
    QCOMPARE(grid_->selectedCandidates(), QList<qint64>{candidate});
    QCOMPARE(grid_->visualRect(grid_->currentIndex()).top(), before);
    QSignalSpy focused(grid_.get(), &CandidateGrid::candidateFocused);
    model_->restart(1'000'000, 50);
    QCOMPARE(grid_->currentCandidate(), 0);
    QCOMPARE(focused.back()[0].toLongLong(), 0);
    model_->restart(1000, 50);  // one that was lost does not come back by itself
    QCOMPARE(grid_->currentCandidate(), 0);
  }

  void otherWidthsMoveNothing() {
    grid_->setCurrentRow(50'003);
    verticalMove(-130);
    const int top = grid_->visualRect(grid_->currentIndex()).top();
    for (const int width : {700, 690, 940, 700, 940, 955, 940}) {
      grid_->resize(width, 700);
      QCOMPARE(grid_->visualRect(grid_->currentIndex()).top(), top);
    }
    // With the current one out of sight, what is in sight stays.
    verticalMove(20'000);
    const int scrolled = offset();
    for (int i = 0; i < 5; ++i) {
      grid_->resize(600, 700);
      grid_->resize(640, 700);
      grid_->resize(940, 700);
    }
    QCOMPARE(offset(), scrolled);
  }

  void nextSkipsDecidedOnes() {
    grid_->setCurrentRow(0);
    QVERIFY(grid_->moveToNext(/*undecidedOnly=*/true));
    QCOMPARE(row(), 2);  // 1 is accepted
    QVERIFY(grid_->moveToNext());
    QCOMPARE(row(), 3);
    grid_->setCurrentRow(99'999);
    QVERIFY(!grid_->moveToNext());
  }

  void tileSizeKeepsTheCurrentTileInPlace() {
    grid_->setCurrentRow(500);
    const int before = grid_->visualRect(grid_->currentIndex()).top();
    QSignalSpy changed(grid_.get(), &CandidateGrid::tileSizeChanged);
    grid_->setTileSize(240);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(grid_->columns(), 3);
    QVERIFY(std::abs(grid_->visualRect(grid_->currentIndex()).top() - before) <= 1);
    grid_->setTileSize(5000);
    QCOMPARE(grid_->tileSize(), 320);
  }

  void everyTileIsFoundWhereItIsPainted() {
    grid_->verticalScrollBar()->setValue(777);
    for (const int row : grid_->visibleRows()) {
      const QRect rect = grid_->visualRect(model_->index(row));
      QCOMPARE(grid_->indexAt(rect.center()).row(), row);
      QVERIFY(rect.left() >= 0 && rect.right() < grid_->viewport()->width());
    }
    QVERIFY(!grid_->indexAt({3, 3}).isValid());
  }

  void enterAndDoubleClickOpen() {
    QSignalSpy opened(grid_.get(), &CandidateGrid::candidateOpened);
    grid_->setCurrentRow(4);
    QTest::keyClick(grid_.get(), Qt::Key_Return);
    QTest::mouseDClick(grid_->viewport(), Qt::LeftButton, {}, centre(1));
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened[0][0].toLongLong(), 1004);
    QCOMPARE(opened[1][0].toLongLong(), 1001);
  }

  void anEmptyModelSaysSo() {
    ManyRows none(0);
    grid_->setEmptyState("Nothing here", "Press D.", "Find masks");
    grid_->setModel(&none);
    QSignalSpy pressed(grid_.get(), &CandidateGrid::emptyActionTriggered);
    auto* button = grid_->findChild<QPushButton*>();
    QVERIFY(button && button->isVisible());
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(pressed.count(), 1);
    QVERIFY(!grid_->moveToNext());
    grid_->setModel(model_.get());
    QVERIFY(!button->isVisible());
  }
};

QTEST_MAIN(CandidateGridTest)
#include "candidate_grid_test.moc"
