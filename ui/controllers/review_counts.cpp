#include "ui/controllers/review_counts.h"

#include "core/services/review_pace.h"
#include "core/store/project.h"

#include <algorithm>
#include <numeric>

namespace maskwright::ui {
namespace {

/// As the list shows them: those of every round.
void countAccepted(store::ReviewQuery& query,
                   store::ReviewFilter filter,
                   std::array<int64_t, 6>& counts) {
  for (const Verdict verdict : {Verdict::Accepted, Verdict::Relabelled}) {
    filter.verdict = verdict;
    counts[static_cast<size_t>(verdict)] = query.count(filter);
  }
}

ReviewNumbers count(store::Connection& connection, const store::ReviewFilter& filter, double t) {
  store::ReviewQuery query(connection);
  ReviewNumbers numbers;
  store::ReviewFilter whole;
  whole.round = filter.round;
  numbers.byVerdict = query.countByVerdict(filter);
  numbers.listed = std::accumulate(numbers.byVerdict.begin(), numbers.byVerdict.end(), int64_t{0});
  countAccepted(query, filter, numbers.byVerdict);
  numbers.all = numbers.byVerdict;
  if (filter != whole) {
    numbers.all = query.countByVerdict(whole);
    countAccepted(query, whole, numbers.all);
  }
  numbers.histogram = query.histogram(filter);
  store::ReviewFilter above = filter;
  above.verdict = Verdict::Undecided;
  above.minConfidence = std::max(t, filter.minConfidence);
  numbers.above = query.count(above);
  numbers.pacePerHour = recentPace(connection, store::nowMs());
  numbers.meanOfAbove = query.meanConfidence(above);
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
