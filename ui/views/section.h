#pragma once

#include "ui/support/theme.h"

#include <QFrame>
#include <QLabel>

namespace maskwright::ui {

/// Title of a group in a panel: caption size, secondary colour. The default indent is that of the
/// rows under it.
QLabel* sectionTitle(const QString& text, QWidget* parent, int indent = kGap);

/// A hairline.
QFrame* separator(Qt::Orientation orientation, QWidget* parent);

}  // namespace maskwright::ui
