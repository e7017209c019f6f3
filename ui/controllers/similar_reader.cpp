#include "ui/controllers/similar_reader.h"

#include "core/services/similar_service.h"

namespace maskwright::ui {
namespace {

SimilarAnswer answer(SimilarFinder& finder, store::Connection& connection, CandidateId asked) {
  SimilarAnswer answer;
  answer.asked = asked;
  const auto found = finder.nearest(connection, asked, SimilarReader::kMost);
  if (!found) {
    answer.problem = QString::fromStdString(found.error().text());
    return answer;
  }
  answer.ids.push_back(asked.value);
  for (const auto& one : *found) answer.ids.push_back(one.id.value);
  return answer;
}

}  // namespace

SimilarReader::SimilarReader(std::filesystem::path database,
                             std::filesystem::path cacheFolder,
                             QObject* parent)
    : QObject(parent),
      reader_(
          std::move(database),
          QStringLiteral("similar"),
          [finder = std::make_shared<SimilarFinder>(std::move(cacheFolder))](
              store::Connection& connection, CandidateId asked) {
            return answer(*finder, connection, asked);
          },
          [this](const SimilarAnswer& answer) { Q_EMIT found(answer); }) {}

void SimilarReader::ask(CandidateId candidate) {
  reader_.request(candidate);
}

}  // namespace maskwright::ui
