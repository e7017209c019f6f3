#pragma once

#include "core/domain/decision.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace maskwright::ui {

class KeyButton;

/// The verdict buttons under the grid and the canvas, with their keys: review by mouse alone.
class VerdictBar : public QWidget {
  Q_OBJECT
 public:
  explicit VerdictBar(QWidget* parent = nullptr);
  /// How many a verdict would apply to; 0 disables the buttons.
  void setTargetCount(int count);
  /// The same in words, for what is no selection. `note`: a quiet second line.
  void setTarget(const QString& text, bool enabled, const QString& note = {});
  /// What a verdict decides where decided ones are left alone; beyond kLarge the note says that it
  /// is one step.
  void setUndecided(qint64 undecided, qint64 all);
  static constexpr qint64 kLarge = 500;
  static QString noteFor(qint64 count);  ///< empty = not large
  void setSkipVisible(bool visible);     ///< where there is no next one
  void setScreenVisible(bool visible);   ///< where many are on the screen; hidden at first
  void setEditVisible(bool visible);     ///< where one mask is meant, not a whole cluster
  /// "Undo: reject 37 in cluster 12"; empty disables.
  void setUndoText(const QString& undo, const QString& redo);

 Q_SIGNALS:
  void verdictRequested(maskwright::Verdict verdict);  ///< never Relabelled
  void relabelRequested();
  void skipRequested();
  void screenRequested();  ///< select the undecided ones on the screen
  void editRequested();    ///< of the mask itself
  void undoRequested();
  void redoRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void fitButtons();
  QLabel* target_ = nullptr;
  QLabel* note_ = nullptr;
  int targetRoom_ = 0;  ///< kept for both lines, whatever they say
  QToolButton* edit_ = nullptr;
  KeyButton* skip_ = nullptr;
  KeyButton* screen_ = nullptr;
  QToolButton* undo_ = nullptr;
  QToolButton* redo_ = nullptr;
  QList<KeyButton*> buttons_;
};

}  // namespace maskwright::ui
