#pragma once

#include <QColor>
#include <QFrame>
#include <QPointer>
#include <QVariant>
#include <QVector>

class QLabel;
class QLineEdit;
class QListWidget;

namespace maskwright::ui {

/// Small panel over its parent to pick one of many: type to filter, Enter takes the marked one,
/// Escape or a click beside it leaves all as it is. No window of its own: one that opens on a key
/// press gets no keys under Wayland, and the focus is lost when it goes.
class PickerPopup : public QFrame {
  Q_OBJECT
 public:
  /// `name`: of the field, for screen readers; `hint`: in it while it is empty.
  PickerPopup(const QString& name, const QString& hint, QWidget* parent);
  /// Shows it in the middle of its parent with a title such as "Relabel 3 masks".
  void popUp(const QString& title, const QString& text = {});

 Q_SIGNALS:
  void dismissed();

 protected:
  struct Row {
    QString text;
    QVariant value;
    QColor dot;
  };
  /// What is offered for what was typed (trimmed), best first.
  virtual QVector<Row> rowsFor(const QString& typed) const = 0;
  /// `value` of the marked row; invalid if nothing is offered.
  virtual void take(const QVariant& value, const QString& typed) = 0;
  void showMatches();
  void finish();  ///< taken: it goes, and the focus is the taker's
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  bool takeKey(int key);
  void dismiss();
  void choose();
  QLabel* title_ = nullptr;
  QLineEdit* edit_ = nullptr;
  QListWidget* list_ = nullptr;
  QPointer<QWidget> before_;  ///< had the focus
};

}  // namespace maskwright::ui
