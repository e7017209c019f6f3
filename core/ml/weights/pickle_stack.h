#pragma once

#include "core/ml/weights/pickle_values.h"
#include "core/ml/weights/refused.h"

#include <unordered_map>

namespace maskwright::ml {

/// Bounds of one file's pickles, far above any published checkpoint (a few ten thousand values).
constexpr size_t kMostPickleValues = 1'000'000;
constexpr size_t kMostPickleSteps = 8'000'000;

/// Stack, marks and memo of a pickle machine over the values of a tree. Throws Refused when the
/// file takes what it has not made, or more than the bounds allow.
class PickleStack {
 public:
  explicit PickleStack(PickleTree& tree) : tree_(tree) {}

  bool empty() const { return stack_.empty() && marks_.empty(); }
  void push(PickleId id) { stack_.push_back(id); }
  void push(PickleValue value) {
    if (tree_.size() >= kMostPickleValues) refuse("pickle has too many values");
    // One tuple can be the arguments of many calls: what they copy counts.
    if (value.items.size() > kMostPickleSteps - copied_) refuse("pickle has too many values");
    copied_ += value.items.size();
    push(tree_.add(std::move(value)));
  }

  PickleId pop() {
    const PickleId id = topId();
    stack_.pop_back();
    return id;
  }
  PickleId topId() const {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
      refuse("pickle takes more values than it has made");
    return stack_.back();
  }
  PickleValue& top() { return tree_[topId()]; }

  void mark() { marks_.push_back(stack_.size()); }
  /// The values above the last mark, which is taken away.
  std::vector<PickleId> popMark() {
    if (marks_.empty()) refuse("pickle lacks a mark");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleId> values(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return values;
  }
  std::vector<PickleId> pop(size_t count) {
    std::vector<PickleId> values(count);
    for (size_t i = count; i-- > 0;) values[i] = pop();
    return values;
  }

  void remember(uint64_t slot) {
    memo_[slot] = topId();
    if (memo_.size() > kMostPickleValues) refuse("pickle has too many values");
  }
  void rememberNext() { remember(memo_.size()); }
  void recall(uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) refuse("pickle recalls a value that it has not made");
    push(found->second);
  }

 private:
  PickleTree& tree_;
  std::vector<PickleId> stack_;
  std::vector<size_t> marks_;
  std::unordered_map<uint64_t, PickleId> memo_;
  size_t copied_ = 0;
};

}  // namespace maskwright::ml
