#pragma once

#include "core/domain/ids.h"
#include "core/store/connection.h"
#include "ui/support/mask_provider.h"

#include <QHash>

#include <list>
#include <unordered_map>
#include <vector>

namespace maskwright::ui {

/// Masks of candidates from the store, the last few thousand kept in memory.
class MaskStore final : public MaskProvider {
  Q_OBJECT
 public:
  static constexpr size_t kKept = 3'000;
  using MaskProvider::MaskProvider;
  void setConnection(store::Connection* connection);
  bool maskFor(qint64 candidateId, Rle* mask) override;
  int versionOf(qint64 candidateId) const override { return versions_.value(candidateId); }
  /// Masks that may have been edited are read again.
  void forget(const std::vector<CandidateId>& candidates);

 private:
  struct Entry {
    Rle mask;
    std::list<qint64>::iterator age;
  };
  store::Connection* connection_ = nullptr;
  std::unordered_map<qint64, Entry> masks_;
  std::list<qint64> ages_;       ///< newest first
  QHash<qint64, int> versions_;  ///< of those that were forgotten
};

}  // namespace maskwright::ui
