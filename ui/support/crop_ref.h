#pragma once

#include <QMetaType>
#include <QRectF>
#include <QSize>
#include <QString>
#include <QVector>

namespace maskwright::ui {

/// What is needed to draw a candidate's crop without asking a model again.
struct CropRef {
  qint64 candidate = 0;
  QString imagePath;    ///< absolute
  int orientation = 1;  ///< EXIF 1 to 8
  QSize imageSize;      ///< displayed frame
  QRectF box;           ///< tight mask box, pixels of the displayed frame
  bool operator==(const CropRef&) const = default;
};

/// The box widened by `margin` of its longer side on each side, made square and kept inside the
/// image where the image is large enough (else cut at its border).
QRect contextRect(const QRectF& box, const QSize& imageSize, double margin = 0.2);

}  // namespace maskwright::ui

Q_DECLARE_METATYPE(maskwright::ui::CropRef)
