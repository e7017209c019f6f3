#include "ui/models/mask_store.h"

#include "core/store/candidate_repository.h"
#include "ui/models/guarded_read.h"

namespace maskwright::ui {

void MaskStore::setConnection(store::Connection* connection) {
  connection_ = connection;
  masks_.clear();
  ages_.clear();
}

void MaskStore::forget(const std::vector<CandidateId>& candidates) {
  // Edits are made one by one: what a bulk verdict touched has no new outline.
  constexpr size_t kMost = 100;
  if (candidates.empty() || candidates.size() > kMost) return;
  QList<qint64> ids;
  for (const CandidateId id : candidates) {
    ids << id.value;
    ++versions_[id.value];
    const auto found = masks_.find(id.value);
    if (found == masks_.end()) continue;
    ages_.erase(found->second.age);
    masks_.erase(found);
  }
  Q_EMIT masksChanged(ids);
}

bool MaskStore::maskFor(qint64 candidateId, Rle* mask) {
  if (const auto found = masks_.find(candidateId); found != masks_.end()) {
    ages_.splice(ages_.begin(), ages_, found->second.age);
    *mask = found->second.mask;
    return true;
  }
  if (!connection_) return false;
  auto candidate = guardedRead(
      [&] { return store::CandidateRepository(*connection_).byId(CandidateId(candidateId)); });
  if (!candidate) return false;
  if (masks_.size() >= kKept) {
    masks_.erase(ages_.back());
    ages_.pop_back();
  }
  ages_.push_front(candidateId);
  *mask = candidate->mask;
  masks_.emplace(candidateId, Entry{std::move(candidate->mask), ages_.begin()});
  return true;
}

}  // namespace maskwright::ui
