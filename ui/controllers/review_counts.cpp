#include "ui/controllers/review_counts.h"

#include <algorithm>

namespace maskwright::ui {
namespace {

ReviewNumbers count(store::Connection& connection, const store::ReviewFilter& filter, double t) {
  store::ReviewQuery query(connection);
  ReviewNumbers numbers;
  store::ReviewFilter whole;
  whole.round = filter.round;
  numbers.all = query.countByVerdict(whole);
  numbers.byVerdict = filter == whole ? numbers.all : query.countByVerdict(filter);
  numbers.histogram = query.histogram(filter);
  store::ReviewFilter above = filter;
  above.verdict = Verdict::Undecided;
  above.minConfidence = std::max(t, filter.minConfidence);
  numbers.above = query.count(above);
  return numbers;
}

}  // namespace

ReviewCounts::ReviewCounts(std::filesystem::path database, QObject* parent)
    : QObject(parent),
      reader_(
          std::move(database),
          QStringLiteral("review-counts"),
          [](store::Connection& connection, const Request& request) {
            return count(connection, request.filter, request.threshold);
          },
          [this](const ReviewNumbers& numbers) { Q_EMIT ready(numbers); }) {}

void ReviewCounts::request(const store::ReviewFilter& filter, double threshold) {
  reader_.request({filter, threshold});
}

}  // namespace maskwright::ui
