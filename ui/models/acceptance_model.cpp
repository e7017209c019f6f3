#include "ui/models/acceptance_model.h"

#include "ui/models/cluster_roles.h"
#include "ui/support/verdict_style.h"

#include <QLocale>

namespace maskwright::ui {

AcceptanceModel::AcceptanceModel(QString nameTitle, QObject* parent)
    : QAbstractTableModel(parent), nameTitle_(std::move(nameTitle)) {}

void AcceptanceModel::setGroups(std::vector<GroupAcceptance> groups) {
  beginResetModel();
  groups_ = std::move(groups);
  endResetModel();
}

int AcceptanceModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(groups_.size());
}

int AcceptanceModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant AcceptanceModel::display(const GroupAcceptance& group, int column) const {
  const QLocale locale;
  switch (column) {
    case Name:
      if (group.number >= 0)
        return group.name.empty() ? tr("Cluster %1").arg(shownClusterNumber(group.number))
                                  : tr("%1 · %2")
                                        .arg(shownClusterNumber(group.number))
                                        .arg(QString::fromStdString(group.name));
      return group.id == 0 ? tr("no category") : QString::fromStdString(group.name);
    case Share:
      return group.decided == 0 ? QStringLiteral("–") : tr("%1 %").arg(qRound(100 * group.share()));
    case Decided:
      return locale.toString(static_cast<qlonglong>(group.decided));
    default:
      return locale.toString(static_cast<qlonglong>(group.candidates));
  }
}

QVariant AcceptanceModel::sortValue(const GroupAcceptance& group, int column) const {
  switch (column) {
    case Name:
      return group.number >= 0 ? QVariant(group.number) : display(group, Name);
    case Share:
      return group.decided == 0 ? -1.0 : group.share();
    case Decided:
      return static_cast<qlonglong>(group.decided);
    default:
      return static_cast<qlonglong>(group.candidates);
  }
}

QVariant AcceptanceModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const GroupAcceptance& group = groups_[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return display(group, index.column());
    case Qt::TextAlignmentRole:
      return index.column() >= Decided ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
      return tr("%1: %2 of %3 decided masks accepted, %4 masks in all")
          .arg(display(group, Name).toString())
          .arg(group.accepted)
          .arg(group.decided)
          .arg(group.candidates);
    case IdRole:
      return static_cast<qlonglong>(group.id);
    case SortRole:
      return sortValue(group, index.column());
    case ShareRole:
      return group.decided == 0 ? -1.0 : group.share();
    case ColourRole:
      return stableColour(group.number >= 0 ? group.number : group.id == 0 ? -1 : group.colour);
    default:
      return {};
  }
}

QVariant AcceptanceModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role == Qt::TextAlignmentRole && section >= Decided)
    return QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
  switch (section) {
    case Name:
      return nameTitle_;
    case Share:
      return tr("Accepted");
    case Decided:
      return tr("Decided");
    default:
      return tr("Masks");
  }
}

}  // namespace maskwright::ui
