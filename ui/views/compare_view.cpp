#include "ui/views/compare_view.h"

#include "ui/models/comparison_model.h"
#include "ui/support/change_style.h"
#include "ui/support/icons.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/change_legend.h"
#include "ui/views/compared_image_delegate.h"
#include "ui/views/elided_label.h"
#include "ui/views/section.h"
#include "ui/views/verdict_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <tuple>

namespace maskwright::ui {
namespace {

constexpr int kListWidth = 240;
constexpr double kNeighbours = 0.75;  ///< what differs must be seen beside the focused mask too

QString countsName(CompareView::Side side) {
  return side == CompareView::Before ? QStringLiteral("countsBefore")
                                     : QStringLiteral("countsAfter");
}

/// What differs on this image, as it is drawn.
QString countsText(CompareView::Side side, const std::vector<CanvasMask>& masks) {
  int alone = 0, changed = 0;
  for (const CanvasMask& mask : masks) {
    alone += mask.weight == CanvasMask::Weight::Strong;
    changed += mask.weight == CanvasMask::Weight::Normal;
  }
  QStringList parts;
  const auto sign = [](MaskChange change) { return changeStyle(change).sign; };
  if (alone > 0)
    parts << sign(side == CompareView::Before ? MaskChange::Lost : MaskChange::Gained) +
                 QString::number(alone);
  if (changed > 0) parts << sign(MaskChange::Changed) + QString::number(changed);
  return parts.join(QStringLiteral("  "));
}

QToolButton* barButton(const char* name, const QString& text, const char* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(icon(QLatin1String(name)));
  button->setIconSize({20, 20});
  setKeyToolTip(button, text, QLatin1String(action));
  button->setAccessibleName(text);
  return button;
}

}  // namespace

CompareView::CompareView(ImageLoader* loader, QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("compareView"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(buildList());
  layout->addWidget(separator(Qt::Vertical, this));
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  layout->addLayout(column, 1);
  auto* bar = buildBar();
  column->addWidget(bar);
  column->addWidget(separator(Qt::Horizontal, this));
  auto* sides = new QHBoxLayout;
  sides->setSpacing(0);
  sides->addWidget(buildSide(Before, loader), 1);
  sides->addWidget(separator(Qt::Vertical, this));
  sides->addWidget(buildSide(After, loader), 1);
  column->addLayout(sides, 1);
  auto* says = new QWidget(this);
  says->setProperty("surface", "panel");
  says->setAttribute(Qt::WA_StyledBackground);
  auto* line = new QHBoxLayout(says);
  line->setContentsMargins(12, kSmallGap, 12, kSmallGap);
  focus_ = new ElidedLabel(says);
  focus_->setObjectName(QStringLiteral("compareFocus"));
  setTextRole(focus_, TextSize::Body);
  line->addWidget(focus_, 1);
  column->addWidget(says);
  verdicts_ = new VerdictBar(this);
  column->addWidget(verdicts_);
  connectCanvases();
  setFocusProxy(canvases_[After]);
}

QWidget* CompareView::buildList() {
  auto* panel = new QWidget(this);
  panel->setProperty("surface", "panel");
  panel->setAttribute(Qt::WA_StyledBackground);
  panel->setFixedWidth(kListWidth);
  auto* layout = new QVBoxLayout(panel);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* head = new QVBoxLayout;
  head->setContentsMargins(12, kGap, 12, kGap);
  head->setSpacing(kSmallGap);
  auto* title = new QLabel(tr("Compare rounds"), panel);
  setTextRole(title, TextSize::Title, true);
  head->addWidget(title);
  head->addSpacing(kSmallGap);
  best_ = new QComboBox(panel);
  best_->setObjectName(QStringLiteral("compareBest"));
  best_->setAccessibleName(tr("Masks of each image"));
  for (const int count : {10, 20, 50})
    best_->addItem(tr("Best %1 of each image").arg(count), count);
  best_->addItem(tr("All masks"), 0);
  best_->setCurrentIndex(1);
  best_->setToolTip(
      tr("A round carries over the masks that its segmenter did not find again: of "
         "all of them hardly one is lost. Among the most confident it shows which "
         "ones gave way."));
  head->addWidget(best_);
  head->addSpacing(kSmallGap);
  legend_ = new ChangeLegend(panel);
  head->addWidget(legend_);
  layout->addLayout(head);
  layout->addWidget(separator(Qt::Horizontal, panel));
  auto* list = new QVBoxLayout;
  list->setContentsMargins(12, kGap, 12, kSmallGap);
  order_ = new QComboBox(panel);
  order_->setObjectName(QStringLiteral("compareOrder"));
  order_->setAccessibleName(tr("Order of the images"));
  order_->addItem(tr("Greatest change first"));
  order_->addItem(tr("By name"));
  list->addWidget(order_);
  layout->addLayout(list);
  images_ = new QListView(panel);
  images_->setObjectName(QStringLiteral("comparedImages"));
  images_->setAccessibleName(tr("Images"));
  images_->setFrameShape(QFrame::NoFrame);
  images_->setMouseTracking(true);
  images_->setUniformItemSizes(true);
  images_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  images_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  images_->setItemDelegate(new ComparedImageDelegate(images_));
  layout->addWidget(images_, 1);
  connect(best_, &QComboBox::activated, this, &CompareView::requestChanged);
  connect(order_, &QComboBox::activated, this, [this](int row) {
    model_->setOrder(row == 0 ? ComparisonOrder::GreatestChange : ComparisonOrder::ByName);
    Q_EMIT orderChanged();
  });
  return panel;
}

QWidget* CompareView::buildBar() {
  auto* bar = new QWidget(this);
  bar->setProperty("surface", "panel");
  bar->setAttribute(Qt::WA_StyledBackground);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
  layout->setSpacing(kSmallGap);
  auto* back = barButton("grid", tr("Back to the grid"), "move.back", bar);
  connect(back, &QToolButton::clicked, this, &CompareView::closed);
  layout->addWidget(back);
  auto* previous = barButton("chevron-left", tr("Previous image"), "move.previousImage", bar);
  auto* next = barButton("chevron-right", tr("Next image"), "move.nextImage", bar);
  connect(previous, &QToolButton::clicked, this, [this] { Q_EMIT imageStepRequested(-1); });
  connect(next, &QToolButton::clicked, this, [this] { Q_EMIT imageStepRequested(1); });
  layout->addWidget(previous);
  layout->addWidget(next);
  layout->addSpacing(kGap);
  file_ = new ElidedLabel(bar);
  setTextRole(file_, TextSize::Body, true);
  layout->addWidget(file_, 1);
  auto* overlay = barButton("overlay", tr("Fill, outline or no masks"), "image.overlay", bar);
  layout->addWidget(overlay);
  layout->addSpacing(kGap);
  auto* out = barButton("zoom-out", tr("Zoom out (Ctrl+-)"), "", bar);
  zoom_ = new QLabel(bar);
  zoom_->setFixedWidth(44);
  zoom_->setAlignment(Qt::AlignCenter);
  setTextRole(zoom_, TextSize::Caption, false, true);
  auto* in = barButton("zoom-in", tr("Zoom in (Ctrl++)"), "", bar);
  auto* fit = barButton("fit", tr("Fit"), "image.fit", bar);
  auto* mask = barButton("target", tr("Zoom to the mask"), "image.mask", bar);
  layout->addWidget(out);
  layout->addWidget(zoom_);
  layout->addWidget(in);
  layout->addWidget(fit);
  layout->addWidget(mask);
  // Each acts on the right one; the left one follows.
  connect(overlay, &QToolButton::clicked, this, [this] { canvas(After).cycleOverlayMode(); });
  connect(out, &QToolButton::clicked, this, [this] { canvas(After).zoomOut(); });
  connect(in, &QToolButton::clicked, this, [this] { canvas(After).zoomIn(); });
  connect(fit, &QToolButton::clicked, this, [this] { canvas(After).zoomToFit(); });
  connect(mask, &QToolButton::clicked, this, &CompareView::zoomToMask);
  return bar;
}

QWidget* CompareView::buildSide(Side side, ImageLoader* loader) {
  auto* box = new QWidget(this);
  auto* layout = new QVBoxLayout(box);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* head = new QWidget(box);
  head->setProperty("surface", "panel");
  head->setAttribute(Qt::WA_StyledBackground);
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(kGap, kSmallGap, 12, kSmallGap);
  rounds_[side] = new QComboBox(head);
  rounds_[side]->setObjectName(side == Before ? QStringLiteral("compareBefore")
                                              : QStringLiteral("compareAfter"));
  rounds_[side]->setAccessibleName(side == Before ? tr("Round on the left")
                                                  : tr("Round on the right"));
  rounds_[side]->setMinimumWidth(120);
  row->addWidget(rounds_[side]);
  auto* counts = new QLabel(head);
  counts->setObjectName(countsName(side));
  setTextRole(counts, TextSize::Body, true);
  row->addSpacing(kGap);
  row->addWidget(counts);
  reviewed_[side] = new QLabel(head);
  setTextRole(reviewed_[side], TextSize::Caption, false, true);
  reviewed_[side]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  row->addWidget(reviewed_[side], 1);
  layout->addWidget(head);
  canvases_[side] = new ImageCanvas(loader, box);
  canvases_[side]->setNeighbourOpacity(kNeighbours);
  canvases_[side]->setAccessibleName(side == Before ? tr("Image with the round on the left")
                                                    : tr("Image with the round on the right"));
  layout->addWidget(canvases_[side], 1);
  connect(rounds_[side], &QComboBox::activated, this, &CompareView::requestChanged);
  return box;
}

void CompareView::connectCanvases() {
  for (const Side side : {Before, After}) {
    ImageCanvas* here = canvases_[side];
    ImageCanvas* there = canvases_[side == Before ? After : Before];
    connect(here, &ImageCanvas::zoomChanged, this, [this, here, there](double zoom) {
      there->showLike(*here);
      zoom_->setText(tr("%1 %").arg(std::lround(zoom * devicePixelRatioF() * 100)));
    });
    connect(here, &ImageCanvas::overlayModeChanged, there, &ImageCanvas::setOverlayMode);
    connect(here, &ImageCanvas::closed, this, &CompareView::closed);
    connect(here, &ImageCanvas::maskClicked, this, [this, side](qint64 mask) {
      Q_EMIT maskClicked(side, mask);
    });
  }
}

void CompareView::setModel(ComparisonModel* model) {
  model_ = model;
  images_->setModel(model);
  connect(images_, &QListView::clicked, this, [this](const QModelIndex& index) {
    Q_EMIT imageChosen(index.data(ComparedImageRole).toLongLong());
  });
  connect(images_, &QListView::activated, this, [this](const QModelIndex& index) {
    Q_EMIT imageChosen(index.data(ComparedImageRole).toLongLong());
  });
}

void CompareView::setRounds(const QVector<RoundChoiceText>& rounds) {
  for (QComboBox* box : rounds_) {
    const QVariant chosen = box->currentData();
    box->clear();
    for (const auto& round : rounds) box->addItem(round.text, round.number);
    box->setCurrentIndex(std::max(0, box->findData(chosen)));
  }
}

void CompareView::setRequest(const RoundCompareRequest& request) {
  rounds_[Before]->setCurrentIndex(rounds_[Before]->findData(request.before));
  rounds_[After]->setCurrentIndex(rounds_[After]->findData(request.after));
  best_->setCurrentIndex(best_->findData(request.best));
}

RoundCompareRequest CompareView::request() const {
  return {rounds_[Before]->currentData().toInt(),
          rounds_[After]->currentData().toInt(),
          best_->currentData().toInt()};
}

void CompareView::setTotals(const RoundComparison* comparison) {
  legend_->setChanges(comparison ? std::optional(comparison->total.changes) : std::nullopt);
  for (const Side side : {Before, After}) {
    if (!comparison) {
      reviewed_[side]->setText(tr("counting…"));
      continue;
    }
    const RoundReview& review = side == Before ? comparison->total.before : comparison->total.after;
    reviewed_[side]->setText(
        review.decided == 0 ? tr("none decided yet")
                            : tr("%1 accepted of %2 decided")
                                  .arg(locale().toString(static_cast<qlonglong>(review.accepted)),
                                       locale().toString(static_cast<qlonglong>(review.decided))));
    reviewed_[side]->setToolTip(
        tr("Of the masks compared; one that shows the same object as an "
           "accepted one counts as accepted."));
  }
}

void CompareView::setProblem(const QString& text) {
  for (QLabel* label : reviewed_) {
    label->setText(tr("not counted"));
    label->setToolTip(text);
  }
}

void CompareView::setImage(const QString& path,
                           const QString& name,
                           int orientation,
                           const QSize& size) {
  for (ImageCanvas* canvas : canvases_) canvas->setImage(path, orientation, size);
  file_->setFullText(name);
}

void CompareView::setMasks(Side side, std::vector<CanvasMask> masks) {
  findChild<QLabel*>(countsName(side))->setText(countsText(side, masks));
  canvases_[side]->setMasks(std::move(masks));
}

void CompareView::setCurrentRow(int row) {
  images_->setCurrentIndex(model_->index(row));
}

void CompareView::setFocusText(const QString& text, bool isMask) {
  focus_->setFullText(text);
  verdicts_->setTargetCount(isMask ? 1 : 0);
}

void CompareView::zoomToMask() {
  canvas(canvas(After).focused() ? After : Before).zoomToFocused();
}

void CompareView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  Q_EMIT shown();
}

void CompareView::keyPressEvent(QKeyEvent* event) {
  const auto is = [event](const char* id) { return isKeyOf(QLatin1String(id), *event); };
  const int key = event->key();
  if (key == Qt::Key_Right || key == Qt::Key_Down)
    Q_EMIT stepRequested(1);
  else if (key == Qt::Key_Left || key == Qt::Key_Up)
    Q_EMIT stepRequested(-1);
  else if (is("move.nextImage"))
    Q_EMIT imageStepRequested(1);
  else if (is("move.previousImage"))
    Q_EMIT imageStepRequested(-1);
  else if (is("image.overlay"))
    canvas(After).cycleOverlayMode();
  else if (is("image.mask"))
    zoomToMask();
  else if (is("image.fit"))
    canvas(After).zoomToFit();
  else if (is("move.back"))
    Q_EMIT closed();
  else
    QWidget::keyPressEvent(event);
}

}  // namespace maskwright::ui
