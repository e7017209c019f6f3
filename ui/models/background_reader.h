#pragma once

#include "core/store/connection.h"
#include "ui/models/guarded_read.h"
#include "ui/support/background_priority.h"

#include <QObject>
#include <QThread>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace maskwright::ui {

/// Reads from the store in a thread of its own with its own connection, because counting over
/// 100,000 rows takes longer than a frame. Of the requests that come while one is answered only the
/// newest is kept. Used and answered on the GUI thread.
template <typename Request, typename Answer>
class BackgroundReader {
 public:
  using Read = std::function<Answer(store::Connection&, const Request&)>;  ///< in the thread
  using Take = std::function<void(const Answer&)>;                         ///< on the GUI thread

  BackgroundReader(std::filesystem::path database, const QString& name, Read read, Take take)
      : database_(std::move(database)), read_(std::move(read)), take_(std::move(take)) {
    worker_.moveToThread(&thread_);
    thread_.setObjectName(name);
    thread_.start();
    QMetaObject::invokeMethod(&worker_, &stepBehindInterface, Qt::QueuedConnection);
  }
  ~BackgroundReader() {
    thread_.quit();
    thread_.wait();
  }
  BackgroundReader(const BackgroundReader&) = delete;
  BackgroundReader& operator=(const BackgroundReader&) = delete;

  void request(Request request) {
    waiting_ = std::move(request);
    if (!busy_) next();
  }

 private:
  void next() {
    busy_ = true;
    QMetaObject::invokeMethod(
        &worker_,
        [this, request = *std::exchange(waiting_, std::nullopt)] {
          Answer answer = answerTo(request);
          QMetaObject::invokeMethod(
              &here_,
              [this, answer = std::move(answer)] {
                busy_ = false;
                take_(answer);
                if (waiting_ && !busy_) next();
              },
              Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
  }

  Answer answerTo(const Request& request) {
    if (!connection_) {
      auto opened = store::Connection::open(database_, store::OpenMode::ReadWrite);
      if (opened) connection_ = std::move(*opened);
    }
    return connection_ ? guardedRead([&] { return read_(*connection_, request); }) : Answer{};
  }

  QThread thread_;
  QObject worker_;  ///< lives in the thread
  QObject here_;    ///< lives on the GUI thread
  std::filesystem::path database_;
  Read read_;
  Take take_;
  std::unique_ptr<store::Connection> connection_;  ///< the thread's
  std::optional<Request> waiting_;
  bool busy_ = false;
};

}  // namespace maskwright::ui
