#pragma once

#include <QWidget>

#include <array>

namespace maskwright::ui {

/// One bar of all candidates by verdict.
class VerdictShare final : public QWidget {
  Q_OBJECT
 public:
  explicit VerdictShare(QWidget* parent = nullptr);
  void setCounts(const std::array<int64_t, 6>& byVerdict);
  QSize sizeHint() const override { return {200, 12}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::array<int64_t, 6> counts_{};
};

}  // namespace maskwright::ui
