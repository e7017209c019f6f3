#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace maskwright::ui {

/// Centred picture, title, explanation and (optionally) a button: why there is nothing here and
/// what to press.
class EmptyState : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyState(QWidget* parent = nullptr);
  void setContents(const QString& iconName,
                   const QString& title,
                   const QString& text,
                   const QString& action = {});

  /// A further button beside the first; not possible where `missing` says why. Empty text = none.
  void setSecondAction(const QString& action, const QString& missing = {});

 Q_SIGNALS:
  void actionTriggered();
  void secondTriggered();

 private:
  QLabel* picture_ = nullptr;
  QLabel* title_ = nullptr;
  QLabel* text_ = nullptr;
  QPushButton* action_ = nullptr;
  QPushButton* second_ = nullptr;
};

}  // namespace maskwright::ui
