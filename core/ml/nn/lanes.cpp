#include "core/ml/nn/lanes.h"

#include <ATen/Parallel.h>
#include <ATen/autocast_mode.h>
#ifdef _OPENMP
#include <omp.h>
#endif

namespace maskwright::ml {
namespace {

/// For the calling thread alone; at::set_num_threads() also changes what later threads start with.
void computeWith([[maybe_unused]] int threads) {
  at::internal::lazy_init_num_threads();
#ifdef _OPENMP
  omp_set_num_threads(threads);
#endif
}

}  // namespace

Lanes::Lanes(int count, int threadsEach) : errors_(static_cast<size_t>(count)) {
  for (int lane = 0; lane < count; ++lane)
    threads_.emplace_back([this, lane, threadsEach] { serve(lane, threadsEach); });
}

Lanes::~Lanes() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  start_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Lanes::serve(int lane, int threadsEach) {
  computeWith(threadsEach);
  // Lanes share parameters: a cast that one keeps would join the graphs of two.
  at::autocast::set_autocast_cache_enabled(false);
  uint64_t seen = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    start_.wait(lock, [&] { return ending_ || round_ != seen; });
    if (ending_) return;
    seen = round_;
    const auto* work = work_;
    lock.unlock();
    std::exception_ptr error;
    try {
      (*work)(lane);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    errors_[static_cast<size_t>(lane)] = error;
    if (--running_ == 0) done_.notify_one();
  }
}

void Lanes::run(const std::function<void(int)>& work) {
  std::unique_lock lock(mutex_);
  work_ = &work;
  running_ = count();
  ++round_;
  start_.notify_all();
  done_.wait(lock, [&] { return running_ == 0; });
  work_ = nullptr;
  for (auto& error : errors_) {
    if (error) std::rethrow_exception(error);
  }
}

LanePass::LanePass(Lanes& lanes, const torch::Tensor& input, const Network& network)
    : lanes_(lanes), parts_(static_cast<size_t>(lanes.count())) {
  const auto inputs = input.tensor_split(std::min<int64_t>(lanes.count(), input.size(0)));
  lanes_.run([&](int lane) {
    if (static_cast<size_t>(lane) < inputs.size())
      parts_[static_cast<size_t>(lane)] = network(inputs[static_cast<size_t>(lane)]);
  });
  parts_.resize(inputs.size());
  for (size_t i = 0; i < parts_[0].size(); ++i) {
    std::vector<torch::Tensor> pieces;
    for (const auto& part : parts_) pieces.push_back(part[i].detach());
    joined_.push_back(torch::cat(pieces).requires_grad_(parts_[0][i].requires_grad()));
  }
}

void LanePass::backward(const std::vector<torch::Tensor>& parameters) {
  std::vector<torch::Tensor> taught;
  for (const auto& p : parameters) {
    if (p.requires_grad()) taught.push_back(p);
  }
  std::vector<std::vector<torch::Tensor>> slopes(parts_.size());
  std::vector<int64_t> first{0};
  for (const auto& part : parts_) first.push_back(first.back() + part[0].size(0));
  lanes_.run([&](int lane) {
    const auto k = static_cast<size_t>(lane);
    if (k >= parts_.size()) return;
    torch::autograd::variable_list ends, gradients;
    for (size_t i = 0; i < joined_.size(); ++i) {
      if (!joined_[i].grad().defined()) continue;
      ends.push_back(parts_[k][i]);
      gradients.push_back(joined_[i].grad().narrow(0, first[k], first[k + 1] - first[k]));
    }
    if (ends.empty()) return;
    slopes[k] = torch::autograd::grad(ends,
                                      taught,
                                      gradients,
                                      /*retain_graph=*/false,
                                      /*create_graph=*/false,
                                      /*allow_unused=*/true);
  });
  parts_.clear();
  const torch::NoGradGuard noGrad;
  for (const auto& part : slopes) {
    for (size_t i = 0; i < part.size(); ++i) {
      if (!part[i].defined()) continue;
      auto& sum = taught[i].mutable_grad();
      sum.defined() ? void(sum.add_(part[i])) : void(sum = part[i]);
    }
  }
}

}  // namespace maskwright::ml
