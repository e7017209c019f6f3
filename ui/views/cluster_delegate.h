#pragma once

#include "ui/support/crop_ref.h"

#include <QAbstractItemDelegate>
#include <QCache>
#include <QPixmap>

namespace maskwright::ui {

class ImageLoader;
enum class ClusterLayout;
class MaskProvider;

/// Paints a cluster: as a line (three crops, name, size, bar) beside the grid, or as a card with a
/// mosaic of nine in the Clusters workspace.
class ClusterDelegate : public QAbstractItemDelegate {
  Q_OBJECT
 public:
  ClusterDelegate(ImageLoader* loader, ClusterLayout layout, QObject* parent);
  void setMarked(qint64 cluster) { marked_ = cluster; }  ///< the one filtered by
  qint64 marked() const { return marked_; }

  static constexpr int kMinCard = 224;
  void setCardWidth(int px) { cardWidth_ = px; }
  void setMaskProvider(MaskProvider* masks) { masks_ = masks; }  ///< null = bare crops

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QWidget* createEditor(QWidget* parent,
                        const QStyleOptionViewItem& option,
                        const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor,
                    QAbstractItemModel* model,
                    const QModelIndex& index) const override;
  void updateEditorGeometry(QWidget* editor,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const override;
  bool eventFilter(QObject* editor, QEvent* event) override;
  void setNames(const QStringList& names) { names_ = names; }

 Q_SIGNALS:
  void renamed(qint64 cluster, const QString& name);

 private:
  void finish(QWidget* editor);
  QRect nameRect(const QRect& item) const;
  void paintLine(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const;
  void paintCard(QPainter* painter,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) const;
  void paintCrop(QPainter* painter, const QRectF& rect, const CropRef& crop) const;
  QPixmap picture(const CropRef& crop, const QSize& size, qreal ratio) const;
  void paintShare(QPainter* painter,
                  const QRectF& rect,
                  const QModelIndex& index,
                  const QPalette& palette) const;
  ImageLoader* loader_;
  MaskProvider* masks_ = nullptr;
  mutable QCache<QString, QPixmap> pictures_;
  ClusterLayout layout_;
  qint64 marked_ = 0;
  int cardWidth_ = kMinCard;
  QStringList names_;
};

}  // namespace maskwright::ui
