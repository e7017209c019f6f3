#include "ui/jobs/job_model.h"

namespace maskwright::ui {

JobModel::JobModel(JobQueue& queue, QObject* parent)
    : QAbstractListModel(parent), queue_(queue), rows_(static_cast<int>(queue.jobs().size())) {
  connect(&queue_, &JobQueue::jobAdded, this, [this](int) {
    beginInsertRows({}, rows_, rows_);
    ++rows_;
    endInsertRows();
  });
  connect(&queue_, &JobQueue::jobChanged, this, [this](int id) {
    const int row = rowOf(id);
    if (row >= 0 && row < rows_) Q_EMIT dataChanged(index(row), index(row));
  });
  connect(&queue_, &JobQueue::jobAboutToBeRemoved, this, [this](int id) {
    const int row = rowOf(id);
    beginRemoveRows({}, row, row);
  });
  connect(&queue_, &JobQueue::jobRemoved, this, [this](int) {
    --rows_;
    endRemoveRows();
  });
}

int JobModel::rowOf(int jobId) const {
  const auto& jobs = queue_.jobs();
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (jobs[i].id == jobId) return static_cast<int>(i);
  }
  return -1;
}

int JobModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : rows_;
}

QVariant JobModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Job& job = queue_.jobs()[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case JobTitleRole:
      return job.spec.title;
    case Qt::ToolTipRole:
      return job.error.isEmpty() ? job.note : job.error;
    case JobIdRole:
      return job.id;
    case JobStageRole:
      return stageText(job.stage);
    case JobDoneRole:
      return job.done;
    case JobTotalRole:
      return job.total;
    case JobEtaSRole:
      return job.etaS;
    case JobStateRole:
      return static_cast<int>(job.state);
    case JobNoteRole:
      return job.note;
    case JobErrorRole:
      return job.error;
    case JobRateRole:
      return job.rate;
    case JobResumableRole:
      return job.canResume();
    case JobIssuesRole:
      return job.issues;
    case JobIsShareRole:
      return isTimeShare(job.stage);
    case JobLogRole:
      return job.spec.logFile;
    case JobProjectRole:
      return job.project();
    case JobMetricsRole:
      return job.metrics;
    default:
      return {};
  }
}

QHash<int, QByteArray> JobModel::roleNames() const {
  auto names = QAbstractListModel::roleNames();
  names.insert(JobIdRole, "jobId");
  names.insert(JobStateRole, "state");
  names.insert(JobStageRole, "stage");
  names.insert(JobErrorRole, "error");
  return names;
}

}  // namespace maskwright::ui
