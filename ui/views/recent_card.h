#pragma once

#include "ui/views/start_page.h"

#include <QAbstractButton>

namespace maskwright::ui {

/// A button as large as a card; Enter presses it, as Space does.
class CardButton : public QAbstractButton {
  Q_OBJECT
 public:
  using QAbstractButton::QAbstractButton;

 protected:
  void keyPressEvent(QKeyEvent* event) override;
};

/// A large button of the start page: icon, title, explanation.
class ChoiceCard : public CardButton {
  Q_OBJECT
 public:
  ChoiceCard(const QString& iconName, const QString& title, const QString& text, QWidget* parent);
  QSize sizeHint() const override { return {240, 148}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString iconName_, text_;
};

/// A recent project: picture, name, place, counts, date; a small button takes it off the list.
class RecentCard : public CardButton {
  Q_OBJECT
 public:
  RecentCard(ImageLoader* loader, const RecentProject& project, QWidget* parent);
  QSize sizeHint() const override { return {400, 64}; }

 Q_SIGNALS:
  void removeRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  ImageLoader* loader_;
  RecentProject project_;
  QAbstractButton* remove_ = nullptr;
};

}  // namespace maskwright::ui
