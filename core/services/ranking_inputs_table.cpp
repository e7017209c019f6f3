#include "core/services/ranking_inputs_table.h"

#include "core/base/atomic_file.h"
#include "core/domain/decision.h"
#include "core/rank/ranking_inputs.h"
#include "core/store/candidate_repository.h"
#include "core/store/ranking_input_repository.h"

#include <unordered_map>

namespace maskwright {
namespace {

struct About {
  std::string image;
  Verdict verdict = Verdict::Undecided;
};

std::unordered_map<CandidateId, About> aboutRound(store::Connection& connection, int round) {
  auto query = connection.prepare(
      "SELECT c.id, i.path, IFNULL(v.verdict, 0) FROM candidate c JOIN image i ON i.id = "
      "c.image_id LEFT JOIN verdict v ON v.candidate_id = c.id WHERE c.round_number = ?");
  query.bind(1, round);
  std::unordered_map<CandidateId, About> about;
  while (query.executeStep())
    about.emplace(
        CandidateId(query.getColumn(0).getInt64()),
        About{query.getColumn(1).getString(), static_cast<Verdict>(query.getColumn(2).getInt())});
  return about;
}

std::string csvField(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

}  // namespace

Result<int64_t> writeRankingInputs(store::Connection& connection,
                                   int round,
                                   const std::filesystem::path& file) {
  try {
    std::string text = "candidate,image,verdict,confidence,decisions";
    for (size_t k = 0; k < rank::kInputCount; ++k) text += ',' + csvField(rank::inputName(k));
    text += '\n';
    const auto about = aboutRound(connection, round);
    std::unordered_map<CandidateId, double> confidence;
    for (const auto& row : store::RankingRepository(connection).ranking(round))
      confidence.emplace(row.candidate, row.confidence);
    std::unordered_map<CandidateId, store::RankingInputRepository::Row> context;
    for (auto& row : store::RankingInputRepository(connection).ofRound(round))
      context.emplace(row.candidate, std::move(row));
    const auto features = store::CandidateRepository(connection).featuresOfRound(round);
    int64_t rows = 0;
    for (size_t i = 0; i < features.ids.size(); ++i) {
      const CandidateId id = features.ids[i];
      const auto known = about.find(id);
      const auto around = context.find(id);
      const auto stated = confidence.find(id);
      if (known == about.end() || around == context.end() || stated == confidence.end()) continue;
      text += std::to_string(id.value) + ',' + csvField(known->second.image) + ',' +
              std::string(verdictName(known->second.verdict)) + ',' + number(stated->second) + ',' +
              std::to_string(around->second.decisions);
      for (const double value :
           rank::confidenceFeatures(features.attributes[i], features.sourceScores[i]))
        text += ',' + number(value);
      for (const float value : around->second.values) text += ',' + number(value);
      text += '\n';
      ++rows;
    }
    if (const auto written = writeFileAtomically(file, text); !written) return written.error();
    return rows;
  } catch (const SQLite::Exception& exception) {
    return store::toError(exception, connection.file());
  }
}

}  // namespace maskwright
