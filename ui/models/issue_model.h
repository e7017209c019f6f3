#pragma once

#include "core/domain/run.h"
#include "core/store/connection.h"

#include <QAbstractTableModel>

#include <vector>

namespace maskwright::ui {

/// Files that jobs could not use, newest first: columns file and cause.
class IssueModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  explicit IssueModel(QObject* parent = nullptr);
  void setConnection(store::Connection* connection);
  void reload();
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  store::Connection* connection_ = nullptr;
  std::vector<Issue> issues_;
};

}  // namespace maskwright::ui
