#pragma once

#include "core/services/round_compare.h"

#include <QColor>
#include <QPainter>
#include <QString>

namespace maskwright::ui {

/// How a change between two rounds looks, told apart without colour: where it is drawn (gained on
/// the right, lost on the left), the line's style, and a sign in texts.
struct ChangeStyle {
  QColor colour;  ///< of outlines of undecided masks
  Qt::PenStyle border = Qt::SolidLine;
  QString sign;  ///< "+", "−", "≈", "="
};
ChangeStyle changeStyle(MaskChange change);
QString changeText(MaskChange change);  ///< "Gained", ...

}  // namespace maskwright::ui
