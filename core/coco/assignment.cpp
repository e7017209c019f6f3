#include "core/coco/assignment.h"

#include <cstddef>
#include <limits>
#include <stdexcept>

namespace maskwright::coco {
namespace {

/// Cheapest assignment of every row for rows <= columns: rows join one by one, each along the
/// shortest alternating path under reduced costs. Index 0 stands for "none".
template <typename Cost>
std::vector<int> assignAllRows(int rows, int columns, const Cost& cost) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  const auto size = static_cast<size_t>(columns) + 1;
  std::vector<double> rowPotential(static_cast<size_t>(rows) + 1), columnPotential(size);
  std::vector<int> rowOf(size), from(size);
  for (int row = 1; row <= rows; ++row) {
    std::vector<double> distance(size, kFar);
    std::vector<char> done(size);
    rowOf[0] = row;
    int column = 0;
    do {
      done[static_cast<size_t>(column)] = 1;
      const int at = rowOf[static_cast<size_t>(column)];
      double step = kFar;
      int next = 0;
      for (int j = 1; j <= columns; ++j) {
        const auto k = static_cast<size_t>(j);
        if (done[k]) continue;
        const double reduced =
            cost(at - 1, j - 1) - rowPotential[static_cast<size_t>(at)] - columnPotential[k];
        if (reduced < distance[k]) {
          distance[k] = reduced;
          from[k] = column;
        }
        if (distance[k] < step) {
          step = distance[k];
          next = j;
        }
      }
      for (size_t k = 0; k < size; ++k) {
        if (done[k]) {
          rowPotential[static_cast<size_t>(rowOf[k])] += step;
          columnPotential[k] -= step;
        } else {
          distance[k] -= step;
        }
      }
      column = next;
    } while (rowOf[static_cast<size_t>(column)] != 0);
    while (column != 0) {
      const int before = from[static_cast<size_t>(column)];
      rowOf[static_cast<size_t>(column)] = rowOf[static_cast<size_t>(before)];
      column = before;
    }
  }
  std::vector<int> columnOf(static_cast<size_t>(rows), -1);
  for (int j = 1; j <= columns; ++j) {
    if (const int row = rowOf[static_cast<size_t>(j)]; row > 0)
      columnOf[static_cast<size_t>(row) - 1] = j - 1;
  }
  return columnOf;
}

}  // namespace

std::vector<int> bestAssignment(const std::vector<double>& gain, int rows, int columns) {
  if (rows < 0 || columns < 0 ||
      gain.size() != static_cast<size_t>(rows) * static_cast<size_t>(columns))
    throw std::invalid_argument("the gains don't fill the table");
  const auto at = [&](int row, int column) {
    return -gain[static_cast<size_t>(row) * static_cast<size_t>(columns) +
                 static_cast<size_t>(column)];
  };
  if (rows <= columns) return assignAllRows(rows, columns, at);
  const auto rowOf =
      assignAllRows(columns, rows, [&](int column, int row) { return at(row, column); });
  std::vector<int> columnOf(static_cast<size_t>(rows), -1);
  for (int column = 0; column < columns; ++column)
    columnOf[static_cast<size_t>(rowOf[static_cast<size_t>(column)])] = column;
  return columnOf;
}

}  // namespace maskwright::coco
