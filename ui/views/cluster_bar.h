#pragma once

#include "ui/views/cluster_command.h"

#include <QWidget>

class QLabel;

namespace maskwright::ui {

class KeyButton;

/// Above the wall: how many clusters there are, and what can be done to the selected ones, with
/// keys.
class ClusterBar final : public QWidget {
  Q_OBJECT
 public:
  explicit ClusterBar(QWidget* parent = nullptr);
  void setCounts(const QString& text);

  /// What the buttons would apply to.
  struct Targets {
    int count = 0;
    bool canSplit = false;                    ///< one cluster of two masks or more, not locked
    bool areLocked = false, areJunk = false;  ///< all of them: the buttons take it back
  };
  void setTargets(const Targets& targets);

 Q_SIGNALS:
  void commandGiven(maskwright::ui::ClusterCommand command);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  KeyButton* add(const char* picture, const QString& text, const char* id, ClusterCommand command);
  void fit();
  QLabel* counts_;
  KeyButton *merge_, *split_, *lock_, *unlock_, *junk_, *keep_;
  QList<KeyButton*> buttons_;
};

}  // namespace maskwright::ui
