#pragma once

#include "core/store/cluster_outcomes.h"
#include "core/store/review_query.h"
#include "ui/models/background_reader.h"
#include "ui/models/category_model.h"
#include "ui/models/cluster_roles.h"
#include "ui/support/crop_ref.h"

#include <QAbstractListModel>
#include <QString>
#include <QTimer>

#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace maskwright::ui {

/// The clusters of a round, largest first, junk at the end. Mosaics are read when a row is looked
/// at; counts by verdict too, but in the background: until they are known a row says 0, or what was
/// known before.
class ClusterModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit ClusterModel(const CategoryModel& categories, QObject* parent = nullptr);

  void setSource(store::Connection* connection, const QString& imagesRoot);
  void setRound(int round);
  void reload();
  /// Verdicts or confidences changed: what was counted is read again when it is looked at.
  void refreshCounts();

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;  ///< the name can be edited

  const Cluster* find(ClusterId id) const;
  /// Members that a verdict on it decides, as last counted; nothing = that is on its way.
  std::optional<int64_t> undecidedIn(ClusterId id) const;
  const std::vector<Cluster>& clusters() const { return clusters_; }
  /// Crops of these masks, in their order; unknown ones left out.
  QVector<CropRef> crops(const std::vector<int64_t>& candidates) const;
  QString nameOf(ClusterId id) const;   ///< category name; empty = unnamed
  QString titleOf(ClusterId id) const;  ///< name or "Cluster 12"

 private:
  struct Details {
    store::ClusterOutcomes outcomes;
    int64_t undecided = -1;
    bool counted = false;
    std::optional<QVector<CropRef>> members;
  };
  struct Wanted {
    int round = 0;
    int revision = 0;
    std::vector<ClusterId> clusters;
  };
  struct Found {
    int revision = 0;
    struct Of {
      ClusterId cluster;
      store::ClusterOutcomes outcomes;
      int64_t undecided = 0;
      double meanConfidence = 0;
    };
    std::vector<Of> counts;
  };
  static Found count(store::Connection& connection, const Wanted& wanted);
  const Details& countsOf(const Cluster& cluster) const;
  void askForCounts();
  void announceCounts();
  void take(const Found& found);
  QVector<CropRef> mosaic(const Cluster& cluster) const;

  const CategoryModel& categories_;
  store::Connection* connection_ = nullptr;
  QString imagesRoot_;
  int round_ = 0;
  std::vector<Cluster> clusters_;
  mutable std::unordered_map<int64_t, Details> details_;
  mutable std::unordered_set<int64_t> uncounted_;  ///< were looked at
  mutable QTimer askTimer_;
  int revision_ = 0;  ///< of the verdicts; counts of an older one are shown, but asked for again
  std::unique_ptr<BackgroundReader<Wanted, Found>> counter_;
};

}  // namespace maskwright::ui
