#pragma once

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListWidget;

namespace maskwright::ui {

class ActionRegistry;

/// Every action by name with its key: type to filter, Enter runs it, Escape closes.
class CommandPalette final : public QFrame {
  Q_OBJECT
 public:
  CommandPalette(ActionRegistry& actions, QWidget* parent);
  void popUp();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void showMatches();
  void runCurrent();
  void close();
  QPointer<QWidget> before_;  ///< had the focus
  ActionRegistry& actions_;
  QLineEdit* edit_;
  QListWidget* list_;
};

/// The keys of what is shown, laid over the window; any key or click closes it.
class KeyOverlay final : public QFrame {
  Q_OBJECT
 public:
  KeyOverlay(ActionRegistry& actions, QWidget* parent);
  void popUp();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void build(int rows);  ///< so many in a column, unless one group needs more
  void close();
  QPointer<QWidget> before_;
  ActionRegistry& actions_;
};

}  // namespace maskwright::ui
