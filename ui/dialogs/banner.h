#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace maskwright::ui {

/// A line across the window that stays until it is answered: a failed write, new candidates.
class Banner final : public QFrame {
  Q_OBJECT
 public:
  explicit Banner(QWidget* parent = nullptr);
  /// `action` empty = only "Close".
  void showText(const QString& text, bool isProblem, const QString& action = {});
  QString text() const;

 Q_SIGNALS:
  void actionTriggered();

 private:
  QLabel* icon_;
  QLabel* text_;
  QPushButton* action_;
};

}  // namespace maskwright::ui
