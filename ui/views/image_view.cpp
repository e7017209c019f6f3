#include "ui/views/image_view.h"

#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/elided_label.h"
#include "ui/views/image_canvas.h"
#include "ui/views/section.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace maskwright::ui {
namespace {

QToolButton* barButton(const QString& name,
                       const QString& text,
                       const char* action,
                       QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(name));
  button->setIconSize({20, 20});
  setKeyToolTip(button, text, QLatin1String(action));
  button->setAccessibleName(text);
  return button;
}

}  // namespace

ImageView::ImageView(ImageLoader* loader, QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  canvas_ = new ImageCanvas(loader, this);
  buildBar();
  layout->addWidget(bar_);
  layout->addWidget(separator(Qt::Horizontal, this));
  layout->addWidget(canvas_, 1);
  setFocusProxy(canvas_);
  connect(canvas_, &ImageCanvas::closed, this, &ImageView::closed);
  connect(canvas_, &ImageCanvas::zoomChanged, this, [this](double zoom) {
    zoom_->setText(tr("%1 %").arg(std::lround(zoom * devicePixelRatioF() * 100)));
  });
}

void ImageView::buildBar() {
  bar_ = new QWidget(this);
  bar_->setProperty("surface", "panel");
  bar_->setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QHBoxLayout(bar_);
  layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
  layout->setSpacing(kSmallGap);
  auto* back = barButton("grid", tr("Back to the grid"), "move.back", bar_);
  connect(back, &QToolButton::clicked, this, &ImageView::closed);
  layout->addWidget(back);
  auto* previous = barButton("chevron-left", tr("Previous image"), "move.previousImage", bar_);
  auto* next = barButton("chevron-right", tr("Next image"), "move.nextImage", bar_);
  connect(previous, &QToolButton::clicked, this, &ImageView::previousImageRequested);
  connect(next, &QToolButton::clicked, this, &ImageView::nextImageRequested);
  layout->addWidget(previous);
  layout->addWidget(next);
  layout->addSpacing(kGap);
  file_ = new ElidedLabel(bar_);
  setTextRole(file_, TextSize::Body, true);
  detail_ = new QLabel(bar_);
  setTextRole(detail_, TextSize::Caption, false, true);
  // One above the other: side by side neither has room in a small window.
  auto* names = new QVBoxLayout;
  names->setSpacing(0);
  names->addWidget(file_);
  names->addWidget(detail_);
  layout->addLayout(names, 1);
  layout->addSpacing(kGap);
  buildOverlayTools(layout);
  layout->addSpacing(kGap);
  const auto addZoom = [&](const QString& name,
                           const QString& text,
                           const char* action,
                           void (ImageCanvas::*act)()) {
    auto* button = barButton(name, text, action, bar_);
    connect(button, &QToolButton::clicked, canvas_, act);
    layout->addWidget(button);
  };
  addZoom("zoom-out", tr("Zoom out (Ctrl+-)"), "", &ImageCanvas::zoomOut);
  zoom_ = new QLabel(bar_);
  zoom_->setFixedWidth(40);
  zoom_->setAlignment(Qt::AlignCenter);
  setTextRole(zoom_, TextSize::Caption, false, true);
  layout->addWidget(zoom_);
  addZoom("zoom-in", tr("Zoom in (Ctrl++)"), "", &ImageCanvas::zoomIn);
  addZoom("fit", tr("Fit"), "image.fit", &ImageCanvas::zoomToFit);
  addZoom("actual-size", tr("Actual size"), "image.actual", &ImageCanvas::zoomToActualSize);
  addZoom("target", tr("Zoom to the mask"), "image.mask", &ImageCanvas::zoomToFocused);
}

void ImageView::buildOverlayTools(QHBoxLayout* layout) {
  auto* group = new QButtonGroup(this);
  const auto addMode = [&](const QString& name, const QString& text, OverlayMode mode) {
    auto* button = barButton(name, text, "image.overlay", bar_);
    button->setCheckable(true);
    group->addButton(button, static_cast<int>(mode));
    layout->addWidget(button);
  };
  addMode("fill", tr("Outline and fill"), OverlayMode::OutlineAndFill);
  addMode("outline", tr("Outline only"), OverlayMode::Outline);
  addMode("overlay-off", tr("No masks"), OverlayMode::None);
  group->button(static_cast<int>(canvas_->overlayMode()))->setChecked(true);
  connect(group, &QButtonGroup::idClicked, canvas_, [this](int id) {
    canvas_->setOverlayMode(static_cast<OverlayMode>(id));
  });
  opacity_ = new QSlider(Qt::Horizontal, bar_);
  opacity_->setRange(0, 60);
  opacity_->setValue(static_cast<int>(std::lround(canvas_->overlayOpacity() * 100)));
  opacity_->setFixedWidth(72);
  opacity_->setFocusPolicy(Qt::TabFocus);  // a drag leaves the keys to the picture
  opacity_->setToolTip(tr("Strength of the fill"));
  opacity_->setAccessibleName(tr("Overlay opacity"));
  layout->addSpacing(kSmallGap);
  layout->addWidget(opacity_);
  connect(opacity_, &QSlider::valueChanged, canvas_, [this](int value) {
    canvas_->setOverlayOpacity(value / 100.0);
  });
  connect(canvas_, &ImageCanvas::overlayModeChanged, this, [this, group](OverlayMode mode) {
    group->button(static_cast<int>(mode))->setChecked(true);
    opacity_->setEnabled(mode == OverlayMode::OutlineAndFill);
  });
}

void ImageView::setCaption(const QString& file, const QString& detail) {
  file_->setFullText(file);
  detail_->setText(detail);
}

}  // namespace maskwright::ui
