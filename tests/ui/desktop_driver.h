#pragma once

#include "ui/dialogs/prompts.h"
#include "ui/main_window.h"
#include "ui/models/candidate_roles.h"
#include "ui/review_workspace.h"
#include "ui/views/candidate_grid.h"

#include <QAbstractButton>
#include <QApplication>
#include <QLineEdit>
#include <QMainWindow>
#include <QtTest>

namespace maskwright::test {

/// Answers the file dialogs.
class AnsweringPrompts final : public ui::Prompts {
 public:
  QString folder, file;
  QStringList problems, questions;
  bool answer = true;  ///< to every question
  QString chooseFolder(QWidget*, const QString&, const QString&) override { return folder; }
  QString chooseFile(QWidget*, const QString&, const QString&, const QString&) override {
    return file;
  }
  QString chooseSaveFile(QWidget*, const QString&, const QString&, const QString&) override {
    return file;
  }
  void problem(QWidget*, const QString& title, const QString& text) override {
    problems << title + ": " + text;
  }
  bool confirm(QWidget*, const QString& title, const QString&, const QString&) override {
    questions << title;
    return answer;
  }
};

/// The visible button whose text or accessible name begins with `text`, anywhere in the program.
inline QAbstractButton* visibleButton(const QString& text) {
  for (QWidget* top : QApplication::topLevelWidgets()) {
    if (!top->isVisible()) continue;
    for (auto* button : top->findChildren<QAbstractButton*>()) {
      const bool named =
          button->text().startsWith(text) || button->accessibleName().startsWith(text);
      if (named && button->isVisible() && button->isEnabled()) return button;
    }
  }
  return nullptr;
}

template <typename Widget>
Widget* visibleWidget(const QString& objectName = {}) {
  for (QWidget* top : QApplication::topLevelWidgets()) {
    if (!top->isVisible()) continue;
    for (auto* widget : top->findChildren<Widget*>(objectName))
      if (widget->isVisible()) return widget;
  }
  return nullptr;
}

inline void click(QWidget* widget) {
  QTest::mouseClick(widget, Qt::LeftButton, {}, widget->rect().center());
}

/// Who gets the keys. After a dialog has closed the window is made active again, which a window
/// manager does elsewhere.
inline QWidget* keyTarget() {
  QWidget* target = QApplication::focusWidget();
  for (QWidget* top : QApplication::topLevelWidgets()) {
    if (target || !top->isVisible() || !qobject_cast<QMainWindow*>(top)) continue;
    top->activateWindow();
    if (!QTest::qWaitForWindowActive(top)) qWarning("the window can't be made active");
    target = top->focusWidget() ? top->focusWidget() : top;
  }
  return target;
}

/// A key to whatever has the focus, as from the keyboard.
inline void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
  QTest::keyClick(keyTarget(), key, modifiers);
}

inline void type(const QString& text) {
  QTest::keyClicks(keyTarget(), text);
}

/// T, a name in the field that opens, Enter.
inline void relabelAs(const QString& category) {
  press(Qt::Key_T);
  QTRY_VERIFY(qobject_cast<QLineEdit*>(QApplication::focusWidget()));
  type(category);
  press(Qt::Key_Return);
}

inline void showActive(ui::MainWindow& window) {
  window.show();
  window.activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&window));
}

/// State of one row as the grid paints it.
struct PaintedRow {
  qint64 candidate = 0;
  Verdict verdict = Verdict::Undecided;
  bool saved = false;
  QString category;
};

inline PaintedRow painted(ui::CandidateGrid& grid, int row) {
  const auto index = grid.model()->index(row, 0);
  return {index.data(ui::CandidateIdRole).toLongLong(),
          static_cast<Verdict>(index.data(ui::VerdictRole).toInt()),
          index.data(ui::SavedRole).toBool(),
          index.data(ui::CategoryRole).toString()};
}

/// Relabels the candidate of a row by keys and waits for its paint.
inline void relabelRow(ui::CandidateGrid& grid, int row, const QString& category) {
  grid.setCurrentRow(row);
  relabelAs(category);
  QTRY_COMPARE(painted(grid, row).category, category);
}

/// Relabels the whole cluster of the current candidate by keys.
inline void relabelCluster(const QString& category) {
  press(Qt::Key_G);
  relabelAs(category);
}

}  // namespace maskwright::test
