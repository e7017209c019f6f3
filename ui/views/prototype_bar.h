#pragma once

#include "ui/views/prototype_wall.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace maskwright::ui {

class KeyButton;

/// The commands on prototypes as buttons with their keys: work by mouse alone.
class PrototypeBar final : public QWidget {
  Q_OBJECT
 public:
  explicit PrototypeBar(QWidget* parent = nullptr);

  /// What the buttons would apply to.
  struct Targets {
    int marked = 0;
    bool any = false;  ///< a card is current or marked
    bool canMerge = false;
    bool canSplit = false;  ///< others are merged into a target
    bool areOff = false;    ///< all of them: the switch turns them on
  };
  void setTargets(const Targets& targets);

 Q_SIGNALS:
  void commandGiven(maskwright::ui::PrototypeCommand command);

 private:
  QLabel* target_;
  KeyButton *name_, *merge_, *split_, *off_, *on_;
  QToolButton* undo_;
};

}  // namespace maskwright::ui
