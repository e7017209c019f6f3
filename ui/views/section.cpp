#include "ui/views/section.h"

namespace maskwright::ui {

QLabel* sectionTitle(const QString& text, QWidget* parent, int indent) {
  auto* label = new QLabel(text, parent);
  setTextRole(label, TextSize::Caption, true, true);
  label->setIndent(indent);  // a margin is lost where the label is hidden at first
  label->setContentsMargins(0, kSmallGap, kGap, 2);
  return label;
}

QFrame* separator(Qt::Orientation orientation, QWidget* parent) {
  auto* line = new QFrame(parent);
  line->setProperty("line", orientation == Qt::Horizontal ? "h" : "v");
  return line;
}

}  // namespace maskwright::ui
