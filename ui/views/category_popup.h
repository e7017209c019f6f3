#pragma once

#include "ui/views/filter_panel.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListWidget;

namespace maskwright::ui {

/// Small panel over its parent to give a category: type to filter, Enter takes the marked one or
/// makes a new one, Escape or a click beside it leaves all as it is. No window of its own: one that
/// opens on a key press gets no keys under Wayland, and the focus is lost when it goes.
class CategoryPopup : public QFrame {
  Q_OBJECT
 public:
  explicit CategoryPopup(QWidget* parent);
  void setCategories(const QVector<CategoryChoice>& categories);
  /// Shows it in the middle of its parent with a title such as "Relabel 3 masks".
  void popUp(const QString& title, const QString& text = {});

 Q_SIGNALS:
  void categoryChosen(const QString& name);  ///< trimmed, never empty
  void dismissed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool takeKey(int key);
  void dismiss();
  void showMatches();
  void choose();
  QVector<CategoryChoice> categories_;
  QLabel* title_ = nullptr;
  QLineEdit* edit_ = nullptr;
  QListWidget* list_ = nullptr;
  QPointer<QWidget> before_;  ///< had the focus
};

}  // namespace maskwright::ui
