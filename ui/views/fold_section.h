#pragma once

#include <QWidget>

class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace maskwright::ui {

class ElidedLabel;

/// A titled part of a panel that a click on its title folds away. What a person folds or opens
/// stays so, over sessions; until then the panel may.
class FoldSection final : public QWidget {
  Q_OBJECT
 public:
  /// `name`: under which the choice is kept.
  FoldSection(const QString& title, const QString& name, QWidget* parent);
  QVBoxLayout* body() { return body_; }
  QHBoxLayout* head() { return head_; }  ///< title at the left; more may stand at the right
  bool isOpen() const;
  bool isChosen() const;    ///< by a person, now or before
  void setOpen(bool open);  ///< if nobody has chosen
  int bodyHeight() const;   ///< that opening adds
  /// What is chosen inside, said while it is folded.
  void setSummary(const QString& text);

 Q_SIGNALS:
  void toggled();

 private:
  void show(bool open);
  QString key_;
  QString text_;
  QHBoxLayout* head_ = nullptr;
  QVBoxLayout* body_ = nullptr;
  QWidget* part_ = nullptr;
  QToolButton* title_ = nullptr;
  ElidedLabel* summary_ = nullptr;
};

}  // namespace maskwright::ui
