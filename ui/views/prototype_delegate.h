#pragma once

#include "ui/support/crop_painter.h"
#include "ui/views/name_edit_delegate.h"

namespace maskwright::ui {

/// Paints a prototype as a card: nearest regions (those of merged prototypes last, with their
/// numbers), name, share of the pixels, images. A marked one has a tick, one that is off is dim.
class PrototypeDelegate final : public NameEditDelegate {
  Q_OBJECT
 public:
  static constexpr int kMinCard = 264;

  PrototypeDelegate(ImageLoader* loader, QObject* parent);
  void setCardWidth(int px) { cardWidth_ = px; }
  void setMaskProvider(MaskProvider* masks) { crops_.setMaskProvider(masks); }
  void forgetPictures() { crops_.clear(); }

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 protected:
  QRect nameRect(const QRect& item) const override;

 private:
  double cell() const;
  int mosaicHeight() const;
  void paintMosaic(QPainter* painter, const QRect& item, const QModelIndex& index) const;
  void paintTexts(QPainter* painter,
                  const QStyleOptionViewItem& option,
                  const QModelIndex& index) const;
  mutable CropPainter crops_;
  int cardWidth_ = kMinCard;
};

}  // namespace maskwright::ui
