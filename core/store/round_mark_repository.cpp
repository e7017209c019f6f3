#include "core/store/round_mark_repository.h"

#include "core/store/project.h"

namespace maskwright::store {

std::vector<RoundMarkRepository::Row> RoundMarkRepository::all() {
  auto query =
      connection_.prepare("SELECT number, mark, marked_ms, marked_by FROM round ORDER BY number");
  std::vector<Row> rows;
  while (query.executeStep())
    rows.push_back({query.getColumn(0).getInt(),
                    static_cast<RoundMark>(query.getColumn(1).getInt()),
                    query.getColumn(2).getInt64(),
                    query.getColumn(3).getString()});
  return rows;
}

RoundMark RoundMarkRepository::of(int number) {
  auto query = connection_.prepare("SELECT mark FROM round WHERE number = ?");
  query.bind(1, number);
  return query.executeStep() ? static_cast<RoundMark>(query.getColumn(0).getInt())
                             : RoundMark::None;
}

void RoundMarkRepository::set(int number, RoundMark mark, const std::string& author) {
  auto query = connection_.prepare(
      "UPDATE round SET mark = ?, marked_ms = ?, marked_by = ? WHERE number = ?");
  query.bind(1, static_cast<int>(mark));
  query.bind(2, nowMs());
  query.bind(3, author);
  query.bind(4, number);
  query.exec();
}

int RoundMarkRepository::before(int number) {
  auto query = connection_.prepare(
      "SELECT round_number FROM candidate WHERE round_number < ? AND round_number NOT IN (SELECT "
      "number FROM round WHERE mark = 2) ORDER BY round_number DESC LIMIT 1");
  query.bind(1, number);
  return query.executeStep() ? query.getColumn(0).getInt() : -1;
}

}  // namespace maskwright::store
