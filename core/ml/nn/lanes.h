#pragma once

#include <torch/torch.h>

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace maskwright::ml {

/// Threads that each compute a part of a batch, with operations that are not shared between them.
/// Threads that share the operations of a small network wait for each other many times in each
/// (oneDNN's in a busy loop): two then train no faster than one.
class Lanes {
 public:
  /// `count` >= 1 threads; each computes with `threadsEach` >= 1.
  explicit Lanes(int count, int threadsEach = 1);
  ~Lanes();
  Lanes(const Lanes&) = delete;
  Lanes& operator=(const Lanes&) = delete;

  int count() const { return static_cast<int>(threads_.size()); }
  /// work(i) for each i in [0, count()), side by side. Throws again what the lowest of them threw,
  /// after all have ended.
  void run(const std::function<void(int)>& work);

 private:
  void serve(int lane, int threadsEach);

  std::mutex mutex_;
  std::condition_variable start_, done_;
  const std::function<void(int)>* work_ = nullptr;
  uint64_t round_ = 0;
  int running_ = 0;
  bool ending_ = false;
  std::vector<std::exception_ptr> errors_;
  std::vector<std::thread> threads_;
};

/// A forward pass in lanes. For networks that treat the items of a batch apart (no batch norm that
/// measures the batch). What the outputs are used for may couple them again: they come joined, as
/// leaves of a graph of their own.
class LanePass {
 public:
  /// From (b, ...) to outputs of b items each, the same number of outputs for every part.
  using Network = std::function<std::vector<torch::Tensor>(const torch::Tensor&)>;

  /// Runs `network` on `input` (B, ...) cut into at most lanes.count() parts.
  LanePass(Lanes& lanes, const torch::Tensor& input, const Network& network);

  const std::vector<torch::Tensor>& outputs() const { return joined_; }
  /// Passes the gradients that a backward() has left in outputs() on to `parameters`, adding the
  /// parts in their order, so that a step can be repeated exactly. Once only.
  void backward(const std::vector<torch::Tensor>& parameters);

 private:
  Lanes& lanes_;
  std::vector<std::vector<torch::Tensor>> parts_;  ///< of each lane, with their graphs
  std::vector<torch::Tensor> joined_;
};

}  // namespace maskwright::ml
