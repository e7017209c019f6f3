#pragma once

#include <QFrame>
#include <QLabel>

namespace maskwright::ui {

/// Title of a group in a panel: caption size, secondary colour.
QLabel* sectionTitle(const QString& text, QWidget* parent);

/// A hairline.
QFrame* separator(Qt::Orientation orientation, QWidget* parent);

}  // namespace maskwright::ui
