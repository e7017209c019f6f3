#pragma once

#include "ui/models/background_reader.h"
#include "ui/views/round_panel.h"

#include <QObject>

#include <filesystem>

namespace maskwright::ui {

/// Counts what a round started now would train on, by the rule that the round itself uses. That
/// compares the masks of every image, so it is done in the background.
class RoundOutlookReader final : public QObject {
  Q_OBJECT
 public:
  explicit RoundOutlookReader(std::filesystem::path database, QObject* parent = nullptr);

  /// Requests that come while one runs are merged into one after it.
  void request() { reader_.request(0); }

 Q_SIGNALS:
  void ready(const maskwright::ui::RoundOutlook& outlook);

 private:
  BackgroundReader<int, RoundOutlook> reader_;
};

}  // namespace maskwright::ui
