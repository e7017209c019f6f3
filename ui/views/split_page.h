#pragma once

#include "ui/models/crop_list_model.h"

#include <QWidget>

#include <array>

class QLabel;
class QPushButton;

namespace maskwright::ui {

class CropListView;
class ImageLoader;
class KeyButton;
class MaskProvider;

/// Two halves of a cluster side by side, to be confirmed (Enter) or left (Escape). Masks on the
/// wrong side go over with V or a double click.
class SplitPage final : public QWidget {
  Q_OBJECT
 public:
  SplitPage(ImageLoader* loader, MaskProvider* masks, QWidget* parent);
  void setHalves(qint64 cluster,
                 const QString& title,
                 const QVector<CropRef>& stay,
                 const QVector<CropRef>& part);
  void moveOver();  ///< the selected masks of the side that has the focus
  void confirm();   ///< if there is a mask on either side

 Q_SIGNALS:
  void confirmed(qint64 cluster, const QList<qint64>& part);
  void cancelled();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum Half { Stay = 0, Part = 1 };
  QWidget* buildHalf(Half half, ImageLoader* loader, MaskProvider* masks);
  QWidget* buildHeader();
  void moveFrom(Half half);
  void showCounts();

  qint64 cluster_ = 0;
  QString name_;
  QLabel* title_ = nullptr;
  std::array<CropListModel, 2> models_;
  std::array<CropListView*, 2> views_{};
  std::array<QLabel*, 2> counts_{};
  QPushButton* confirm_ = nullptr;
};

}  // namespace maskwright::ui
