#pragma once

#include "ui/jobs/job_specs.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QSpinBox;

namespace maskwright::ui {

class MethodChoice;

/// Below this many images SlotCon's prototypes follow colour and texture.
inline constexpr qint64 kSlotConImages = 500;
/// Below this many images the engine trains with DINO only when told to do it anyway.
inline constexpr qint64 kDinoImages = 5000;

/// How to pre-train on this collection: method, backbone, time. Not modal.
class PretrainDialog final : public QDialog {
  Q_OBJECT
 public:
  /// `method`: the one that is marked at first.
  explicit PretrainDialog(qint64 images,
                          const QString& method = QStringLiteral("densecl"),
                          QWidget* parent = nullptr);

 Q_SIGNALS:
  void chosen(const maskwright::ui::PretrainChoice& choice);

 private:
  void explain(const QString& method);
  void showBackbones(bool transformers);
  bool hasTooFew(const QString& method) const;
  qint64 images_;
  MethodChoice* method_;
  QComboBox* architecture_;
  QSpinBox* minutes_;
  QLabel* note_;
  QWidget* warningBox_;
  QLabel* warning_;
};

}  // namespace maskwright::ui
