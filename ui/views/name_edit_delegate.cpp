#include "ui/views/name_edit_delegate.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>

namespace maskwright::ui {
namespace {
constexpr const char* kEditor = "editor";  ///< property of a completion list: its line
}  // namespace

NameEditDelegate::NameEditDelegate(const QString& label, int idRole, int nameRole, QObject* parent)
    : QAbstractItemDelegate(parent), label_(label), idRole_(idRole), nameRole_(nameRole) {}

QWidget* NameEditDelegate::createEditor(QWidget* parent,
                                        const QStyleOptionViewItem&,
                                        const QModelIndex&) const {
  auto* edit = new QLineEdit(parent);
  edit->setAccessibleName(label_);
  auto* completer = new QCompleter(names_, edit);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  completer->setFilterMode(Qt::MatchContains);
  edit->setCompleter(completer);
  auto* self = const_cast<NameEditDelegate*>(this);
  edit->installEventFilter(self);
  // One Enter is enough, also while completions are shown: the popup would swallow it.
  completer->popup()->setProperty(kEditor, QVariant::fromValue<QObject*>(edit));
  completer->popup()->installEventFilter(self);
  connect(completer, qOverload<const QString&>(&QCompleter::activated), self, [self, edit] {
    self->finish(edit);
  });
  return edit;
}

void NameEditDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  auto* edit = static_cast<QLineEdit*>(editor);
  edit->setText(index.data(nameRole_).toString());
  edit->setPlaceholderText(tr("name"));
  edit->selectAll();
}

void NameEditDelegate::setModelData(QWidget* editor,
                                    QAbstractItemModel*,
                                    const QModelIndex& index) const {
  const QString name = static_cast<QLineEdit*>(editor)->text().trimmed();
  if (name == index.data(nameRole_).toString()) return;
  Q_EMIT const_cast<NameEditDelegate*>(this)->renamed(index.data(idRole_).toLongLong(), name);
}

void NameEditDelegate::updateEditorGeometry(QWidget* editor,
                                            const QStyleOptionViewItem& option,
                                            const QModelIndex&) const {
  editor->setGeometry(nameRect(option.rect).adjusted(-4, -2, 0, 4));
}

void NameEditDelegate::finish(QWidget* editor) {
  Q_EMIT commitData(editor);
  Q_EMIT closeEditor(editor, SubmitModelCache);
}

bool NameEditDelegate::eventFilter(QObject* object, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return false;
  auto* popup = qobject_cast<QAbstractItemView*>(object);
  const bool chosen = popup && popup->currentIndex().isValid();
  auto* editor =
      qobject_cast<QLineEdit*>(popup ? popup->property(kEditor).value<QObject*>() : object);
  if (!editor || chosen) return false;
  const int key = static_cast<QKeyEvent*>(event)->key();
  if (key == Qt::Key_Escape && !popup) {
    Q_EMIT closeEditor(editor, RevertModelCache);
    return true;
  }
  if (key != Qt::Key_Return && key != Qt::Key_Enter) return false;
  if (popup) popup->hide();
  finish(editor);
  return true;
}

}  // namespace maskwright::ui
