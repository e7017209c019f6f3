#include "ui/editor/editor_options.h"

#include "ui/editor/editor_canvas_p.h"
#include "ui/editor/editor_commands.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/section.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr int kSliderWidth = 72;
constexpr int kBrushSteps = 200;  ///< over the sizes, by equal ratios
constexpr int kNeighbourWidth = 150;

double sizeAt(int step) {
  return kLeastBrush * std::pow(kMostBrush / kLeastBrush, double(step) / kBrushSteps);
}

int stepOf(double size) {
  return static_cast<int>(
      std::lround(kBrushSteps * std::log(size / kLeastBrush) / std::log(kMostBrush / kLeastBrush)));
}

QLabel* caption(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  setTextRole(label, TextSize::Caption, false, true);
  return label;
}

}  // namespace

EditorOptions::EditorOptions(QWidget* parent) : QWidget(parent) {
  setProperty("surface", "panel");
  setAttribute(Qt::WA_StyledBackground);
  setAccessibleName(tr("Tool settings"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(kGap + kSmallGap, kSmallGap, kGap, kSmallGap);
  layout->setSpacing(6);
  brush_ = addSlider(layout, tr("Brush"), {}, 0, kBrushSteps, {});
  const auto showKeys = [this] {
    const auto& keys = Shortcuts::instance();
    brush_->setToolTip(tr("Brush size (%1 and %2, or Shift and the wheel)")
                           .arg(keys.text(infoOf(EditorCommand::Smaller).id),
                                keys.text(infoOf(EditorCommand::Larger).id)));
  };
  showKeys();
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, showKeys);
  brush_->setAccessibleName(tr("Brush size"));
  brushText_ = caption({}, this);
  brushText_->setFixedWidth(44);
  layout->addWidget(brushText_);
  connect(brush_, &QSlider::valueChanged, this, [this](int step) {
    Q_EMIT brushSizeChosen(std::max(1.0, std::round(sizeAt(step))));
  });
  layout->addWidget(separator(Qt::Vertical, this));
  buildPolygon(layout);
  layout->addWidget(separator(Qt::Vertical, this));
  radius_ = addSlider(
      layout, tr("Snap"), tr("How far the outline may move to an edge"), 2, 60, tr("%1 px"));
  radius_->setAccessibleName(tr("Snap distance"));
  connect(radius_, &QSlider::sliderMoved, this, [this] { radiusChosen_ = true; });
  strength_ = addSlider(
      layout, tr("Strength"), tr("How much weak edges pull the outline"), 10, 300, tr("%1 %"));
  strength_->setAccessibleName(tr("Snap strength"));
  layout->addWidget(separator(Qt::Vertical, this));
  reach_ = addSlider(
      layout, tr("GrabCut"), tr("How far GrabCut may move the outline"), 5, 60, tr("%1 %"));
  reach_->setAccessibleName(tr("GrabCut reach"));
  layout->addWidget(separator(Qt::Vertical, this));
  buildNeighbour(layout);
  layout->addStretch();
  radius_->setValue(imaging::SnapSettings().radiusPx);
  strength_->setValue(static_cast<int>(std::lround(imaging::SnapSettings().strength * 100)));
  reach_->setValue(static_cast<int>(std::lround(imaging::GrabCutSettings().reach * 100)));
}

QSlider* EditorOptions::addSlider(QHBoxLayout* layout,
                                  const QString& name,
                                  const QString& tip,
                                  int least,
                                  int most,
                                  const QString& unit) {
  layout->addWidget(caption(name, this));
  auto* slider = new QSlider(Qt::Horizontal, this);
  slider->setRange(least, most);
  slider->setFixedWidth(kSliderWidth);
  slider->setFocusPolicy(Qt::TabFocus);  // a drag leaves the keys to the picture
  slider->setToolTip(tip);
  layout->addWidget(slider);
  if (unit.isEmpty()) return slider;
  auto* value = caption({}, this);
  value->setFixedWidth(36);
  layout->addWidget(value);
  connect(slider, &QSlider::valueChanged, value, [value, unit](int now) {
    value->setText(unit.arg(now));
  });
  return slider;
}

void EditorOptions::buildPolygon(QHBoxLayout* layout) {
  layout->addWidget(caption(tr("Polygon"), this));
  auto* group = new QButtonGroup(this);
  const auto add = [&](const QString& text, const QString& tip) {
    auto* button = new QToolButton(this);
    button->setText(text);
    setKeyToolTip(button, tip, infoOf(EditorCommand::Swap).id);
    button->setAccessibleName(tip);
    button->setCheckable(true);
    button->setProperty("segment", true);
    button->setFocusPolicy(Qt::TabFocus);
    group->addButton(button);
    layout->addWidget(button);
    return button;
  };
  adds_ = add(tr("Add"), tr("A polygon adds to the mask"));
  cuts_ = add(tr("Cut"), tr("A polygon is cut out of the mask"));
  adds_->setChecked(true);
  connect(cuts_, &QToolButton::toggled, this, &EditorOptions::polygonCutsChosen);
}

void EditorOptions::buildNeighbour(QHBoxLayout* layout) {
  layout->addWidget(caption(tr("Neighbour"), this));
  neighbour_ = new ElidedLabel(this);
  setTextRole(neighbour_, TextSize::Caption);
  neighbour_->setFixedWidth(kNeighbourWidth);
  neighbour_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
  layout->addWidget(neighbour_);
  next_ = new QToolButton(this);
  next_->setIcon(icon("chevron-right"));
  setKeyToolTip(
      next_, infoOf(EditorCommand::NextNeighbour).text, infoOf(EditorCommand::NextNeighbour).id);
  next_->setAccessibleName(infoOf(EditorCommand::NextNeighbour).text);
  next_->setFocusPolicy(Qt::TabFocus);
  layout->addWidget(next_);
  connect(next_, &QToolButton::clicked, this, &EditorOptions::nextNeighbourChosen);
}

void EditorOptions::setBrushSize(double px) {
  const QSignalBlocker quiet(brush_);
  brush_->setValue(stepOf(px));
  brushText_->setText(tr("%1 px").arg(std::lround(px)));
}

void EditorOptions::setPolygonCuts(bool cuts) {
  (cuts ? cuts_ : adds_)->setChecked(true);
}

void EditorOptions::proposeSnapRadius(int px) {
  if (!radiusChosen_) radius_->setValue(px);
}

imaging::SnapSettings EditorOptions::snap() const {
  return {.radiusPx = radius_->value(), .strength = strength_->value() / 100.0};
}

imaging::GrabCutSettings EditorOptions::grabCut() const {
  imaging::GrabCutSettings settings;
  settings.reach = reach_->value() / 100.0;
  return settings;
}

void EditorOptions::setNeighbour(const QString& text, bool hasOthers) {
  neighbour_->setFullText(text);
  next_->setEnabled(hasOthers);
}

}  // namespace maskwright::ui
