#pragma once

#include "core/domain/decision.h"

#include <QColor>
#include <QRectF>
#include <QString>

class QPainter;

namespace maskwright::ui {

/// How a verdict looks: colour, glyph and border style, told apart without colour (Okabe-Ito).
struct VerdictStyle {
  QColor colour;
  QChar glyph;          ///< for text; drawn glyphs come from paintVerdictGlyph
  Qt::PenStyle border;  ///< of tiles and outlines
  QString iconName;     ///< for support/icons.h
};
VerdictStyle verdictStyle(Verdict verdict);

/// Translated: "accepted", "not an object", ...
QString verdictText(Verdict verdict);
/// Default key: "A", "X", "S", "F", "T"; empty for undecided.
QString verdictKey(Verdict verdict);

/// Draws the verdict's glyph on a round badge filling `rect`: solid when the decision is on disk,
/// hollow (ring and coloured glyph) while it is not. Draws nothing for undecided.
void paintVerdictBadge(QPainter* painter, const QRectF& rect, Verdict verdict, bool saved);

/// Stable colour of a cluster or category: 24 hues that stay away from the verdict colours.
/// Any index is allowed; negative = neutral grey.
QColor stableColour(int index);

}  // namespace maskwright::ui
