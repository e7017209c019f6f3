#pragma once

#include "ui/models/shortcut_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace maskwright::ui {

class KeyRecorder;
class Prompts;

/// The keys of all actions: found by name or by pressing one, recorded, checked for conflicts, set
/// back, taken from a preset or a file. Every change counts at once.
class ShortcutPage final : public QWidget {
  Q_OBJECT
 public:
  ShortcutPage(ActionRegistry& actions, Prompts& prompts, QWidget* parent = nullptr);
  void select(const QString& id);
  QString selected() const;

 private:
  QWidget* buildSearch();
  QWidget* buildEditor();
  QWidget* buildFiles();
  void showSelected();
  void showPreset();
  /// `adds`: beside the keys there are, else instead of them.
  void record(const QKeySequence& key, bool adds);
  void give(const QKeySequence& key, bool adds);
  void takeOver();
  void say(const QString& text, bool isProblem);
  void takePreset(int index);
  void importFile();
  void exportFile();
  QStringList ids() const;

  ActionRegistry& actions_;
  Prompts& prompts_;
  ShortcutModel model_;
  ShortcutFilter filter_;
  QLineEdit* search_ = nullptr;
  KeyRecorder* searchKey_ = nullptr;
  QPushButton* anyKey_ = nullptr;
  QTableView* table_ = nullptr;
  QLabel* name_ = nullptr;
  QLabel* keys_ = nullptr;
  KeyRecorder* replace_ = nullptr;
  KeyRecorder* add_ = nullptr;
  QPushButton* none_ = nullptr;
  QPushButton* reset_ = nullptr;
  QPushButton* resetAll_ = nullptr;
  QLabel* message_ = nullptr;
  QPushButton* take_ = nullptr;
  QComboBox* presets_ = nullptr;
  QKeySequence wanted_;  ///< recorded, but it means something else already
  bool wantedAdds_ = false;
};

}  // namespace maskwright::ui
