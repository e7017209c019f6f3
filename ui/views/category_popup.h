#pragma once

#include "ui/views/filter_panel.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListWidget;

namespace maskwright::ui {

/// Small popup to give a category: type to filter, Enter takes the marked one or makes a new one.
class CategoryPopup : public QFrame {
  Q_OBJECT
 public:
  explicit CategoryPopup(QWidget* parent = nullptr);
  void setCategories(const QVector<CategoryChoice>& categories);
  /// Shows it centred in `anchor` with a title such as "Relabel 3 masks".
  void popUp(QWidget* anchor, const QString& title, const QString& text = {});

 Q_SIGNALS:
  void categoryChosen(const QString& name);  ///< trimmed, never empty
  void dismissed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  void showMatches();
  void choose();
  QVector<CategoryChoice> categories_;
  QLabel* title_ = nullptr;
  QLineEdit* edit_ = nullptr;
  QListWidget* list_ = nullptr;
};

}  // namespace maskwright::ui
