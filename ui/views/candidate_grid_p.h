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

/// Where tiles lie, computed from the row number; content coordinates.
struct GridLayout {
  int columns = 1;
  QSize cell;        ///< a tile
  double pitch = 1;  ///< horizontal distance of tiles; spare width is shared out between them

  GridLayout(int width, const QSize& tile) : cell(tile) {
    const int usable = std::max(width - 2 * kMargin, tile.width());
    columns = std::max(1, (usable + kTileGap) / (tile.width() + kTileGap));
    pitch = columns > 1 ? double(usable - tile.width()) / (columns - 1) : 0;
    // A few tiles shall not drift apart on a wide window.
    pitch = std::min(pitch, tile.width() + 40.0);
  }
  int line() const { return cell.height() + kTileGap; }
  QRect tile(int row) const {
    return {QPoint(kMargin + static_cast<int>((row % columns) * pitch),
                   kMargin + (row / columns) * line()),
            cell};
  }
  int rowAt(const QPoint& p) const {
    if (p.y() < kMargin || p.x() < kMargin) return -1;
    const int column = pitch > 0 ? static_cast<int>((p.x() - kMargin) / pitch) : 0;
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

struct CandidateGrid::Private {
  ImageLoader* loader = nullptr;
  CandidateDelegate* delegate = nullptr;
  EmptyState* empty = nullptr;
  QList<QMetaObject::Connection> modelConnections;
  QTimer repaint;
  RubberBand band;
  QItemSelection beforeBand;
  QPersistentModelIndex anchor;  ///< start of a Shift selection
  int hovered = -1;
  int lastColumns = 0;
  int wheelRest = 0;
  bool clickKeepsSelection = false;  ///< pressed on one of several selected tiles

  GridLayout layout(int width) const;
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
