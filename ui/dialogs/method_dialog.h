#pragma once

#include "ui/jobs/job_specs.h"

#include <QDialog>
#include <QVector>

class QComboBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;

namespace maskwright::ui {

class MethodChoice;
class Prompts;

/// What a weights file can serve.
enum class Network { Unknown, ResNet, Transformer };

/// Weights that masks can rest on.
struct WeightsOption {
  QString title;
  QString file;  ///< empty = what the engine takes by itself
  Network network = Network::ResNet;
  QString provenance = {};  ///< tool tip
};

/// What to find masks with: method, weights, pre-training time, candidates an image. Offers the
/// weights that fit the chosen method. Not modal.
class DiscoverDialog final : public QDialog {
  Q_OBJECT
 public:
  /// `weights`: what there is, the best first. `hasSlotCon`: there is a model that slots can rest
  /// on.
  DiscoverDialog(const QVector<WeightsOption>& weights,
                 bool hasSlotCon,
                 qint64 images,
                 Prompts& prompts,
                 QWidget* parent = nullptr);

  /// Offers one more, after the others.
  void addWeights(const WeightsOption& option);

 Q_SIGNALS:
  void chosen(const maskwright::ui::DiscoverChoice& choice);
  void backbonesRequested();  ///< the person wants to see which published files fit

 private:
  void fillWeights();
  void chooseWeights();
  void chooseFile();
  void explain();
  bool needsTransformer() const;
  Prompts& prompts_;
  qint64 images_;
  QVector<WeightsOption> options_;
  QString lastFile_;  ///< of the chosen option, kept when the method changes
  MethodChoice* method_;
  QComboBox* weights_;
  QComboBox* architecture_;
  QSpinBox* minutes_;
  QSpinBox* perImage_;
  QFormLayout* form_;
  QLabel* explanation_;
  QPushButton* backbones_;
  QPushButton* start_;
};

}  // namespace maskwright::ui
