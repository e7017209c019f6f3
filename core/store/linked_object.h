#pragma once

#include <string>

namespace maskwright::store {

// A mask of a later round that shows an accepted object of an earlier one is linked to it: the
// object is not queued again, and verdicts on it are for the earlier mask. That holds while that
// one is accepted and the later one has no verdict of its own; SQL over a "candidate c".

inline std::string isLinkedSql() {
  return "(c.linked_to IS NOT NULL AND EXISTS (SELECT 1 FROM verdict lv WHERE lv.candidate_id = "
         "c.linked_to AND lv.verdict IN (1, 2)) AND NOT EXISTS (SELECT 1 FROM verdict ov WHERE "
         "ov.candidate_id = c.id AND ov.verdict <> 0))";
}

/// Id of the mask that a verdict on what `c` shows is for.
inline std::string objectSql() {
  return "(CASE WHEN " + isLinkedSql() + " THEN c.linked_to ELSE c.id END)";
}

}  // namespace maskwright::store
