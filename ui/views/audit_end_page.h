#pragma once

#include "core/domain/audit.h"
#include "ui/support/crop_ref.h"

#include <QVector>
#include <QWidget>

class QGridLayout;
class QLabel;
class QPushButton;

namespace maskwright::ui {

class BoundBar;
class CropListModel;
class CropListView;
class ImageLoader;
class MaskProvider;

/// What an audit came to: what it proved, what may be accepted now, and which masks of the sample
/// were wrong.
class AuditEndPage final : public QWidget {
  Q_OBJECT
 public:
  AuditEndPage(ImageLoader& loader, MaskProvider* masks, QWidget* parent);
  /// `wrong`: masks of the sample that were refused.
  void showEnd(const Audit& audit, const QVector<CropRef>& wrong);
  int heightAt(int width) const;  ///< that its contents need

 Q_SIGNALS:
  void acceptRequested();
  void closeRequested();

 private:
  void showFacts(const Audit& audit);
  QLabel* result_ = nullptr;
  BoundBar* bound_ = nullptr;
  QGridLayout* facts_ = nullptr;
  QLabel* evidence_ = nullptr;
  QLabel* wrongTitle_ = nullptr;
  CropListModel* wrong_ = nullptr;
  CropListView* wrongView_ = nullptr;
  QPushButton* accept_ = nullptr;
};

}  // namespace maskwright::ui
