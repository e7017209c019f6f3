#pragma once

#include "core/services/dashboard.h"

#include <QWidget>

namespace maskwright::ui {

/// Masks by their share of the image on a logarithmic axis: all as outlines, accepted ones filled.
class AreaChart final : public QWidget {
  Q_OBJECT
 public:
  explicit AreaChart(QWidget* parent = nullptr);
  void setSpread(const MaskSpread& spread);
  QSize sizeHint() const override { return {280, 168}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  MaskSpread spread_;
};

/// Where in the image the centres of masks lie: accepted ones beside all.
class PlaceMap final : public QWidget {
  Q_OBJECT
 public:
  explicit PlaceMap(QWidget* parent = nullptr);
  void setSpread(const MaskSpread& spread);
  QSize sizeHint() const override { return {280, 168}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  MaskSpread spread_;
};

}  // namespace maskwright::ui
