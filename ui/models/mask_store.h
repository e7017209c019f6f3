#pragma once

#include "core/store/connection.h"
#include "ui/support/mask_provider.h"

#include <list>
#include <unordered_map>

namespace maskwright::ui {

/// Masks of candidates from the store, the last few thousand kept in memory.
class MaskStore final : public MaskProvider {
  Q_OBJECT
 public:
  static constexpr size_t kKept = 3'000;
  using MaskProvider::MaskProvider;
  void setConnection(store::Connection* connection);
  bool maskFor(qint64 candidateId, Rle* mask) override;

 private:
  struct Entry {
    Rle mask;
    std::list<qint64>::iterator age;
  };
  store::Connection* connection_ = nullptr;
  std::unordered_map<qint64, Entry> masks_;
  std::list<qint64> ages_;  ///< newest first
};

}  // namespace maskwright::ui
