#pragma once

#include <QString>

class QComboBox;
class QDialog;
class QDialogButtonBox;
class QSpinBox;
class QWidget;

// Fields that the dialogs of discovery and pre-training share.
namespace maskwright::ui {

/// Cancel and a button with a verb instead of "OK".
QDialogButtonBox* verbButtons(QDialog* dialog, const QString& verb);

/// The backbones that can be made here.
QComboBox* architectureBox(QWidget* parent);

/// Minutes of training; `automatic` is the text of 0, empty = at least one minute.
QSpinBox* minutesBox(QWidget* parent, int value, const QString& automatic);

}  // namespace maskwright::ui
