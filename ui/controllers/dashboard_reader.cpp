#include "ui/controllers/dashboard_reader.h"

#include "core/store/candidate_repository.h"

namespace maskwright::ui {
namespace {

OverviewNumbers read(store::Connection& connection) {
  OverviewNumbers numbers;
  const int round = store::CandidateRepository(connection).newestRound();
  numbers.board = readDashboard(connection, round);
  numbers.duplicates = findDuplicates(connection);
  numbers.withoutMasks = imagesWithoutMasks(connection, round);
  numbers.withoutAccepted = imagesWithoutAccepted(connection);
  numbers.wasRead = true;
  return numbers;
}

}  // namespace

DashboardReader::DashboardReader(std::filesystem::path database, QObject* parent)
    : QObject(parent),
      reader_(
          std::move(database),
          QStringLiteral("overview"),
          [](store::Connection& connection, const int&) { return read(connection); },
          [this](const OverviewNumbers& numbers) { Q_EMIT ready(numbers); }) {}

}  // namespace maskwright::ui
