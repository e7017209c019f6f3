#pragma once

#include "core/domain/decision.h"
#include "core/domain/round.h"

#include <QAbstractButton>
#include <QColor>

#include <optional>

namespace maskwright::ui {

/// One choice of a filter list: mark, text, count at the right edge. Checkable; a group of them is
/// made exclusive by the panel.
class FilterRow : public QAbstractButton {
  Q_OBJECT
 public:
  explicit FilterRow(const QString& text, QWidget* parent = nullptr);
  void setVerdictMark(Verdict verdict);
  void setRoleMark(TargetRole role);
  void setIndent(int px);  ///< a part of the row above
  void setDot(const QColor& colour);
  void setCount(qint64 count);  ///< negative hides it
  void setWrapped();  ///< a text that does not fit takes more lines instead of losing its end
  QSize sizeHint() const override;
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int textWidth(int width) const;
  QString countText() const;
  std::optional<Verdict> verdict_;
  std::optional<TargetRole> role_;
  int indent_ = 0;
  bool wrapped_ = false;
  QColor dot_;
  qint64 count_ = -1;
};

}  // namespace maskwright::ui
