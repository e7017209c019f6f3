#pragma once

#include <QAbstractItemView>

#include <memory>

namespace maskwright::ui {

class CandidateDelegate;
class ImageLoader;
class MaskProvider;

/// Grid of candidate crops over a model with CandidateRole roles. Geometry follows from the row
/// number alone, so nothing is kept per row and any number of rows scrolls. The view port moves
/// only by the user's scrolling or when the current candidate would leave it. A model that is
/// reset keeps its current candidate (by id) where it was on the screen, if it still has it.
/// Verdict keys are not handled here: the window owns them.
class CandidateGrid : public QAbstractItemView {
  Q_OBJECT
 public:
  CandidateGrid(ImageLoader* loader, QWidget* parent = nullptr);
  ~CandidateGrid() override;

  void setModel(QAbstractItemModel* model) override;
  /// Masks for the outlines; not owned, null = no outlines.
  void setMaskProvider(MaskProvider* provider);

  /// Candidates at or above it carry the accent line; > 1 = none.
  void setThreshold(double confidence);
  /// Least side of a tile's picture in px, 96 to 320 (default 160); lines are stretched to the
  /// width.
  int tileSize() const;
  /// Fill strength of the masks in the tiles, 0 to 0.6.
  void setMaskFill(double alpha);
  void setOutlinesVisible(bool visible);
  /// Shown instead of an empty grid: why it is empty and what to press. `action` empty = no button.
  void setEmptyState(const QString& title, const QString& text, const QString& action = {});

  qint64 currentCandidate() const;  ///< 0 = none
  /// Selected candidates in the order of the grid; the current one if nothing is selected.
  QList<qint64> selectedCandidates() const;
  /// Makes the row of a candidate current, alone selected, and visible; false if not in the model's
  /// loaded rows.
  bool setCurrentRow(int row);
  /// Selection to the next row below (after a decision); with `undecidedOnly` skips decided ones.
  /// Scrolls only if that row is not visible. False at the end.
  bool moveToNext(bool undecidedOnly = false);
  /// Selects the undecided rows that are wholly on the screen; what is selected then, in the order
  /// of the grid. Nothing changes if there is none.
  QList<qint64> selectUndecidedOnScreen();
  /// The next undecided row behind the selection becomes current, its line the first on the screen.
  /// False at the end.
  bool moveToNextScreen();
  QList<int> visibleRows() const;
  int columns() const;

  QRect visualRect(const QModelIndex& index) const override;
  QModelIndex indexAt(const QPoint& point) const override;
  void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
  void keyboardSearch(const QString&) override {}

 public Q_SLOTS:
  void setTileSize(int px);
  void reset() override;

 Q_SIGNALS:
  void candidateFocused(qint64 candidate);  ///< the current candidate changed; 0 = none
  void selectionResized(int count);         ///< number of selected rows changed
  void candidateOpened(qint64 candidate);   ///< Enter or double click: open the image
  void tileSizeChanged(int px);
  void contextMenuAsked(qint64 candidate, const QPoint& globalPosition);
  void emptyActionTriggered();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void changeEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& old) override;
  void rowsInserted(const QModelIndex& parent, int start, int end) override;
  void dataChanged(const QModelIndex& from,
                   const QModelIndex& to,
                   const QList<int>& roles) override;
  QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
  int horizontalOffset() const override { return 0; }
  int verticalOffset() const override;
  bool isIndexHidden(const QModelIndex&) const override { return false; }
  void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) override;
  QRegion visualRegionForSelection(const QItemSelection& selection) const override;
  void updateGeometries() override;

 private:
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
