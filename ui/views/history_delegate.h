#pragma once

#include "ui/support/crop_painter.h"

#include <QAbstractItemDelegate>

namespace maskwright::ui {

class ImageLoader;
class MaskProvider;

/// One command of the history: under the day's heading where one begins, a thumbnail with the
/// verdict's badge (or a sign of its kind), what was done, by whom, when and to how many masks.
class HistoryDelegate final : public QAbstractItemDelegate {
  Q_OBJECT
 public:
  static constexpr int kRowHeight = 52;
  static constexpr int kDayHeight = 28;

  HistoryDelegate(ImageLoader* loader, QObject* parent);
  void setMaskProvider(MaskProvider* masks) { crops_.setMaskProvider(masks); }

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  void paintMark(QPainter* painter, const QRect& place, const QModelIndex& index) const;
  void paintTexts(QPainter* painter, const QRect& place, const QModelIndex& index) const;

  mutable CropPainter crops_;
};

}  // namespace maskwright::ui
