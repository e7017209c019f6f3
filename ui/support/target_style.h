#pragma once

#include "core/domain/round.h"

#include <QRectF>
#include <QString>

class QPainter;
class QColor;

namespace maskwright::ui {

/// What a mask was in a round's training, for people.
QString roleText(TargetRole role);     ///< "Positive", ...
QString roleMeaning(TargetRole role);  ///< what that does, in a sentence
/// A stored reason for people: "confident .93" for "confident 0.93".
QString reasonText(const QString& reason);
/// A ring with plus or minus, or a dotted empty one for what was ignored.
void paintRole(QPainter* painter, const QRectF& rect, TargetRole role, const QColor& colour);

}  // namespace maskwright::ui
