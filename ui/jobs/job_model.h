#pragma once

#include "ui/jobs/job_queue.h"

#include <QAbstractListModel>

namespace maskwright::ui {

/// The queue as rows, oldest first. Roles: ui/jobs/job_roles.h.
class JobModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit JobModel(JobQueue& queue, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QHash<int, QByteArray> roleNames() const override;
  int rowOf(int jobId) const;  ///< -1 = unknown

 private:
  JobQueue& queue_;
  int rows_ = 0;  ///< what the views know; the queue may be one ahead inside a signal
};

}  // namespace maskwright::ui
