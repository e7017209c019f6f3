#pragma once

#include "core/domain/mask.h"

#include <QColor>
#include <QImage>
#include <QPainterPath>
#include <QRect>

class QPainter;

namespace maskwright::ui {

/// Outline of a mask along the cracks between pixels: closed polygons with corners at whole pixel
/// coordinates (outer borders and holes), so that filling the path (odd-even) covers exactly the
/// mask's pixels. Corners where two regions touch diagonally are split (4-connectivity).
QPainterPath maskOutline(const Rle& mask);

/// Same, but with the steps of one pixel smoothed away where the mask is drawn enlarged; deviates
/// from the cracks by less than one pixel.
QPainterPath smoothMaskOutline(const Rle& mask);

/// The part `region` of a mask as 8-bit alpha (0 or 255) image of size region.size().
QImage maskAlpha(const Rle& mask, const QRect& region);

/// Blends `colour` with strength `alpha` (0 to 1) over the mask's pixels of an ARGB32_Premultiplied
/// image, whose pixel (0, 0) is pixel `origin` of the mask's frame scaled by `scale`.
void blendMask(QImage* target,
               const Rle& mask,
               const QColor& colour,
               double alpha,
               QPointF origin,
               double scale);

/// Strokes `path` (painter coordinates) as outline of `width` px over a halo 1 px wider on each
/// side. `style` is the verdict's border style.
void strokeWithHalo(QPainter* painter,
                    const QPainterPath& path,
                    const QColor& colour,
                    qreal width = 2,
                    Qt::PenStyle style = Qt::SolidLine);

}  // namespace maskwright::ui
