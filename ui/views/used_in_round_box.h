#pragma once

#include "core/store/review_query.h"
#include "core/store/round_target_query.h"

#include <QWidget>

#include <vector>

class QComboBox;
class QVBoxLayout;

namespace maskwright::ui {

class FilterRow;

/// A group of the filters: what a round trained on, by role and reason, with counts. Hidden while
/// no round has trained.
class UsedInRoundBox final : public QWidget {
  Q_OBJECT
 public:
  explicit UsedInRoundBox(QWidget* parent = nullptr);
  void setRounds(std::vector<store::TargetedRound> rounds);
  /// Shows round, role and reason of a filter without emitting.
  void setFilter(const store::ReviewFilter& filter);
  /// How many of the chosen round's targets have which role and reason.
  void setCounts(std::vector<store::TargetCount> counts);
  int numberOf(RoundId round) const;  ///< as people see it; 0 = unknown

 Q_SIGNALS:
  /// Only `usedInRound`, `targetRole` and `targetReason` of it mean something.
  void chosen(const maskwright::store::ReviewFilter& part);

 private:
  void rebuild();
  FilterRow* addRow(const QString& text, TargetRole role, const std::string& reason, qint64 count);
  QComboBox* round_ = nullptr;
  QVBoxLayout* rows_ = nullptr;
  QVector<FilterRow*> widgets_;
  std::vector<store::TargetedRound> rounds_;
  std::vector<store::TargetCount> counts_;
  store::ReviewFilter filter_;
};

}  // namespace maskwright::ui
