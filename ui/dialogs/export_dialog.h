#pragma once

#include "core/services/export_outlook.h"
#include "ui/jobs/job_specs.h"

#include <QDialog>
#include <QString>
#include <QVector>

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace maskwright::ui {

class EmptyState;
class Prompts;

/// One line of the export preview.
struct ExportCount {
  QString category;
  qint64 accepted = 0;  ///< accepted and relabelled
};

/// Counts of what an export of accepted masks holds, over all rounds, by category.
class ExportPreview {
 public:
  virtual ~ExportPreview() = default;
  virtual QVector<ExportCount> accepted() = 0;
  virtual qint64 undecided(double minConfidence) = 0;
};

/// Which masks, how they are written, in one file or two, what a consumer might trip on, where to;
/// afterwards the way to the folder. Not modal.
class ExportDialog final : public QDialog {
  Q_OBJECT
 public:
  ExportDialog(ExportPreview& preview,
               const QString& suggestedPath,
               Prompts& prompts,
               QWidget* parent = nullptr);
  /// The export ended: the file is there, or why not.
  void showDone(const maskwright::ui::ExportDone& done);
  void showFailed(const QString& error);
  /// The answer to outlookRequested().
  void showOutlook(const maskwright::ExportOutlook& outlook);
  void askOutlook();  ///< again: what is exported may have changed

 Q_SIGNALS:
  void exportRequested(const maskwright::ui::ExportChoice& choice);
  void outlookRequested(const maskwright::ExportRequest& request);

 private:
  void build();
  QFormLayout* buildForm();
  void start();
  void showCounts();
  void showReplaced();
  QStringList files() const;
  ExportPreview& preview_;
  Prompts& prompts_;
  QComboBox* which_;
  QComboBox* segmentation_;
  QDoubleSpinBox* tolerance_;
  QDoubleSpinBox* minConfidence_;
  QSpinBox* val_;
  QLineEdit* path_;
  QTableWidget* counts_;
  EmptyState* empty_;  ///< in the place of the counts while there are none
  QLabel* notes_;
  QLabel* replaced_;
  QLabel* message_;
  QFormLayout* form_ = nullptr;
  QPushButton* export_ = nullptr;
  QPushButton* showFolder_ = nullptr;
};

}  // namespace maskwright::ui
