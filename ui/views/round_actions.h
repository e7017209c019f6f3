#pragma once

#include "core/domain/round_mark.h"

#include <QPoint>
#include <QVector>
#include <QWidget>

class QComboBox;
class QPushButton;

namespace maskwright::ui {

struct RoundCard;

/// What can be done with the chosen round: review it, see what it trained on, compare it with the
/// one before, accept it, roll it back or restore it; and whose curves are laid under its own.
class RoundActions final : public QWidget {
  Q_OBJECT
 public:
  explicit RoundActions(QWidget* parent = nullptr);
  /// `card` null: none is chosen. `others`: rounds that have curves too.
  void setRound(const RoundCard* card, bool canCompare, const QVector<int>& others, bool running);
  int otherCurves() const;                   ///< -1 = none
  void popUp(const QPoint& globalPosition);  ///< the same as a menu

 Q_SIGNALS:
  void reviewRequested();
  void targetsRequested();
  void compareRequested();
  void markRequested(maskwright::RoundMark mark);
  void resumeRequested();
  void otherCurvesChosen();

 private:
  QPushButton* add(const char* name, const QString& text, const QString& tip);
  void setOthers(const QVector<int>& others);
  QPushButton* resume_ = nullptr;
  QPushButton* review_ = nullptr;
  QPushButton* targets_ = nullptr;
  QPushButton* compare_ = nullptr;
  QPushButton* accept_ = nullptr;
  QPushButton* rollBack_ = nullptr;
  QComboBox* curves_ = nullptr;
  QVector<int> others_;
  RoundMark mark_ = RoundMark::None;
};

}  // namespace maskwright::ui
