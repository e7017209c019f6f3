#pragma once

#include <QHash>
#include <QKeySequence>
#include <QList>
#include <QMap>
#include <QObject>
#include <QString>

class QAbstractButton;
class QKeyEvent;
class QWidget;

namespace maskwright::ui {

using KeyMap = QMap<QString, QList<QKeySequence>>;  ///< by the action's id

/// The keys of all actions: what the program declares, and what a person made of it (kept in the
/// settings). Everything that shows or takes a key asks here, so that a change counts at once.
class Shortcuts final : public QObject {
  Q_OBJECT
 public:
  static Shortcuts& instance();

  /// The keys of an action unless a person chose others. The first declaration counts.
  void declare(const QString& id, const QList<QKeySequence>& keys);
  QList<QKeySequence> keys(const QString& id) const;
  QList<QKeySequence> defaults(const QString& id) const { return defaults_.value(id); }
  bool isDeclared(const QString& id) const { return defaults_.contains(id); }
  bool isChanged(const QString& id) const { return changes_.contains(id); }
  bool hasChanges() const { return !changes_.isEmpty(); }
  /// The first key as the platform writes it; `otherwise` where the action is unknown.
  QString text(const QString& id, const QString& otherwise = {}) const;

  /// Equal to the default = back to it. An empty list = no key.
  void setKeys(const QString& id, const QList<QKeySequence>& keys);
  void reset(const QString& id);
  /// The whole arrangement: actions that are not in `map` get their defaults.
  void setAll(const KeyMap& map);
  const KeyMap& changes() const { return changes_; }
  void reload();  ///< from the settings

 Q_SIGNALS:
  void changed();

 private:
  Shortcuts();
  void store();
  QHash<QString, QList<QKeySequence>> defaults_;
  KeyMap changes_;
};

/// "Find masks (Ctrl+D)", or the text alone where the action has no key.
QString withKey(const QString& text, const QString& id);
/// Tool tip with the action's key, which follows changes. Calling it again replaces the text.
void setKeyToolTip(QWidget* widget, const QString& text, const QString& id);
/// The same for a button's text: "Leave (Esc)".
void setKeyText(QAbstractButton* button, const QString& text, const QString& id);
/// Whether a key press is one of the action's keys; signs count as they are written, whatever
/// modifiers the keyboard needs for them.
bool isKeyOf(const QString& id, const QKeyEvent& key);

}  // namespace maskwright::ui
