#include "ui/support/mask_paint.h"

#include "ui/support/preferences.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace maskwright::ui {
namespace {

struct Span {
  int begin, end;  ///< rows [begin, end)
};

/// Foreground spans of each column.
std::vector<std::vector<Span>> columnSpans(const Rle& mask) {
  std::vector<std::vector<Span>> columns(static_cast<size_t>(std::max(mask.width, 0)));
  if (mask.height <= 0) return columns;
  uint64_t position = 0;
  bool inside = false;
  for (const uint32_t count : mask.counts) {
    uint64_t left = count;
    while (inside && left > 0) {
      const uint64_t column = position / mask.height, row = position % mask.height;
      if (column >= columns.size()) return columns;
      const uint64_t length = std::min<uint64_t>(left, mask.height - row);
      columns[column].push_back({static_cast<int>(row), static_cast<int>(row + length)});
      position += length;
      left -= length;
    }
    if (!inside) position += count;
    inside = !inside;
  }
  return columns;
}

/// A crack between a pixel inside (on its right) and one outside.
struct Edge {
  int x0, y0, x1, y1;
  bool used = false;
  uint64_t startKey() const { return key(x0, y0); }
  uint64_t endKey() const { return key(x1, y1); }
  static uint64_t key(int x, int y) {
    return static_cast<uint64_t>(y) << 32 | static_cast<uint32_t>(x);
  }
  /// 0 right, 1 down, 2 left, 3 up: a right turn adds one.
  int direction() const { return y0 == y1 ? (x1 > x0 ? 0 : 2) : (y1 > y0 ? 1 : 3); }
};

/// Calls emit(begin, end) for the rows covered by `a` and not by `b`.
template <typename Emit>
void spanDifference(const std::vector<Span>& a, const std::vector<Span>& b, Emit emit) {
  size_t j = 0;
  for (Span s : a) {
    while (j < b.size() && b[j].end <= s.begin) ++j;
    size_t k = j;
    while (s.begin < s.end) {
      if (k >= b.size() || b[k].begin >= s.end) {
        emit(s.begin, s.end);
        break;
      }
      if (b[k].begin > s.begin) emit(s.begin, b[k].begin);
      s.begin = std::max(s.begin, b[k].end);
      ++k;
    }
  }
}

std::vector<Edge> crackEdges(const Rle& mask) {
  const auto columns = columnSpans(mask);
  const std::vector<Span> none;
  std::vector<Edge> edges;
  edges.reserve(mask.counts.size() * 3);
  for (int x = 0; x < static_cast<int>(columns.size()); ++x) {
    const auto& here = columns[x];
    if (here.empty()) continue;
    for (const Span& s : here) {
      edges.push_back({x, s.begin, x + 1, s.begin});
      edges.push_back({x + 1, s.end, x, s.end});
    }
    const auto& before = x > 0 ? columns[x - 1] : none;
    const auto& after = x + 1 < static_cast<int>(columns.size()) ? columns[x + 1] : none;
    spanDifference(here, before, [&](int a, int b) { edges.push_back({x, b, x, a}); });
    spanDifference(here, after, [&](int a, int b) { edges.push_back({x + 1, a, x + 1, b}); });
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return a.startKey() < b.startKey();
  });
  return edges;
}

/// The edge that goes on from the end of `edge`; at a corner where two regions touch, the one to
/// the right, which stays with the same region.
Edge* follow(std::vector<Edge>& edges, const Edge& edge) {
  const auto first =
      std::lower_bound(edges.begin(), edges.end(), edge.endKey(), [](const Edge& e, uint64_t key) {
        return e.startKey() < key;
      });
  Edge* found = nullptr;
  for (auto it = first; it != edges.end() && it->startKey() == edge.endKey(); ++it) {
    if (it->used) continue;
    if (it->direction() == (edge.direction() + 1) % 4) return &*it;
    found = &*it;
  }
  return found;
}

/// Closed rings of corners; collinear edges are joined.
std::vector<std::vector<QPoint>> rings(const Rle& mask) {
  std::vector<Edge> edges = crackEdges(mask);
  std::vector<std::vector<QPoint>> result;
  for (Edge& start : edges) {
    if (start.used) continue;
    std::vector<QPoint> ring;
    int direction = -1;
    for (Edge* e = &start; e; e = follow(edges, *e)) {
      e->used = true;
      if (e->direction() != direction) ring.emplace_back(e->x0, e->y0);
      direction = e->direction();
    }
    // The first edge may go on in the direction of the last one.
    if (ring.size() > 4 && direction == start.direction()) ring.erase(ring.begin());
    result.push_back(std::move(ring));
  }
  return result;
}

}  // namespace

QPainterPath maskOutline(const Rle& mask) {
  QPainterPath path;
  path.setFillRule(Qt::OddEvenFill);
  for (const auto& ring : rings(mask)) {
    path.moveTo(ring.front());
    for (size_t i = 1; i < ring.size(); ++i) path.lineTo(ring[i]);
    path.closeSubpath();
  }
  return path;
}

QPainterPath smoothMaskOutline(const Rle& mask) {
  QPainterPath path;
  path.setFillRule(Qt::OddEvenFill);
  for (const auto& ring : rings(mask)) {
    bool first = true;
    const auto add = [&](const QPointF& p) {
      if (first)
        path.moveTo(p);
      else
        path.lineTo(p);
      first = false;
    };
    for (size_t i = 0; i < ring.size(); ++i) {
      const QPointF a = ring[i], b = ring[(i + 1) % ring.size()];
      const QPointF d = b - a;
      const double length = std::abs(d.x()) + std::abs(d.y());
      add(a + d * (0.5 / length));
      if (length > 1) add(b - d * (0.5 / length));
    }
    path.closeSubpath();
  }
  return path;
}

bool maskContains(const Rle& mask, const QPointF& point) {
  const int x = static_cast<int>(std::floor(point.x())),
            y = static_cast<int>(std::floor(point.y()));
  if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) return false;
  const uint64_t wanted = static_cast<uint64_t>(x) * mask.height + y;
  uint64_t position = 0;
  bool inside = false;
  for (const uint32_t count : mask.counts) {
    position += count;
    if (wanted < position) return inside;
    inside = !inside;
  }
  return false;
}

QRect maskBounds(const Rle& mask) {
  int left = mask.width, right = -1, top = mask.height, bottom = -1;
  const auto columns = columnSpans(mask);
  for (int x = 0; x < static_cast<int>(columns.size()); ++x) {
    if (columns[x].empty()) continue;
    left = std::min(left, x);
    right = x;
    top = std::min(top, columns[x].front().begin);
    bottom = std::max(bottom, columns[x].back().end - 1);
  }
  return right < 0 ? QRect() : QRect(QPoint(left, top), QPoint(right, bottom));
}

void strokeWithHalo(QPainter* painter,
                    const QPainterPath& path,
                    const QColor& colour,
                    qreal width,
                    Qt::PenStyle style) {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setBrush(Qt::NoBrush);
  // What lies in the background stays there: its halos would cover the picture.
  constexpr qreal kFaint = 1.5;
  const bool strong = highContrastOutlines() && width >= kFaint;
  if (strong) width *= 1.5;
  const QColor halo(0, 0, 0, colour.alpha() * (strong ? 240 : 170) / 255);
  painter->setPen(QPen(halo, width + (strong ? 5 : 2), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter->drawPath(path);
  painter->setPen(QPen(colour, width, style, Qt::FlatCap, Qt::RoundJoin));
  painter->drawPath(path);
  painter->restore();
}

}  // namespace maskwright::ui
