#include "ui/views/key_recorder.h"

#include <QKeyEvent>
#include <QStyle>

namespace maskwright::ui {
namespace {

bool isModifier(int key) {
  switch (key) {
    case 0:
    case Qt::Key_unknown:
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Meta:
    case Qt::Key_Alt:
    case Qt::Key_AltGr:
    case Qt::Key_Super_L:
    case Qt::Key_Super_R:
    case Qt::Key_CapsLock:
    case Qt::Key_NumLock:
      return true;
    default:
      return false;
  }
}

QKeySequence sequenceOf(const QKeyEvent& event) {
  auto modifiers = event.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
  // A sign is meant as it is written: "?" needs Shift on one keyboard and not on another.
  const QString text = event.text();
  if (text.size() == 1 && text[0].isPrint() && !text[0].isLetterOrNumber() && !text[0].isSpace())
    modifiers &= ~Qt::ShiftModifier;
  const int key = event.key() == Qt::Key_Backtab ? int{Qt::Key_Tab} : event.key();
  return QKeySequence(QKeyCombination(modifiers, Qt::Key(key)));
}

}  // namespace

KeyRecorder::KeyRecorder(const QString& text, QWidget* parent) : QPushButton(text, parent) {
  label_ = text;
  setAutoDefault(false);
  setAccessibleName(text);
  connect(this, &QPushButton::clicked, this, [this] { setRecording(!recording_); });
}

void KeyRecorder::setLabel(const QString& text) {
  label_ = text;
  setAccessibleName(text);
  if (!recording_) setText(text);
}

void KeyRecorder::setRecording(bool recording) {
  recording_ = recording;
  setText(recording ? tr("Press a key…") : label_);
  setProperty("primary", recording);  // looks as what is waited for
  style()->unpolish(this);            // the property is part of the style sheet
  style()->polish(this);
}

bool KeyRecorder::event(QEvent* event) {
  if (!recording_) return QPushButton::event(event);
  switch (event->type()) {
    case QEvent::ShortcutOverride:
      event->accept();
      return true;
    case QEvent::KeyRelease:
      return true;  // of the key that began it
    case QEvent::KeyPress: {
      const auto& key = *static_cast<QKeyEvent*>(event);
      event->accept();
      if (isModifier(key.key()) || key.isAutoRepeat()) return true;
      setRecording(false);
      Q_EMIT recorded(sequenceOf(key));
      return true;
    }
    default:
      return QPushButton::event(event);
  }
}

void KeyRecorder::focusOutEvent(QFocusEvent* event) {
  if (recording_) setRecording(false);
  QPushButton::focusOutEvent(event);
}

}  // namespace maskwright::ui
