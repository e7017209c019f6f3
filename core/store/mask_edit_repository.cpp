#include "core/store/mask_edit_repository.h"

#include "core/store/blob.h"
#include "core/store/project.h"

namespace maskwright::store {
namespace {

constexpr const char* kSelect =
    "SELECT m.id, m.candidate_id, m.command_id, m.decision_id, m.height, m.width, m.counts, "
    "m.box_x, "
    "m.box_y, m.box_w, m.box_h, m.area, m.tools, m.edited_ms, m.author, k.state FROM mask_edit m "
    "JOIN command k ON k.id = m.command_id ";

MaskEdit read(Query& row) {
  MaskEdit edit;
  edit.id = MaskEditId(row.getColumn(0).getInt64());
  edit.candidate = CandidateId(row.getColumn(1).getInt64());
  edit.command = CommandId(row.getColumn(2).getInt64());
  edit.decision = DecisionId(row.getColumn(3).getInt64());
  edit.mask.height = row.getColumn(4).getInt();
  edit.mask.width = row.getColumn(5).getInt();
  const auto counts = row.getColumn(6);
  edit.mask.counts = unpackCounts(counts.getBlob(), counts.getBytes());
  edit.box = {row.getColumn(7).getDouble(),
              row.getColumn(8).getDouble(),
              row.getColumn(9).getDouble(),
              row.getColumn(10).getDouble()};
  edit.area = row.getColumn(11).getInt64();
  edit.tools = row.getColumn(12).getString();
  edit.editedMs = row.getColumn(13).getInt64();
  edit.author = row.getColumn(14).getString();
  edit.undone = row.getColumn(15).getInt() != 0;
  return edit;
}

}  // namespace

MaskEditId MaskEditRepository::append(const MaskEdit& edit) {
  auto query = connection_.prepare(
      "INSERT INTO mask_edit(candidate_id, command_id, decision_id, height, width, counts, box_x, "
      "box_y, box_w, box_h, area, tools, edited_ms, author) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  query.bind(1, edit.candidate.value);
  query.bind(2, edit.command.value);
  query.bind(3, edit.decision.value);
  query.bind(4, edit.mask.height);
  query.bind(5, edit.mask.width);
  const auto counts = packCounts(edit.mask.counts);
  query.bind(6, counts.data(), static_cast<int>(counts.size()));
  query.bind(7, edit.box.x);
  query.bind(8, edit.box.y);
  query.bind(9, edit.box.w);
  query.bind(10, edit.box.h);
  query.bind(11, edit.area);
  query.bind(12, edit.tools);
  query.bind(13, edit.editedMs == 0 ? nowMs() : edit.editedMs);
  query.bind(14, edit.author);
  query.exec();
  return MaskEditId(connection_.db().getLastInsertRowid());
}

std::vector<MaskEdit> MaskEditRepository::history(CandidateId candidate) {
  static const std::string sql = std::string(kSelect) + "WHERE m.candidate_id = ? ORDER BY m.id";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, candidate.value);
  std::vector<MaskEdit> rows;
  while (query.executeStep()) rows.push_back(read(query));
  return rows;
}

std::optional<MaskEdit> MaskEditRepository::present(CandidateId candidate) {
  static const std::string sql =
      std::string(kSelect) +
      "WHERE m.id = (SELECT p.edit_id FROM present_mask p WHERE p.candidate_id = ?)";
  auto query = connection_.prepare(sql.c_str());
  query.bind(1, candidate.value);
  if (!query.executeStep()) return std::nullopt;
  return read(query);
}

std::vector<CandidateId> MaskEditRepository::edited() {
  auto query = connection_.prepare("SELECT candidate_id FROM present_mask ORDER BY candidate_id");
  std::vector<CandidateId> ids;
  while (query.executeStep()) ids.emplace_back(query.getColumn(0).getInt64());
  return ids;
}

int64_t MaskEditRepository::countPresent() {
  auto query = connection_.prepare(
      "SELECT COUNT(DISTINCT m.candidate_id) FROM mask_edit m JOIN command k ON k.id = "
      "m.command_id "
      "WHERE k.state = 0");
  query.executeStep();
  return query.getColumn(0).getInt64();
}

}  // namespace maskwright::store
