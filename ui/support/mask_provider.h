#pragma once

#include "core/domain/mask.h"

#include <QList>
#include <QObject>

namespace maskwright::ui {

/// Where views get masks from. Called on the GUI thread while painting, so an implementation
/// answers from memory or a fast read, or returns false and emits masksReady() later.
class MaskProvider : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;
  /// Fills `mask` (displayed frame) and returns true, or returns false if it is not at hand yet.
  virtual bool maskFor(qint64 candidateId, Rle* mask) = 0;
  /// Differs from an earlier answer when the mask may have changed: part of the key of what is kept
  /// of it.
  virtual int versionOf(qint64 candidateId) const {
    Q_UNUSED(candidateId);
    return 0;
  }

 Q_SIGNALS:
  void masksReady();  ///< ask again for those that were not at hand
  void masksChanged(const QList<qint64>& candidates);  ///< edited, or an edit was taken back
};

}  // namespace maskwright::ui
