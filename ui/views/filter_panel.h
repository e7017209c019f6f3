#pragma once

#include "core/store/candidate_repository.h"
#include "core/store/review_query.h"
#include "core/store/round_target_query.h"

#include <QSet>
#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace maskwright::ui {

class ConfidenceHistogram;
class FilterRow;
class FoldSection;
class ReliabilityChart;
class UsedInRoundBox;

/// One choice of the category list.
struct CategoryChoice {
  qint64 id = 0;
  QString name;
  int colour = 0;    ///< index of stableColour()
  qint64 count = 0;  ///< negative = not shown
};

/// Left panel: round, verdict, category, and the confidence histogram with its bulk accept. The
/// cluster list is a ClusterPanel put in by the window through setClusterWidget(). Parts fold away;
/// the categories do so by themselves where there is too little room.
class FilterPanel : public QWidget {
  Q_OBJECT
 public:
  explicit FilterPanel(QWidget* parent = nullptr);

  /// Shows a filter without emitting.
  void setFilter(const store::ReviewFilter& filter);
  const store::ReviewFilter& filter() const { return filter_; }
  /// `all`: masks of the list without a verdict chosen; accepted ones count in every round's list.
  void setVerdictCounts(const std::array<int64_t, 6>& counts, int64_t all);
  /// "No category" is added to them.
  void setCategories(const QVector<CategoryChoice>& categories);
  void setRounds(const QVector<int>& rounds);   ///< numbers with candidates; 0 = discovery
  void setRolledBack(const QSet<int>& rounds);  ///< said beside their names
  /// Rounds that have trained, and what the chosen one trained on.
  void setUsedRounds(std::vector<store::TargetedRound> rounds);
  void setTargetCounts(std::vector<store::TargetCount> counts);
  int numberOfUsed(RoundId round) const;
  void setHistogram(const std::array<int64_t, 50>& counts);
  /// Exact number that stands above the threshold and its mean confidence; negative = use the
  /// histogram's.
  void setAbove(qint64 count, double mean = 0);
  void setClusterWidget(QWidget* widget);
  /// What the active ranking rests on.
  void setRanking(const store::RankingRepository::Report& report);
  /// How many candidates it moved that the list has not shown in their new places yet.
  void setMoved(qint64 moved);
  double threshold() const;
  ConfidenceHistogram* histogram() const { return histogram_; }

 Q_SIGNALS:
  void filterChanged(const maskwright::store::ReviewFilter& filter);
  void thresholdChanged(double threshold);
  void acceptAboveRequested(double threshold, qint64 expected);
  void reorderRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void build();
  void buildChoices(QVBoxLayout* layout);
  void buildConfidence(QVBoxLayout* layout);
  void buildReorder();
  void buildRanking(QVBoxLayout* layout);
  void showChoices();
  void fitSections();
  QString categoryText() const;  ///< the one that is chosen
  void updateAcceptButton();
  store::ReviewFilter filter_;
  QComboBox* round_ = nullptr;
  UsedInRoundBox* used_ = nullptr;
  QComboBox* order_ = nullptr;
  QToolButton* learned_ = nullptr;
  ReliabilityChart* reliability_ = nullptr;
  QToolButton* reorder_ = nullptr;
  QWidget* choices_ = nullptr;  ///< what scrolls where there is little room
  FoldSection* usedSection_ = nullptr;
  FoldSection* verdictSection_ = nullptr;
  FoldSection* categorySection_ = nullptr;
  FoldSection* confidence_ = nullptr;
  std::array<FilterRow*, 7> verdicts_{};  ///< by verdict value; the last = all
  QVector<FilterRow*> categories_;
  QVBoxLayout* clusterSlot_ = nullptr;
  ConfidenceHistogram* histogram_ = nullptr;
  QLabel* thresholdText_ = nullptr;
  QPushButton* accept_ = nullptr;
  QLabel* expected_ = nullptr;
  qint64 aboveCount_ = -1;
  double aboveMean_ = 0;
};

}  // namespace maskwright::ui
