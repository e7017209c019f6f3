#pragma once

#include "ui/support/crop_painter.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/name_edit_delegate.h"

namespace maskwright::ui {

class ImageLoader;
class MaskProvider;

/// Paints a cluster: as a line (three crops, name, size, bar) beside the grid, or as a card with a
/// mosaic of nine in the Clusters workspace.
class ClusterDelegate : public NameEditDelegate {
  Q_OBJECT
 public:
  ClusterDelegate(ImageLoader* loader, ClusterLayout layout, QObject* parent);
  void setMarked(qint64 cluster) { marked_ = cluster; }  ///< the one filtered by
  qint64 marked() const { return marked_; }

  static constexpr int kMinCard = 224;
  void setCardWidth(int px) { cardWidth_ = px; }
  void setMaskProvider(MaskProvider* masks) {
    crops_.setMaskProvider(masks);
  }  ///< null = bare crops

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 protected:
  QRect nameRect(const QRect& item) const override;

 private:
  /// Of a crop as it is loaded: one size for all mosaics, so that list and wall share the pictures.
  int cropPixels() const { return layout_ == ClusterLayout::List ? 48 : 96; }
  void paintLine(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const;
  void paintCard(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const;
  void paintLock(QPainter* painter, const QRect& rect, const QColor& colour) const;
  qreal paintTag(QPainter* painter,
                 const QPointF& end,
                 const QString& text,
                 const QPalette& palette) const;
  void paintShare(QPainter* painter,
                  const QRectF& rect,
                  const QModelIndex& index,
                  const QPalette& palette) const;
  mutable CropPainter crops_;
  ClusterLayout layout_;
  qint64 marked_ = 0;
  int cardWidth_ = kMinCard;
};

}  // namespace maskwright::ui
