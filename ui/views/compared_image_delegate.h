#pragma once

#include <QAbstractItemDelegate>

namespace maskwright::ui {

/// One image of a comparison: its name and how many masks were gained, lost and changed.
class ComparedImageDelegate final : public QAbstractItemDelegate {
  Q_OBJECT
 public:
  using QAbstractItemDelegate::QAbstractItemDelegate;
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace maskwright::ui
