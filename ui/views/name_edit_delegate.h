#pragma once

#include <QAbstractItemDelegate>
#include <QStringList>

namespace maskwright::ui {

/// A delegate whose items have a name with completion of the known categories. It only reports the
/// new name; whoever owns the store writes it.
class NameEditDelegate : public QAbstractItemDelegate {
  Q_OBJECT
 public:
  /// `label`: of the field, for screen readers. The roles hold the item's id (qlonglong) and name.
  NameEditDelegate(const QString& label, int idRole, int nameRole, QObject* parent);
  void setNames(const QStringList& names) { names_ = names; }

  QWidget* createEditor(QWidget* parent,
                        const QStyleOptionViewItem& option,
                        const QModelIndex& index) const override;
  void setEditorData(QWidget* editor, const QModelIndex& index) const override;
  void setModelData(QWidget* editor,
                    QAbstractItemModel* model,
                    const QModelIndex& index) const override;
  void updateEditorGeometry(QWidget* editor,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const override;
  bool eventFilter(QObject* editor, QEvent* event) override;

 Q_SIGNALS:
  void renamed(qint64 id, const QString& name);

 protected:
  virtual QRect nameRect(const QRect& item) const = 0;

 private:
  void finish(QWidget* editor);
  QString label_;
  int idRole_, nameRole_;
  QStringList names_;
};

}  // namespace maskwright::ui
