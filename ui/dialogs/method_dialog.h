#pragma once

#include "ui/jobs/job_specs.h"

#include <QDialog>
#include <QList>
#include <QPair>

class QComboBox;
class QLabel;
class QSpinBox;

namespace maskwright::ui {

class MethodChoice;
class Prompts;

/// What to find masks with: method, weights, pre-training time, candidates an image. Not modal.
class DiscoverDialog final : public QDialog {
  Q_OBJECT
 public:
  /// `models`: weights the project has, as (path, provenance), newest first.
  /// `hasSlotCon`: there is a model that slots can rest on.
  DiscoverDialog(const QList<QPair<QString, QString>>& models,
                 bool hasSlotCon,
                 qint64 images,
                 Prompts& prompts,
                 QWidget* parent = nullptr);

  /// Offers one more weights file, after those of the project.
  void addWeights(const QString& title, const QString& file);

 Q_SIGNALS:
  void chosen(const maskwright::ui::DiscoverChoice& choice);

 private:
  void chooseWeights();
  void explain();
  Prompts& prompts_;
  qint64 images_;
  MethodChoice* method_;
  QComboBox* weights_;
  QComboBox* architecture_;
  QSpinBox* minutes_;
  QSpinBox* perImage_;
  QLabel* explanation_;
  int lastWeights_ = 0;
};

}  // namespace maskwright::ui
