#pragma once

#include "ui/views/candidate_grid.h"

#include <QPersistentModelIndex>
#include <QPoint>
#include <QTimer>

#include <algorithm>

namespace maskwright::ui {

class EmptyState;

inline constexpr int kMargin = 12;
inline constexpr int kTileGap = 6;
inline constexpr int kMinTile = 96;
inline constexpr int kMaxTile = 320;

/// Where tiles lie, computed from the row number; content coordinates. Tiles grow a little so that
/// their lines fill the width.
struct GridLayout {
  int columns = 1;
  QSize cell;  ///< a tile

  /// @param side preferred side of the picture   @param pad picture to tile border
  GridLayout(int width, int side, int pad, int caption) {
    const int usable = std::max(width - 2 * kMargin, side + 2 * pad);
    const int wanted = side + 2 * pad;
    columns = std::max(1, (usable + kTileGap) / (wanted + kTileGap));
    const int stretched = (usable - (columns - 1) * kTileGap) / columns;
    // A single column does not become a poster.
    const int across = std::min(stretched, wanted + wanted / 2);
    cell = QSize(across, across + caption);
  }
  int pitch() const { return cell.width() + kTileGap; }
  int line() const { return cell.height() + kTileGap; }
  QRect tile(int row) const {
    return {QPoint(kMargin + (row % columns) * pitch(), kMargin + (row / columns) * line()), cell};
  }
  int rowAt(const QPoint& p) const {
    if (p.y() < kMargin || p.x() < kMargin) return -1;
    const int column = (p.x() - kMargin) / pitch();
    if (column >= columns) return -1;
    const int row = (p.y() - kMargin) / line() * columns + column;
    return tile(row).contains(p) ? row : -1;
  }
  int contentHeight(int rows) const {
    return 2 * kMargin + (rows + columns - 1) / columns * line() - (rows > 0 ? kTileGap : 0);
  }
  /// Rows [first, last) that a window of `height` at `offset` shows.
  std::pair<int, int> rowRange(int offset, int height, int rows) const {
    const int first = std::max(0, (offset - kMargin) / line()) * columns;
    const int last = (std::max(0, offset + height - kMargin) / line() + 1) * columns;
    return {std::min(first, rows), std::min(last, rows)};
  }
};

/// A rubber band in content coordinates.
struct RubberBand {
  bool pressed = false;  ///< the button is down, the band may start
  bool moved = false;
  QPoint from, to;
  bool isActive() const { return pressed && moved; }
};

/// A tile and its place in the viewport, to be found again in another width.
struct HeldTile {
  int row = -1;
  int top = 0;
  int scrolled = -1;  ///< where it was put last; elsewhere, somebody has scrolled since
};

struct CandidateGrid::Private {
  ImageLoader* loader = nullptr;
  CandidateDelegate* delegate = nullptr;
  EmptyState* empty = nullptr;
  QList<QMetaObject::Connection> modelConnections;
  QTimer repaint;
  RubberBand band;
  QItemSelection beforeBand;
  QPersistentModelIndex anchor;  ///< start of a Shift selection
  qint64 kept = 0;               ///< current candidate before the model's reset; 0 = none
  int keptTop = 0;               ///< and its place in the viewport
  int hovered = -1;
  HeldTile held;
  int wheelRest = 0;
  bool clickKeepsSelection = false;  ///< pressed on one of several selected tiles

  GridLayout layout(int width) const;
  /// After a reset: makes the kept candidate current again, at its old place.
  void restoreCurrent(CandidateGrid* grid);
  /// The tile that stays where it is when the width changes: the current one if it is in sight,
  /// else the first that is whole.
  void hold(const GridLayout& layout, int scrolled, int height, int current, int rows);
  void scheduleRepaint() {
    if (!repaint.isActive()) repaint.start();
  }
  QRect bandRect(int offset) const {
    return QRect(band.from, band.to).normalized().translated(0, -offset);
  }
  /// Asks for the crops of the next screen once this one is complete.
  void prefetchAfter(CandidateGrid* grid, const QList<int>& visible);
};

}  // namespace maskwright::ui
