#pragma once

#include "core/store/review_query.h"
#include "ui/models/category_model.h"
#include "ui/models/cluster_roles.h"
#include "ui/support/crop_ref.h"

#include <QAbstractListModel>
#include <QString>

#include <array>
#include <optional>
#include <unordered_map>
#include <vector>

namespace maskwright::ui {

/// The clusters of a round, largest first. Counts and mosaics are read when a row is looked at.
class ClusterModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit ClusterModel(const CategoryModel& categories, QObject* parent = nullptr);

  void setSource(store::Connection* connection, const QString& imagesRoot);
  void setRound(int round);
  void reload();
  /// Verdicts changed: counts are read again when they are looked at.
  void refreshCounts();

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;  ///< the name can be edited

  const Cluster* find(ClusterId id) const;
  QString nameOf(ClusterId id) const;   ///< category name; empty = unnamed
  QString titleOf(ClusterId id) const;  ///< name or "Cluster 12"

 private:
  struct Details {
    std::array<int64_t, 6> byVerdict{};
    bool hasCounts = false;
    std::optional<QVector<CropRef>> members;
  };
  Details& counted(const Cluster& cluster) const;
  QVector<CropRef> mosaic(const Cluster& cluster) const;

  const CategoryModel& categories_;
  store::Connection* connection_ = nullptr;
  QString imagesRoot_;
  int round_ = 0;
  std::vector<Cluster> clusters_;
  mutable std::unordered_map<int64_t, Details> details_;
};

}  // namespace maskwright::ui
