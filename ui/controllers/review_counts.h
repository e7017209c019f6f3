#pragma once

#include "core/store/review_query.h"

#include <QObject>
#include <QThread>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>

namespace maskwright::ui {

/// Counts for the filter panel and the status line.
struct ReviewNumbers {
  std::array<int64_t, 6> all{};        ///< by verdict, whole round
  std::array<int64_t, 6> byVerdict{};  ///< under the filter
  std::array<int64_t, 50> histogram{};
  int64_t above = 0;  ///< undecided at or above the threshold, under the filter
};

/// Counts candidates in a thread of its own with its own connection, because counting 100,000 rows
/// takes longer than a frame. Requests that come while one runs are merged: the newest wins.
class ReviewCounts final : public QObject {
  Q_OBJECT
 public:
  explicit ReviewCounts(std::filesystem::path database, QObject* parent = nullptr);
  ~ReviewCounts() override;

  void request(const store::ReviewFilter& filter, double threshold);

 Q_SIGNALS:
  void ready(const maskwright::ui::ReviewNumbers& numbers);

 private:
  struct Request {
    store::ReviewFilter filter;
    double threshold = 0;
  };
  void run(Request request);

  QThread thread_;
  QObject worker_;  ///< lives in the thread
  std::shared_ptr<std::unique_ptr<store::Connection>> connection_;
  std::filesystem::path database_;
  std::optional<Request> waiting_;
  bool busy_ = false;
};

}  // namespace maskwright::ui
