#pragma once

#include "ui/views/round_panel.h"

#include <QObject>
#include <QThread>

#include <filesystem>

namespace maskwright::ui {

/// Counts what a round started now would train on, by the rule that the round itself uses. That
/// compares the masks of every image, so it is done in a thread of its own with its own connection.
class RoundOutlookReader final : public QObject {
  Q_OBJECT
 public:
  explicit RoundOutlookReader(std::filesystem::path database, QObject* parent = nullptr);
  ~RoundOutlookReader() override;

  /// Requests that come while one runs are merged into one after it.
  void request();

 Q_SIGNALS:
  void ready(const maskwright::ui::RoundOutlook& outlook);

 private:
  void run();
  QThread thread_;
  QObject worker_;  ///< lives in the thread
  std::filesystem::path database_;
  bool busy_ = false, again_ = false;
};

}  // namespace maskwright::ui
