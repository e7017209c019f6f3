#pragma once

#include "core/store/review_query.h"
#include "ui/models/candidate_roles.h"
#include "ui/models/category_model.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>
#include <QString>

#include <list>
#include <optional>
#include <unordered_map>
#include <vector>

namespace maskwright::ui {

/// The candidates of a filter in review order. Holds one id per row (8 bytes) and a few pages of
/// items that were looked at last; never the whole list. Rows keep their places until reload(),
/// also when a verdict takes them out of the filter: the view never moves by itself.
class CandidateModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  static constexpr int kPageRows = 200;
  static constexpr int kPagesKept = 24;

  explicit CandidateModel(const CategoryModel& categories, QObject* parent = nullptr);

  /// The connection is used on this thread only. Null = empty. Relative image paths hang on `root`.
  void setSource(store::Connection* connection, const QString& imagesRoot);
  void setFilter(const store::ReviewFilter& filter);  ///< reloads if it differs
  const store::ReviewFilter& filter() const { return filter_; }
  /// Reads the ids anew (new candidates, a new ranking).
  void reload();
  /// Shows exactly these candidates, in this order (a cluster's members from the centre outwards).
  void showIds(std::vector<int64_t> ids);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  qint64 idAt(int row) const;  ///< 0 = no such row
  int rowOf(qint64 id) const;  ///< -1 = not in the list
  const std::vector<int64_t>& ids() const { return ids_; }
  /// The stored item with a verdict on its way painted over it.
  std::optional<store::ReviewItem> itemAt(int row) const;
  Verdict verdictAt(int row) const;
  /// Nearest undecided row after `row` (before it, if `step` is -1); -1 if there is none within the
  /// next few thousand rows.
  int nextUndecided(int row, int step = 1) const;
  /// Undecided row whose confidence is nearest to a half, `passed` ones left out; -1 = none within
  /// a few thousand rows of it. The list is in order of falling confidence.
  int mostUncertain(const QSet<qint64>& passed) const;

  /// Paints a verdict before it is stored: SavedRole is false until confirm() or drop().
  /// An empty `category` keeps what the candidate has.
  void setVerdictLocally(const std::vector<CandidateId>& ids,
                         Verdict verdict,
                         const QString& category);
  /// The store has it (or refused it): forget what was painted and read the stored state.
  void settle(const std::vector<CandidateId>& ids);
  /// The store changed these (undo, redo): read them again where they are held.
  void refresh(const std::vector<CandidateId>& ids);

  qint64 itemsRead() const { return itemsRead_; }  ///< rows fetched so far, for tests

 private:
  struct Pending {
    Verdict verdict = Verdict::Undecided;
    QString category;
    int writes = 0;  ///< verdicts on their way
  };
  struct Page {
    std::vector<store::ReviewItem> items;              ///< without vanished rows
    std::unordered_map<int64_t, RoundTarget> targets;  ///< in the filter's round, if it names one
    std::list<int>::iterator age;
  };
  void reset(std::vector<int64_t> ids);
  const store::ReviewItem* stored(int row) const;
  Page& page(int number) const;
  void announce(const std::vector<CandidateId>& ids);
  QString categoryOf(const store::ReviewItem& item) const;
  const RoundTarget* targetAt(int row) const;

  const CategoryModel& categories_;
  store::Connection* connection_ = nullptr;
  QString imagesRoot_;
  store::ReviewFilter filter_;
  std::vector<int64_t> ids_;
  mutable std::unordered_map<int, Page> pages_;
  mutable std::list<int> ages_;  ///< page numbers, newest first
  mutable qint64 itemsRead_ = 0;
  std::unordered_map<int64_t, Pending> pending_;
  QHash<qint64, int> clusterNumbers_;
};

}  // namespace maskwright::ui
