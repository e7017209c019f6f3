#pragma once

#include "core/store/connection.h"

#include <string>
#include <vector>

namespace maskwright::test {

/// The rows of a query as texts, columns joined by "|": for comparing tables.
inline std::vector<std::string> tableRows(store::Connection& connection, const char* sql) {
  SQLite::Statement query(connection.db(), sql);
  std::vector<std::string> rows;
  while (query.executeStep()) {
    std::string row;
    for (int i = 0; i < query.getColumnCount(); ++i)
      row += (query.getColumn(i).isNull() ? "-" : query.getColumn(i).getString()) + '|';
    rows.push_back(row);
  }
  return rows;
}

/// All that undo and redo write, but for when they did.
inline std::vector<std::string> decidedRows(store::Connection& connection) {
  auto rows = tableRows(
      connection,
      "SELECT id, candidate_id, verdict, category_id, before_verdict, before_category_id, origin, "
      "command_id, cluster_id, author FROM decision ORDER BY id");
  for (const char* sql : {"SELECT candidate_id, verdict, category_id FROM verdict ORDER BY 1",
                          "SELECT id, text, kind, state, author FROM command ORDER BY id",
                          "SELECT id, category_id FROM cluster ORDER BY id",
                          "SELECT number, mark FROM round ORDER BY number"})
    for (auto& row : tableRows(connection, sql)) rows.push_back(std::move(row));
  return rows;
}

}  // namespace maskwright::test
