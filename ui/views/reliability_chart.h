#pragma once

#include "core/store/candidate_repository.h"

#include <QWidget>

namespace maskwright::ui {

/// Reliability diagram: of the candidates that were given a confidence, how many were accepted? On
/// the diagonal, confidence can be taken at its word. Dots grow with the number they stand for.
class ReliabilityChart : public QWidget {
  Q_OBJECT
 public:
  explicit ReliabilityChart(QWidget* parent = nullptr);
  void setReport(const store::RankingRepository::Report& report);
  QSize sizeHint() const override { return {196, 120}; }
  QSize minimumSizeHint() const override { return {120, 96}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  store::RankingRepository::Report report_;
};

}  // namespace maskwright::ui
