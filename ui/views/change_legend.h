#pragma once

#include "core/services/round_compare.h"

#include <QWidget>

#include <array>
#include <optional>

namespace maskwright::ui {

/// What the outlines of a comparison mean, how many masks there are of each, and how good.
class ChangeLegend final : public QWidget {
  Q_OBJECT
 public:
  explicit ChangeLegend(QWidget* parent = nullptr);
  void setChanges(const std::optional<std::array<ChangeTally, 4>>& changes);  ///< nothing: counting
  QString textOf(MaskChange change) const;  ///< "134, confidence .07"
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::optional<std::array<ChangeTally, 4>> changes_;
};

}  // namespace maskwright::ui
