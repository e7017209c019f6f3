#pragma once

#include <QKeySequence>
#include <QListView>

#include <vector>

namespace maskwright::ui {

class ImageLoader;
class MaskProvider;
class PrototypeDelegate;

/// What a person does on the wall of prototypes.
enum class PrototypeCommand { Name, Merge, Split, Switch, Undo };

/// A command with its action and the keys it has at first.
struct PrototypeCommandInfo {
  PrototypeCommand command;
  QString id;
  QList<QKeySequence> keys;
};
const std::vector<PrototypeCommandInfo>& prototypeCommands();

/// Cards of a PrototypeModel. Arrows, J and K move; Space marks the current card; a click goes to a
/// card, Ctrl+click marks; Escape takes the marks away. The letters of the commands are its own
/// while it has the focus.
class PrototypeWall final : public QListView {
  Q_OBJECT
 public:
  explicit PrototypeWall(ImageLoader* loader, QWidget* parent = nullptr);
  void setModel(QAbstractItemModel* model) override;
  void setMaskProvider(MaskProvider* masks);
  void setCategoryNames(const QStringList& names);

  qint64 current() const;          ///< number of the prototype, -1 = none
  void setCurrent(qint64 number);  ///< nothing if it has no card
  QList<int> marked() const;       ///< by their order on the wall
  /// What a command applies to: the marked ones, else the current one.
  QList<int> targets() const;
  /// What a merge would join: the marked ones; with one mark that and the current one.
  QList<int> mergeGroup() const;

 Q_SIGNALS:
  void commandGiven(maskwright::ui::PrototypeCommand command);
  void renamed(qint64 number, const QString& name);
  void targetsChanged();

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                       const QEvent* event) const override;
  void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
  void selectionChanged(const QItemSelection& selected, const QItemSelection& gone) override;

 private:
  void step(int by);
  PrototypeDelegate* delegate_;
};

}  // namespace maskwright::ui
