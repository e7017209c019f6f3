#pragma once

#include <string>
#include <vector>

namespace maskwright::store {

/// SQL of migrations/NNNN_name.sql in order; entry i takes the schema from version i to i + 1.
const std::vector<std::string>& migrations();

}  // namespace maskwright::store
