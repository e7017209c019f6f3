#pragma once

#include "core/domain/decision.h"
#include "core/domain/round.h"
#include "ui/support/crop_ref.h"

#include <QModelIndex>
#include <QString>

#include <optional>

namespace maskwright::ui {

/// What is painted of one candidate, as its row's roles give it.
struct CandidateTile {
  CropRef crop;
  double confidence = 0;
  Verdict verdict = Verdict::Undecided;
  bool saved = true;
  QString category;  ///< empty = none
  int categoryColour = -1;
  std::optional<TargetRole> target;  ///< in the round whose targets are shown
  QString reason;                    ///< of that
  bool loaded = true;                ///< else the row's page is not read yet and the rest is empty
};

/// Of a row of any model with CandidateRole roles.
CandidateTile tileOf(const QModelIndex& index);

}  // namespace maskwright::ui
