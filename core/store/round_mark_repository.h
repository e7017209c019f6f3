#pragma once

#include "core/domain/round_mark.h"
#include "core/store/connection.h"

#include <cstdint>
#include <string>
#include <vector>

namespace maskwright::store {

/// The marks of rounds (columns of `round`). Discovery, round 0, has none. Throws
/// SQLite::Exception. Services write them (core/services/round_marks.h).
class RoundMarkRepository {
 public:
  explicit RoundMarkRepository(Connection& connection) : connection_(connection) {}

  struct Row {
    int number = 0;
    RoundMark mark = RoundMark::None;
    int64_t markedMs = 0;  ///< Unix time in milliseconds, 0 = never
    std::string markedBy;
  };
  std::vector<Row> all();  ///< of every round, by number
  RoundMark of(int number);
  void set(int number, RoundMark mark, const std::string& author);
  /// Newest round below `number` with candidates that isn't rolled back; -1 = none.
  int before(int number);

 private:
  Connection& connection_;
};

}  // namespace maskwright::store
