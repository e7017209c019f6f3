#pragma once

#include "core/services/export_outlook.h"
#include "ui/models/background_reader.h"

#include <QObject>

#include <optional>

namespace maskwright::ui {

/// Counts in the background what a consumer of an export might trip on: every mask is looked at.
class ExportOutlookReader final : public QObject {
  Q_OBJECT
 public:
  explicit ExportOutlookReader(std::filesystem::path database, QObject* parent = nullptr);
  ~ExportOutlookReader() override;

  void ask(const ExportRequest& request);

 Q_SIGNALS:
  void counted(const maskwright::ExportOutlook& outlook);

 private:
  std::stop_source stop_;
  BackgroundReader<ExportRequest, std::optional<ExportOutlook>> reader_;
};

}  // namespace maskwright::ui
