#include "core/store/cluster_identity.h"

namespace maskwright::store {
namespace {

void set(Connection& connection, const char* sql, int64_t value, int64_t cluster) {
  auto query = connection.prepare(sql);
  query.bind(1, value);
  query.bind(2, cluster);
  query.exec();
}

}  // namespace

void setClusterIdentities(Connection& connection, const std::vector<ClusterIdentity>& identities) {
  // Members follow their cluster one statement later.
  connection.db().exec("PRAGMA defer_foreign_keys = ON");
  for (const ClusterIdentity& one : identities) {
    set(connection, "UPDATE cluster SET number = ? WHERE id = ?", one.number, one.fresh.value);
    if (one.id == one.fresh) continue;
    set(connection, "UPDATE cluster SET id = ? WHERE id = ?", one.id.value, one.fresh.value);
    set(connection,
        "UPDATE cluster_member SET cluster_id = ? WHERE cluster_id = ?",
        one.id.value,
        one.fresh.value);
  }
}

}  // namespace maskwright::store
