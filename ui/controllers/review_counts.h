#pragma once

#include "core/store/review_query.h"
#include "ui/models/background_reader.h"

#include <QObject>

#include <array>
#include <filesystem>

namespace maskwright::ui {

/// Counts for the filter panel and the status line.
struct ReviewNumbers {
  std::array<int64_t, 6> all{};        ///< by verdict, whole round; accepted: of all rounds
  std::array<int64_t, 6> byVerdict{};  ///< under the filter; accepted: of all rounds
  int64_t listed = 0;                  ///< of the round, whatever the verdict, under the filter
  std::array<int64_t, 50> histogram{};
  int64_t above = 0;       ///< undecided at or above the threshold, under the filter
  double pacePerHour = 0;  ///< recentPace(); 0 = unknown
  double meanOfAbove = 0;  ///< their mean confidence
};

/// Counts candidates in the background. Requests that come while one runs are merged: the newest
/// wins.
class ReviewCounts final : public QObject {
  Q_OBJECT
 public:
  explicit ReviewCounts(std::filesystem::path database, QObject* parent = nullptr);

  void request(const store::ReviewFilter& filter, double threshold);

 Q_SIGNALS:
  void ready(const maskwright::ui::ReviewNumbers& numbers);

 private:
  struct Request {
    store::ReviewFilter filter;
    double threshold = 0;
  };
  BackgroundReader<Request, ReviewNumbers> reader_;
};

}  // namespace maskwright::ui
