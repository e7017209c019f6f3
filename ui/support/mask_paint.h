#pragma once

#include "core/domain/mask.h"

#include <QColor>
#include <QPainterPath>
#include <QPointF>
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

/// Whether the mask covers the pixel that contains `point` (displayed frame).
bool maskContains(const Rle& mask, const QPointF& point);

/// Tight box of the mask in whole pixels; empty for an empty mask.
QRect maskBounds(const Rle& mask);

/// Strokes `path` (painter coordinates) as outline of `width` px over a halo 1 px wider on each
/// side (both thicker with high-contrast outlines). `style` is the verdict's border style.
void strokeWithHalo(QPainter* painter,
                    const QPainterPath& path,
                    const QColor& colour,
                    qreal width = 2,
                    Qt::PenStyle style = Qt::SolidLine);

}  // namespace maskwright::ui
