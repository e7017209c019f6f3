#pragma once

#include "ui/views/round_panel.h"

#include <QAbstractButton>

namespace maskwright::ui {

/// A round on the time line; checked = its curves are shown.
class RoundCardButton : public QAbstractButton {
  Q_OBJECT
 public:
  RoundCardButton(const RoundCard& card, QWidget* parent);
  void setCard(const RoundCard& card);
  const RoundCard& card() const { return card_; }
  QSize sizeHint() const override { return {232, 132}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  RoundCard card_;
};

QString roundStateText(RoundState state);

}  // namespace maskwright::ui
