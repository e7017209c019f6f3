#pragma once

#include <qnamespace.h>

namespace maskwright::ui {

/// Roles of ClusterModel (one row per cluster of the round's active clustering). DisplayRole is
/// its name, or "Cluster 12".
enum ClusterModelRole {
  ClusterIdRole = Qt::UserRole + 1,  ///< qlonglong
  ClusterOrdinalRole,                ///< int, number as people see it
  ClusterSizeRole,                   ///< qlonglong members
  ClusterConfidenceRole,             ///< double in [0, 1], mean
  ClusterNameRole,                   ///< QString, empty = unnamed
  ClusterColourRole,                 ///< int, index of stableColour()
  ClusterAcceptedRole,               ///< qlonglong members accepted or relabelled
  ClusterRejectedRole,               ///< qlonglong members not an object
  ClusterMembersRole,   ///< QVector<maskwright::ui::CropRef>, up to nine, for visible rows
  ClusterPurityRole,    ///< double in [0, 1], estimated from decisions; negative = nothing decided
  ClusterLockedRole,    ///< bool, a new grouping leaves its members alone
  ClusterJunkRole,      ///< bool, its masks and their look-alikes come last
  ClusterUndecidedRole  ///< qlonglong members that a verdict on it decides; negative = not counted
};

/// Stored numbers count from 0, people from 1.
constexpr int shownClusterNumber(int stored) {
  return stored + 1;
}

}  // namespace maskwright::ui
