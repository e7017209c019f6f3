#pragma once

#include "ui/support/crop_painter.h"

#include <QAbstractItemDelegate>
#include <QListView>

namespace maskwright::ui {

class CropListModel;

/// Masks of a CropListModel as small pictures side by side, to compare and to select.
class CropListView final : public QListView {
  Q_OBJECT
 public:
  CropListView(ImageLoader* loader, CropListModel* model, QWidget* parent);
  void setMaskProvider(MaskProvider* masks);  ///< null = bare crops
  QList<qint64> selectedCandidates() const;   ///< else the current one

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  class Delegate;
  Delegate* delegate_;
};

}  // namespace maskwright::ui
