#include "ui/views/crop_list_view.h"

#include "ui/models/crop_list_model.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"

#include <QPainter>
#include <QScrollBar>

namespace maskwright::ui {
namespace {
constexpr int kTile = 104;  ///< at least
constexpr int kPad = 4;
constexpr int kCropPixels = 96;  ///< as the mosaics on the wall, which have them by now
}  // namespace

class CropListView::Delegate final : public QAbstractItemDelegate {
 public:
  Delegate(ImageLoader* loader, QObject* parent)
      : QAbstractItemDelegate(parent), crops_(loader, parent) {}
  void setMaskProvider(MaskProvider* masks) { crops_.setMaskProvider(masks); }

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {tile_, tile_};
  }
  void setTile(int px) { tile_ = px; }
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const ThemeColours& colours = coloursOf(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const bool selected = option.state & QStyle::State_Selected;
    const bool current = option.state & QStyle::State_HasFocus;
    painter->setPen(selected || current ? QPen(colours.accent, current ? 2 : 1) : QPen(Qt::NoPen));
    painter->setBrush(selected                                 ? colours.accentSoft
                      : option.state & QStyle::State_MouseOver ? colours.hover
                                                               : QColor(Qt::transparent));
    painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), kRadius, kRadius);
    crops_.paint(painter,
                 QRectF(option.rect).adjusted(kPad, kPad, -kPad, -kPad),
                 index.data(CropListModel::CropRole).value<CropRef>(),
                 kCropPixels);
    painter->restore();
  }

 private:
  mutable CropPainter crops_;
  int tile_ = kTile;
};

CropListView::CropListView(ImageLoader* loader, CropListModel* model, QWidget* parent)
    : QListView(parent), delegate_(new Delegate(loader, this)) {
  setItemDelegate(delegate_);
  setModel(model);
  setMouseTracking(true);
  setUniformItemSizes(true);
  setViewMode(QListView::IconMode);
  setMovement(QListView::Static);
  setResizeMode(QListView::Adjust);
  setSpacing(kSmallGap);
  setProperty("surface", "window");
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  verticalScrollBar()->setSingleStep(kTile / 4);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);  // or a line more changes the width
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  connect(loader, &ImageLoader::loaded, viewport(), qOverload<>(&QWidget::update));
  connect(verticalScrollBar(), &QScrollBar::valueChanged, loader, [this, loader] {
    loader->beginPass(this);
  });
}

/// Tiles grow a little so that their lines fill the width.
void CropListView::resizeEvent(QResizeEvent* event) {
  const int usable = viewport()->width() - spacing() - 2;
  const int columns = qMax(1, usable / (kTile + spacing()));
  delegate_->setTile(qBound(kTile, usable / columns - spacing(), kTile * 3 / 2));
  QListView::resizeEvent(event);
  doItemsLayout();
}

void CropListView::setMaskProvider(MaskProvider* masks) {
  delegate_->setMaskProvider(masks);
}

QList<qint64> CropListView::selectedCandidates() const {
  QList<qint64> ids;
  for (const QModelIndex& index : selectedIndexes())
    ids << index.data(CropListModel::CropIdRole).toLongLong();
  if (ids.isEmpty() && currentIndex().isValid())
    ids << currentIndex().data(CropListModel::CropIdRole).toLongLong();
  return ids;
}

}  // namespace maskwright::ui
