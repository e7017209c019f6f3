#include "ui/models/shortcut_model.h"

#include "ui/support/shortcuts.h"

#include <QFont>
#include <QStackedWidget>

namespace maskwright::ui {

QString ShortcutModel::placeOf(const ActionSpec& spec) {
  if (!spec.scope) return tr("Everywhere");
  if (spec.scope->objectName() == QLatin1String("candidateGrid")) return tr("Grid");
  // Grid and image alternate in a stack.
  return qobject_cast<const QStackedWidget*>(spec.scope) ? tr("Review") : spec.group;
}

ShortcutModel::ShortcutModel(const ActionRegistry& actions, QObject* parent)
    : QAbstractTableModel(parent), actions_(actions) {
  connect(&Shortcuts::instance(), &Shortcuts::changed, this, [this] {
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
  });
}

int ShortcutModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(actions_.specs().size());
}

int ShortcutModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant ShortcutModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const ActionSpec& spec = actions_.specs()[static_cast<size_t>(index.row())];
  const auto keys = Shortcuts::instance().keys(spec.id);
  switch (role) {
    case IdRole:
      return spec.id;
    case SequencesRole:
      return QVariant::fromValue(keys);
    case Qt::FontRole:
      if (index.column() == Keys && Shortcuts::instance().isChanged(spec.id)) {
        QFont font;
        font.setBold(true);
        return font;
      }
      return {};
    case Qt::ToolTipRole:
      return Shortcuts::instance().isChanged(spec.id)
                 ? tr("Changed. Its own: %1")
                       .arg(QKeySequence::listToString(Shortcuts::instance().defaults(spec.id),
                                                       QKeySequence::NativeText))
                 : QString();
    case Qt::DisplayRole:
      break;
    default:
      return {};
  }
  if (index.column() == Where) return placeOf(spec);
  if (index.column() == Action) return actions_.nameOf(spec.id);
  QStringList texts;
  for (const auto& key : keys) texts << key.toString(QKeySequence::NativeText);
  return texts.join(QStringLiteral(", "));
}

QVariant ShortcutModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
  return section == Where ? tr("Works in") : section == Action ? tr("Action") : tr("Keys");
}

void ShortcutFilter::setText(const QString& text) {
  words_ = text.split(u' ', Qt::SkipEmptyParts);
  invalidateFilter();
}

void ShortcutFilter::setKey(const QKeySequence& key) {
  key_ = key;
  invalidateFilter();
}

bool ShortcutFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const auto* model = sourceModel();
  const auto text = [&](int column) { return model->index(row, column, parent).data().toString(); };
  const QString all = text(ShortcutModel::Where) + u' ' + text(ShortcutModel::Action) + u' ' +
                      text(ShortcutModel::Keys);
  for (const QString& word : words_)
    if (!all.contains(word, Qt::CaseInsensitive)) return false;
  return key_.isEmpty() || model->index(row, 0, parent)
                               .data(ShortcutModel::SequencesRole)
                               .value<QList<QKeySequence>>()
                               .contains(key_);
}

}  // namespace maskwright::ui
