#pragma once

#include "core/domain/decision.h"

namespace maskwright::store {

/// The category that a candidate counts under (0 = none): the verdict's once there is one, else
/// that which its mask came with, else the suggested one.
inline CategoryId shownCategory(const VerdictState& verdict,
                                CategoryId ofMask,
                                CategoryId suggested) {
  if (verdict.verdict != Verdict::Undecided) return verdict.category;
  return ofMask ? ofMask : suggested;
}

/// The same in SQL, for a candidate `c` with its verdict `v` LEFT JOINed.
inline constexpr const char* kShownCategory =
    "IFNULL(CASE WHEN IFNULL(v.verdict, 0) <> 0 THEN v.category_id ELSE IFNULL(c.category_id, "
    "(SELECT s.category_id FROM suggestion s WHERE s.candidate_id = c.id)) END, 0)";

}  // namespace maskwright::store
