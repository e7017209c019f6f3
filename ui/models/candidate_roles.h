#pragma once

#include <qnamespace.h>

namespace maskwright::ui {

/// Roles of CandidateModel (one row per candidate, order of the filter).
enum CandidateRole {
  CandidateIdRole = Qt::UserRole + 1,  ///< qlonglong
  ImageIdRole,                         ///< qlonglong
  ImagePathRole,                       ///< QString, absolute
  OrientationRole,                     ///< int, EXIF 1-8
  ImageSizeRole,                       ///< QSize, displayed frame
  BoxRole,                             ///< QRectF, pixels of the displayed frame
  ConfidenceRole,                      ///< double in [0, 1]
  VerdictRole,                         ///< int, value of maskwright::Verdict
  SavedRole,                           ///< bool, false while the verdict is on its way to the disk
  CategoryRole,                        ///< QString, empty = none
  CategoryColourRole,                  ///< int, palette index
  ClusterRole,                         ///< qlonglong cluster id, 0 = none
  ClusterNumberRole,                   ///< int, number as people see it; -1 = none
  LoadedRole,                          ///< bool, false while the row's page is not read yet
  TargetRoleRole,   ///< int, value of TargetRole in the round of the filter; none = not asked for
  TargetReasonRole  ///< QString, why, as it is stored
};

}  // namespace maskwright::ui
