#include "ui/models/issue_model.h"

#include "core/store/run_repository.h"
#include "ui/models/guarded_read.h"

namespace maskwright::ui {

IssueModel::IssueModel(QObject* parent) : QAbstractTableModel(parent) {}

void IssueModel::setConnection(store::Connection* connection) {
  connection_ = connection;
  reload();
}

void IssueModel::reload() {
  beginResetModel();
  issues_.clear();
  if (connection_) {
    issues_ = guardedRead([this] { return store::RunRepository(*connection_).issues(); });
  }
  endResetModel();
}

int IssueModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(issues_.size());
}

int IssueModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : 2;
}

QVariant IssueModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  const Issue& issue = issues_[static_cast<size_t>(index.row())];
  return QString::fromStdString(index.column() == 0 ? issue.where : issue.message);
}

QVariant IssueModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
  return section == 0 ? tr("File") : tr("What happened");
}

}  // namespace maskwright::ui
