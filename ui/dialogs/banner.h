#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;

namespace maskwright::ui {

/// A line across the window that stays until it is answered: a failed write, new candidates.
class Banner final : public QFrame {
  Q_OBJECT
 public:
  explicit Banner(QWidget* parent = nullptr);
  /// `action` empty = only "Close"; else the text of a button that runs `run` once. What an earlier
  /// message offered is no longer offered.
  void showText(const QString& text,
                bool isProblem,
                const QString& action = {},
                std::function<void()> run = {});
  QString text() const;    ///< empty while it is not shown
  QString action() const;  ///< text of the button; empty while it is not shown

 private:
  QLabel* icon_;
  QLabel* text_;
  QPushButton* action_;
  std::function<void()> run_;
};

}  // namespace maskwright::ui
