#pragma once

#include "core/domain/decision.h"
#include "core/domain/mask.h"
#include "ui/support/crop_ref.h"

#include <QAbstractButton>
#include <QPainterPath>
#include <QWidget>

namespace maskwright::ui {

class ImageLoader;

/// The whole image, small, with one mask; a click opens it large.
class WholeImage : public QAbstractButton {
  Q_OBJECT
 public:
  WholeImage(ImageLoader* loader, QWidget* parent);
  void setCandidate(const CropRef& crop, const Rle& mask, Verdict verdict);
  QSize sizeHint() const override { return {276, 207}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return width * 3 / 4; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  ImageLoader* loader_;
  CropRef crop_;
  QPainterPath outline_;  ///< image coordinates
  Verdict verdict_ = Verdict::Undecided;
};

/// The badge of a verdict, 22 px.
class VerdictMark : public QWidget {
  Q_OBJECT
 public:
  explicit VerdictMark(QWidget* parent);
  void setVerdict(Verdict verdict, bool saved);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Verdict verdict_ = Verdict::Undecided;
  bool saved_ = true;
};

/// Name, two digits and a thin bar.
class MeasureRow : public QWidget {
  Q_OBJECT
 public:
  MeasureRow(const QString& name, QWidget* parent);
  void setValue(double value);  ///< NaN = unknown
  QSize sizeHint() const override { return {200, 20}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString name_;
  double value_ = 0;
};

}  // namespace maskwright::ui
