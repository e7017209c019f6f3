#include "ui/editor/editor_options.h"
#include "ui/editor/mask_editor.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/section.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

// What the mask editor is made of.

namespace maskwright::ui {
namespace {

constexpr int kIconPx = 20;
constexpr int kZoomWidth = 40;

QWidget* panel(QWidget* parent) {
  auto* widget = new QWidget(parent);
  widget->setProperty("surface", "panel");
  widget->setAttribute(Qt::WA_StyledBackground);
  return widget;
}

QToolButton* toolButton(EditorCommand command, QWidget* parent) {
  const auto& info = infoOf(command);
  auto* button = new QToolButton(parent);
  button->setObjectName(info.id);
  button->setIcon(icon(info.icon));
  button->setIconSize({kIconPx, kIconPx});
  setKeyToolTip(button, infoOf(command).text, infoOf(command).id);
  button->setAccessibleName(info.text);
  button->setFocusPolicy(Qt::TabFocus);  // a click leaves the keys to the picture
  return button;
}

}  // namespace

void MaskEditor::build(ImageLoader* loader) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  canvas_ = new EditorCanvas(loader, this);
  buildBar(layout);
  layout->addWidget(separator(Qt::Horizontal, this));
  options_ = new EditorOptions(this);
  layout->addWidget(options_);
  layout->addWidget(separator(Qt::Horizontal, this));
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  buildTools(middle);
  middle->addWidget(separator(Qt::Vertical, this));
  middle->addWidget(canvas_, 1);
  layout->addLayout(middle, 1);
  layout->addWidget(separator(Qt::Horizontal, this));
  // One in the place of the other, so that the picture stays where it is.
  foot_ = new QStackedWidget(this);
  foot_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  foot_->addWidget(buildStatus());
  foot_->addWidget(buildLeaveBar());
  layout->addWidget(foot_);
  setFocusProxy(canvas_);
}

QToolButton* MaskEditor::addButton(QHBoxLayout* layout, EditorCommand command) {
  auto* button = toolButton(command, this);
  connect(button, &QToolButton::clicked, this, [this, command] { run(command); });
  layout->addWidget(button);
  buttons_[command] = button;
  return button;
}

void MaskEditor::buildBar(QVBoxLayout* outer) {
  auto* bar = panel(this);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
  layout->setSpacing(kSmallGap);
  addButton(layout, EditorCommand::Leave);
  layout->addSpacing(kGap);
  title_ = new ElidedLabel(bar);
  setTextRole(title_, TextSize::Body, true);
  layout->addWidget(title_, 1);
  place_ = new QLabel(bar);
  setTextRole(place_, TextSize::Caption, false, true);
  layout->addWidget(place_);
  layout->addSpacing(kGap);
  layout->addWidget(separator(Qt::Vertical, bar));
  layout->addSpacing(kSmallGap);
  addButton(layout, EditorCommand::Undo);
  addButton(layout, EditorCommand::Redo);
  layout->addSpacing(kGap);
  before_ = new QToolButton(bar);
  before_->setObjectName(QStringLiteral("editor.before"));
  before_->setText(tr("Before"));
  setKeyToolTip(before_, infoOf(EditorCommand::Before).text, infoOf(EditorCommand::Before).id);
  before_->setAccessibleName(tr("Show the mask as it was, while held"));
  before_->setFocusPolicy(Qt::TabFocus);
  layout->addWidget(before_);
  connect(before_, &QToolButton::pressed, this, [this] { setBefore(true); });
  connect(before_, &QToolButton::released, this, [this] { setBefore(false); });
  addButton(layout, EditorCommand::Outline);
  layout->addSpacing(kGap);
  addButton(layout, EditorCommand::ZoomOut);
  zoom_ = new QLabel(bar);
  zoom_->setFixedWidth(kZoomWidth);
  zoom_->setAlignment(Qt::AlignCenter);
  setTextRole(zoom_, TextSize::Caption, false, true);
  layout->addWidget(zoom_);
  for (const auto command : {EditorCommand::ZoomIn,
                             EditorCommand::Fit,
                             EditorCommand::ActualSize,
                             EditorCommand::ZoomToMask})
    addButton(layout, command);
  outer->addWidget(bar);
  connect(canvas_, &EditorCanvas::zoomChanged, this, [this](double zoom) {
    zoom_->setText(tr("%1 %").arg(std::lround(zoom * devicePixelRatioF() * 100)));
  });
}

void MaskEditor::buildTools(QHBoxLayout* outer) {
  auto* column = panel(this);
  column->setAccessibleName(tr("Tools"));
  auto* layout = new QVBoxLayout(column);
  layout->setContentsMargins(6, kGap, 6, kGap);
  layout->setSpacing(kSmallGap);
  auto* group = new QButtonGroup(this);
  const auto add = [&](EditorCommand command, bool isTool) {
    auto* button = toolButton(command, column);
    button->setCheckable(isTool);
    if (isTool) group->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, command] { run(command); });
    layout->addWidget(button);
    buttons_[command] = button;
  };
  for (const auto tool : {EditorCommand::Brush, EditorCommand::Eraser, EditorCommand::Polygon})
    add(tool, true);
  const auto rule = [&] {
    auto* line = separator(Qt::Horizontal, column);
    layout->addSpacing(kSmallGap);
    layout->addWidget(line);
    layout->addSpacing(kSmallGap);
    return line;
  };
  rule();
  for (const auto command : {EditorCommand::GrabCut,
                             EditorCommand::Snap,
                             EditorCommand::FillHoles,
                             EditorCommand::RemoveSpecks})
    add(command, false);
  rule();
  for (const auto command :
       {EditorCommand::Unite, EditorCommand::Subtract, EditorCommand::Intersect})
    add(command, false);
  restoreRule_ = rule();
  add(EditorCommand::Restore, false);
  layout->addStretch();
  outer->addWidget(column);
}

QWidget* MaskEditor::buildStatus() {
  auto* bar = panel(this);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(kGap + kSmallGap, 6, kGap, 6);
  layout->setSpacing(kGap);
  numbers_ = new QLabel(bar);
  numbers_->setObjectName(QStringLiteral("editorNumbers"));
  setTextRole(numbers_, TextSize::Caption);
  layout->addWidget(numbers_);
  message_ = new ElidedLabel(bar);
  message_->setObjectName(QStringLiteral("editorMessage"));
  setTextRole(message_, TextSize::Caption, false, true);
  layout->addWidget(message_, 1);
  discard_ = new QPushButton(bar);
  setKeyText(discard_, tr("Leave"), infoOf(EditorCommand::Leave).id);
  discard_->setProperty("quiet", true);
  accept_ = new QPushButton(bar);
  setKeyText(accept_, tr("Accept"), infoOf(EditorCommand::Accept).id);
  accept_->setProperty("primary", true);
  for (auto* button : {discard_, accept_}) {
    button->setFocusPolicy(Qt::TabFocus);
    layout->addWidget(button);
  }
  connect(discard_, &QPushButton::clicked, this, [this] { run(EditorCommand::Leave); });
  connect(accept_, &QPushButton::clicked, this, [this] { run(EditorCommand::Accept); });
  return bar;
}

QWidget* MaskEditor::buildLeaveBar() {
  auto* bar = new QWidget(this);
  bar->setObjectName(QStringLiteral("leaveBar"));
  bar->setAutoFillBackground(true);
  bar->setBackgroundRole(QPalette::AlternateBase);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(kGap + kSmallGap, 6, kGap, 6);
  layout->setSpacing(kGap);
  auto* sign = new QLabel(bar);
  sign->setPixmap(icon(QStringLiteral("warning"), QColor(0xe6, 0x9f, 0x00)).pixmap(kIconPx));
  layout->addWidget(sign);
  auto* text = new QLabel(tr("The mask has changes that are not accepted."), bar);
  layout->addWidget(text, 1);
  auto* discard = new QPushButton(tr("Discard"), bar);
  discard->setAutoDefault(true);
  keep_ = new QPushButton(tr("Keep editing"), bar);
  keep_->setAutoDefault(true);  // Enter presses it
  keep_->setProperty("primary", true);
  layout->addWidget(discard);
  layout->addWidget(keep_);
  connect(keep_, &QPushButton::clicked, this, [this] { askToLeave(false); });
  connect(discard, &QPushButton::clicked, this, [this] {
    askToLeave(false);
    Q_EMIT left();
  });
  return bar;
}

}  // namespace maskwright::ui
