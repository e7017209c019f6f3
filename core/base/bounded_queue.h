#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace maskwright {

/// A blocking FIFO of limited length between two stages of a pipeline, so that memory stays flat.
/// After close() push() refuses and pop() drains what is left, then returns nothing.
template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

  /// Waits for room. False if the queue was closed.
  bool push(T value) {
    std::unique_lock lock(mutex_);
    hasRoom_.wait(lock, [this] { return closed_ || items_.size() < capacity_; });
    if (closed_) return false;
    items_.push_back(std::move(value));
    hasItem_.notify_one();
    return true;
  }

  /// Waits for an item. Nothing if the queue is closed and empty.
  std::optional<T> pop() {
    std::unique_lock lock(mutex_);
    hasItem_.wait(lock, [this] { return closed_ || !items_.empty(); });
    if (items_.empty()) return std::nullopt;
    T value = std::move(items_.front());
    items_.pop_front();
    hasRoom_.notify_one();
    return value;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    hasItem_.notify_all();
    hasRoom_.notify_all();
  }

 private:
  const size_t capacity_;
  std::mutex mutex_;
  std::condition_variable hasItem_, hasRoom_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace maskwright
