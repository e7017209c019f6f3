#pragma once

#include "core/services/dashboard.h"
#include "core/services/near_duplicates.h"
#include "ui/models/background_reader.h"

#include <QObject>

#include <filesystem>

namespace maskwright::ui {

/// What the overview shows.
struct OverviewNumbers {
  bool wasRead = false;
  Dashboard board;
  DuplicateReport duplicates;
  std::vector<PlainImage> withoutMasks, withoutAccepted;
};

/// Reads the numbers of the newest round in the background.
class DashboardReader final : public QObject {
  Q_OBJECT
 public:
  explicit DashboardReader(std::filesystem::path database, QObject* parent = nullptr);
  void request() { reader_.request(0); }

 Q_SIGNALS:
  void ready(const maskwright::ui::OverviewNumbers& numbers);

 private:
  BackgroundReader<int, OverviewNumbers> reader_;
};

}  // namespace maskwright::ui
