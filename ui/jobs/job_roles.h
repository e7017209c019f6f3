#pragma once

#include <qnamespace.h>

namespace maskwright::ui {

/// State of a job as the jobs panel shows it.
enum class JobState { Queued = 0, Running = 1, Finished = 2, Failed = 3, Cancelled = 4 };

/// Roles of JobModel (one row per job, newest first). Qt::DisplayRole is the title.
enum JobRole {
  JobIdRole = Qt::UserRole + 1,  ///< int, valid for this session of the desktop
  JobTitleRole,                  ///< QString, e.g. "Find masks · Free Mask (FreeSOLO)"
  JobStageRole,                  ///< QString, stage for people, e.g. "Pre-training"
  JobDoneRole,                   ///< qlonglong, finished units
  JobTotalRole,                  ///< qlonglong, all units, 0 = unknown
  JobEtaSRole,                   ///< double, estimated seconds left, < 0 = unknown
  JobStateRole,                  ///< int, value of JobState
  JobNoteRole,                   ///< QString, what the engine last said for people
  JobErrorRole,                  ///< QString, empty unless failed: what happened and what to do
  JobRateRole,                   ///< double, units per second of this stage, 0 = unknown
  JobResumableRole,              ///< bool, may be started again and goes on where it stopped
  JobIssuesRole,                 ///< int, images or files that the job could not use
  JobLogRole,                    ///< QString, path of its log file
  JobIsShareRole,                ///< bool, done of total is a share of a time budget, not a count
  JobProjectRole,                ///< QString, folder of the project it works on
  JobMetricsRole                 ///< QVariantMap, newest value of each metric (losses)
};

}  // namespace maskwright::ui
