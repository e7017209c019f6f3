#include "ui/controllers/review_counts.h"

#include "ui/models/guarded_read.h"

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
      connection_(std::make_shared<std::unique_ptr<store::Connection>>()),
      database_(std::move(database)) {
  worker_.moveToThread(&thread_);
  thread_.setObjectName(QStringLiteral("review-counts"));
  thread_.start();
}

ReviewCounts::~ReviewCounts() {
  thread_.quit();
  thread_.wait();
}

void ReviewCounts::request(const store::ReviewFilter& filter, double threshold) {
  waiting_ = Request{filter, threshold};
  if (busy_) return;
  busy_ = true;
  run(*waiting_);
}

void ReviewCounts::run(Request request) {
  waiting_.reset();
  QMetaObject::invokeMethod(
      &worker_,
      [this, request = std::move(request), database = database_, connection = connection_] {
        if (!*connection) {
          auto opened = store::Connection::open(database, store::OpenMode::ReadWrite);
          if (opened) *connection = std::move(*opened);
        }
        ReviewNumbers numbers;
        if (*connection) {
          numbers =
              guardedRead([&] { return count(**connection, request.filter, request.threshold); });
        }
        QMetaObject::invokeMethod(
            this,
            [this, numbers] {
              busy_ = false;
              Q_EMIT ready(numbers);
              if (waiting_ && !busy_) {
                busy_ = true;
                run(*waiting_);
              }
            },
            Qt::QueuedConnection);
      },
      Qt::QueuedConnection);
}

}  // namespace maskwright::ui
