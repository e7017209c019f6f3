#include "ui/support/shortcuts.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QSettings>
#include <QVariant>
#include <QWidget>

namespace maskwright::ui {
namespace {

constexpr auto kGroup = "keys";
constexpr auto kLabelProperty = "keyLabelText";
constexpr auto kLabelIdProperty = "keyLabelAction";
constexpr auto kTextProperty = "keyTipText";
constexpr auto kIdProperty = "keyTipAction";

void showKeyTip(QWidget* widget) {
  widget->setToolTip(withKey(widget->property(kTextProperty).toString(),
                             widget->property(kIdProperty).toString()));
}

void showKeyText(QAbstractButton* button) {
  button->setText(withKey(button->property(kLabelProperty).toString(),
                          button->property(kLabelIdProperty).toString()));
}

}  // namespace

Shortcuts::Shortcuts() {
  reload();
}

Shortcuts& Shortcuts::instance() {
  static Shortcuts all;
  return all;
}

void Shortcuts::declare(const QString& id, const QList<QKeySequence>& keys) {
  if (defaults_.contains(id)) return;
  defaults_.insert(id, keys);
  if (changes_.contains(id) && changes_.value(id) == keys) changes_.remove(id);
  // A window declares more than a hundred at once: those who show keys look once, afterwards.
  static bool isTold = false;
  if (isTold) return;
  isTold = true;
  QMetaObject::invokeMethod(
      this,
      [this] {
        isTold = false;
        Q_EMIT changed();
      },
      Qt::QueuedConnection);
}

QList<QKeySequence> Shortcuts::keys(const QString& id) const {
  const auto own = changes_.constFind(id);
  return own != changes_.cend() ? *own : defaults_.value(id);
}

QString Shortcuts::text(const QString& id, const QString& otherwise) const {
  if (!isDeclared(id)) return otherwise;
  const auto all = keys(id);
  return all.isEmpty() ? QString() : all.first().toString(QKeySequence::NativeText);
}

void Shortcuts::setKeys(const QString& id, const QList<QKeySequence>& keys) {
  if (keys == defaults_.value(id))
    changes_.remove(id);
  else
    changes_.insert(id, keys);
  store();
}

void Shortcuts::reset(const QString& id) {
  changes_.remove(id);
  store();
}

void Shortcuts::setAll(const KeyMap& map) {
  changes_.clear();
  for (auto one = map.cbegin(); one != map.cend(); ++one)
    if (!isDeclared(one.key()) || *one != defaults_.value(one.key()))
      changes_.insert(one.key(), *one);
  store();
}

void Shortcuts::reload() {
  changes_.clear();
  QSettings settings;
  settings.beginGroup(QLatin1String(kGroup));
  for (const QString& id : settings.childKeys()) {
    QList<QKeySequence> keys;
    for (const QString& one : settings.value(id).toStringList())
      if (!one.isEmpty()) keys << QKeySequence(one, QKeySequence::PortableText);
    changes_.insert(id, keys);
  }
  Q_EMIT changed();
}

void Shortcuts::store() {
  QSettings settings;
  settings.remove(QLatin1String(kGroup));
  settings.beginGroup(QLatin1String(kGroup));
  for (auto one = changes_.cbegin(); one != changes_.cend(); ++one) {
    QStringList texts;
    for (const auto& key : *one) texts << key.toString(QKeySequence::PortableText);
    settings.setValue(one.key(), texts);
  }
  Q_EMIT changed();
}

QString withKey(const QString& text, const QString& id) {
  const QString key = Shortcuts::instance().text(id);
  return key.isEmpty() ? text : QStringLiteral("%1 (%2)").arg(text, key);
}

void setKeyToolTip(QWidget* widget, const QString& text, const QString& id) {
  const bool known = widget->property(kIdProperty).isValid();
  widget->setProperty(kTextProperty, text);
  widget->setProperty(kIdProperty, id);
  showKeyTip(widget);
  if (!known)
    QObject::connect(
        &Shortcuts::instance(), &Shortcuts::changed, widget, [widget] { showKeyTip(widget); });
}

void setKeyText(QAbstractButton* button, const QString& text, const QString& id) {
  const bool known = button->property(kLabelProperty).isValid();
  button->setProperty(kLabelProperty, text);
  button->setProperty(kLabelIdProperty, id);
  showKeyText(button);
  if (!known)
    QObject::connect(
        &Shortcuts::instance(), &Shortcuts::changed, button, [button] { showKeyText(button); });
}

bool isKeyOf(const QString& id, const QKeyEvent& key) {
  // The number block's keys mean what the others do.
  const auto modifiers = key.modifiers() & ~Qt::KeypadModifier;
  const QKeySequence pressed(QKeyCombination(modifiers, Qt::Key(key.key())));
  // Brackets and signs may need Shift or AltGr on a keyboard: what is written counts there.
  const QString text = key.text();
  const bool isSign = text.size() == 1 && !text[0].isLetterOrNumber() && text[0].isPrint();
  for (const QKeySequence& wanted : Shortcuts::instance().keys(id))
    if (wanted == pressed || (isSign && text == wanted.toString(QKeySequence::PortableText)))
      return true;
  return false;
}

}  // namespace maskwright::ui
