#pragma once

#include "core/domain/prototype.h"
#include "core/domain/run.h"
#include "core/store/project.h"
#include "ui/models/category_model.h"
#include "ui/models/prototype_roles.h"
#include "ui/support/crop_ref.h"
#include "ui/support/mask_provider.h"

#include <QAbstractListModel>
#include <QString>

#include <optional>
#include <unordered_map>
#include <vector>

namespace maskwright::ui {

/// Masks of the regions that the model has handed out.
class PrototypeMasks final : public MaskProvider {
  Q_OBJECT
 public:
  using MaskProvider::MaskProvider;
  bool maskFor(qint64 region, Rle* mask) override;
  void keep(qint64 region, Rle mask) { masks_[region] = std::move(mask); }
  void clear() { masks_.clear(); }

 private:
  std::unordered_map<qint64, Rle> masks_;
};

/// The prototypes of the newest semantic run that have a pixel anywhere, by their own share: an
/// edit moves no card. Merged ones are part of the row that they are shown as. Regions are read
/// when a row is looked at.
class PrototypeModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  static constexpr int kCrops = 6;

  explicit PrototypeModel(const CategoryModel& categories, QObject* parent = nullptr);

  void setSource(store::Project* project, const QString& imagesRoot);  ///< null = empty
  void reload();   ///< the newest run, with its regions
  void refresh();  ///< after an edit: rows that stay keep their place

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;  ///< the name can be edited

  const std::optional<Run>& run() const { return run_; }
  const std::vector<Prototype>& prototypes() const { return prototypes_; }  ///< all, by number
  MaskProvider& masks() { return masks_; }
  int rowOf(int number) const;  ///< -1 = has none
  QString titleOf(int number) const;

 private:
  const Prototype& at(int number) const { return prototypes_[static_cast<size_t>(number)]; }
  void readStates();
  std::vector<int> shownNow() const;
  QList<int> membersOf(int number) const;
  double shareOf(int number) const;
  qint64 imagesOf(int number) const;
  QVector<CropRef> cropsOf(int number) const;
  QVector<CropRef> readCrops(int number) const;

  const CategoryModel& categories_;
  store::Project* project_ = nullptr;
  QString imagesRoot_;
  std::optional<Run> run_;
  std::vector<Prototype> prototypes_;
  std::vector<int> rows_;  ///< numbers
  mutable std::unordered_map<int, QVector<CropRef>> crops_;
  mutable std::unordered_map<int, qint64> images_;  ///< of rows with others merged into them
  mutable PrototypeMasks masks_;
};

}  // namespace maskwright::ui
