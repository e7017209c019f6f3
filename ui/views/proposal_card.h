#pragma once

#include "ui/views/start_page.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace maskwright::ui {

/// A row of pictures, cropped to equal height.
class PictureStrip : public QWidget {
  Q_OBJECT
 public:
  PictureStrip(ImageLoader* loader, QWidget* parent);
  void setPaths(const QStringList& paths);
  QSize sizeHint() const override { return {400, 120}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  ImageLoader* loader_;
  QStringList paths_;
};

/// Second state of the start page: what was found, what will happen, one button.
class ProposalCard : public QFrame {
  Q_OBJECT
 public:
  ProposalCard(ImageLoader* loader, QWidget* parent);
  void setProposal(const FolderProposal& proposal);
  void setBusy(const QString& what);

 Q_SIGNALS:
  void accepted();
  void dismissed();

 private:
  QLabel* folder_ = nullptr;
  QLabel* found_ = nullptr;
  QLabel* issues_ = nullptr;
  QLabel* steps_ = nullptr;
  QLabel* duration_ = nullptr;
  QLabel* place_ = nullptr;
  PictureStrip* strip_ = nullptr;
  QPushButton* go_ = nullptr;
  QPushButton* back_ = nullptr;
};

}  // namespace maskwright::ui
