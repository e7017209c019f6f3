#pragma once

#include <QFontMetrics>
#include <QStringList>

namespace maskwright::ui {

/// A file name in one line of `width` pixels, else in two: names of a series begin alike and end
/// alike, and what tells them apart often stands in the middle. Where two lines are too few, the
/// second one leaves out its beginning.
QStringList nameLines(const QString& name, const QFontMetrics& metrics, int width);

}  // namespace maskwright::ui
