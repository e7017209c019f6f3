#pragma once

#include <QKeySequence>
#include <QPushButton>

namespace maskwright::ui {

/// A button that waits for one key: pressed, the next key (with its modifiers) is what it reports.
/// Pressed again or left, it waits no longer.
class KeyRecorder final : public QPushButton {
  Q_OBJECT
 public:
  explicit KeyRecorder(const QString& text, QWidget* parent = nullptr);
  bool isRecording() const { return recording_; }
  void setLabel(const QString& text);  ///< while it does not wait

 Q_SIGNALS:
  void recorded(const QKeySequence& key);

 protected:
  bool event(QEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  void setRecording(bool recording);
  QString label_;
  bool recording_ = false;
};

}  // namespace maskwright::ui
