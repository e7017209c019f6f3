#pragma once

#include "ui/support/preferences.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QTabWidget;

namespace maskwright::ui {

class ActionRegistry;
class Prompts;
class ShortcutPage;

/// How the program looks and speaks, and its keys. Everything counts at once but the language,
/// which counts when the dialog is closed, and the size, which counts from the next start.
class PreferencesDialog final : public QDialog {
  Q_OBJECT
 public:
  /// `actions`: those of the open project; null = none is open, and its keys can't be shown.
  PreferencesDialog(ActionRegistry* actions, Prompts& prompts, QWidget* parent = nullptr);
  ShortcutPage* keys() const { return keys_; }
  void showKeys();

 Q_SIGNALS:
  void looksChanged();  ///< theme or outlines

 private:
  QWidget* buildLooks();
  QWidget* buildKeys(ActionRegistry* actions, Prompts& prompts);
  void take(bool isTheme);  ///< the theme was chosen, else something else
  QTabWidget* pages_ = nullptr;
  QComboBox* language_ = nullptr;
  QComboBox* theme_ = nullptr;
  QComboBox* scale_ = nullptr;
  QCheckBox* contrast_ = nullptr;
  QCheckBox* motion_ = nullptr;
  ShortcutPage* keys_ = nullptr;
};

}  // namespace maskwright::ui
