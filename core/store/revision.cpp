#include "core/store/revision.h"

namespace maskwright::store {
namespace {

int64_t number(Connection& connection, const std::string& key) {
  auto query = connection.prepare("SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?");
  query.bind(1, key);
  return query.executeStep() ? query.getColumn(0).getInt64() : 0;
}

void setNumber(Connection& connection, const std::string& key, int64_t value) {
  auto query = connection.prepare(
      "INSERT INTO setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = "
      "excluded.value");
  query.bind(1, key);
  query.bind(2, std::to_string(value));
  query.exec();
}

std::string keyOf(const char* kind, int round) {
  return std::string("active_") + kind + "." + std::to_string(round);
}

}  // namespace

int64_t activeRevision(Connection& connection, const char* kind, int round) {
  return number(connection, keyOf(kind, round));
}

int64_t newRevision(Connection& connection) {
  const int64_t revision = number(connection, "last_revision") + 1;
  setNumber(connection, "last_revision", revision);
  return revision;
}

void activate(Connection& connection, const char* kind, int round, int64_t revision) {
  setNumber(connection, keyOf(kind, round), revision);
}

}  // namespace maskwright::store
