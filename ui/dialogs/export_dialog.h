#pragma once

#include "ui/jobs/job_specs.h"

#include <QDialog>
#include <QString>
#include <QVector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
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
  virtual qint64 undecided() = 0;
};

/// Format, which masks, where to; afterwards the way to the folder. Not modal.
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

 Q_SIGNALS:
  void exportRequested(const maskwright::ui::ExportChoice& choice);

 private:
  void start();
  void showCounts();
  ExportPreview& preview_;
  Prompts& prompts_;
  QComboBox* which_;
  QComboBox* segmentation_;
  QLineEdit* path_;
  QTableWidget* counts_;
  EmptyState* empty_;  ///< in the place of the counts while there are none
  QLabel* message_;
  QPushButton* export_;
  QPushButton* showFolder_;
};

}  // namespace maskwright::ui
