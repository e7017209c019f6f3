#pragma once

#include "core/services/round_compare.h"

#include <QAbstractListModel>

#include <vector>

namespace maskwright::ui {

/// Roles of ComparisonModel; Qt::DisplayRole is the image's relative path.
enum ComparisonRole {
  ComparedImageRole = Qt::UserRole + 300,  ///< qlonglong
  GainedRole,                              ///< qlonglong
  LostRole,                                ///< qlonglong
  ChangedRole,                             ///< qlonglong
  KeptRole                                 ///< qlonglong
};

/// In which order the images of a comparison stand.
enum class ComparisonOrder { GreatestChange, ByName };

/// The images of a comparison of two rounds.
class ComparisonModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  using QAbstractListModel::QAbstractListModel;
  void setImages(std::vector<ImageComparison> images);
  void setOrder(ComparisonOrder order);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  const ImageComparison* at(int row) const;  ///< null = no such row
  int rowOf(ImageId image) const;            ///< -1 = not in the list

 private:
  void sort();
  using QAbstractListModel::sort;
  std::vector<ImageComparison> images_;
  ComparisonOrder order_ = ComparisonOrder::GreatestChange;
};

}  // namespace maskwright::ui
