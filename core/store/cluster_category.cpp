#include "core/store/cluster_category.h"

namespace maskwright::store {

CategoryId categoryOfCluster(Connection& connection, ClusterId cluster) {
  auto query = connection.prepare("SELECT IFNULL(category_id, 0) FROM cluster WHERE id = ?");
  query.bind(1, cluster.value);
  return CategoryId(query.executeStep() ? query.getColumn(0).getInt64() : 0);
}

}  // namespace maskwright::store
