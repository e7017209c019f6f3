#include "ui/controllers/review_controller.h"
#include "ui/map_workspace.h"
#include "ui/views/crop_strip.h"
#include "ui/views/scatter_view.h"
#include "ui/views/verdict_bar.h"

#include <QPushButton>

#include <numeric>

// What is selected on the map, and what becomes of it.

namespace maskwright::ui {

QList<qint64> MapWorkspace::selectedCandidates() const {
  QList<qint64> ids;
  for (const int point : plot_->selected())
    ids.push_back(data_.map.points[static_cast<size_t>(point)].id.value);
  return ids;
}

QList<qint64> MapWorkspace::selectedObjects() const {
  QList<qint64> ids;
  for (const int point : plot_->selected())
    ids.push_back(data_.map.points[static_cast<size_t>(point)].object.value);
  return ids;
}

std::optional<std::string> MapWorkspace::clusterName(const std::vector<int>& points) const {
  ClusterId only;
  for (const int point : points) {
    const ClusterId own = data_.map.points[static_cast<size_t>(point)].cluster;
    if (!own || (only && own != only)) return std::nullopt;
    only = own;
  }
  const QString name = session_.clusters().nameOf(only);
  return name.isEmpty() ? std::nullopt : std::optional(name.toStdString());
}

/// As with clusters, decided ones are left alone; whoever selects only such ones means them.
std::vector<int> MapWorkspace::targets() const {
  std::vector<int> undecided;
  for (const int point : plot_->selected())
    if (data_.map.points[static_cast<size_t>(point)].verdict == Verdict::Undecided)
      undecided.push_back(point);
  if (!undecided.empty()) return undecided;
  return justDecided_.empty() ? plot_->selected() : justDecided_;
}

void MapWorkspace::decide(Verdict verdict) {
  const auto points = targets();
  if (points.empty()) return;
  std::vector<CandidateId> ids;
  ids.reserve(static_cast<size_t>(points.size()));
  for (const int point : points) ids.push_back(data_.map.points[static_cast<size_t>(point)].object);
  review_.decideThese(ids,
                      verdict,
                      verdict == Verdict::Accepted ? clusterName(points) : std::nullopt,
                      static_cast<qint64>(plot_->selected().size() - points.size()));
  // Painted at once; what is stored is read again when it is written.
  for (const int point : points) data_.map.points[static_cast<size_t>(point)].verdict = verdict;
  justDecided_ = points;
  colour();
  showSelection();
}

void MapWorkspace::relabel() {
  QList<qint64> ids;
  for (const int point : targets())
    ids.push_back(data_.map.points[static_cast<size_t>(point)].object.value);
  if (!ids.isEmpty()) Q_EMIT relabelRequested(ids);
}

void MapWorkspace::showInGrid() {
  if (const auto ids = selectedObjects(); !ids.isEmpty()) Q_EMIT gridRequested(ids);
}

void MapWorkspace::selectAll() {
  std::vector<int> all(static_cast<size_t>(plot_->count()));
  std::iota(all.begin(), all.end(), 0);
  plot_->setSelected(all);
}

void MapWorkspace::showSelection() {
  const auto count = static_cast<qint64>(plot_->selected().size());
  for (QPushButton* button : {grid_, move_, fresh_}) button->setEnabled(count > 0);
  const auto points = targets();
  const bool areDecided =
      count > 0 &&
      data_.map.points[static_cast<size_t>(points.front())].verdict != Verdict::Undecided;
  const auto number = [this](qint64 n) { return locale().toString(n); };
  const auto chosen = static_cast<qint64>(points.size());
  if (areDecided)
    verdicts_->setTarget(chosen == count
                             ? tr("%1 selected, all decided").arg(number(count))
                             : tr("%1 just decided of %2").arg(number(chosen), number(count)),
                         true,
                         VerdictBar::noteFor(chosen));
  else
    verdicts_->setUndecided(chosen, count);
  showPreview(points);
}

/// What a verdict on very many is for, in a few of them.
void MapWorkspace::showPreview(const std::vector<int>& points) {
  const size_t count = points.size();
  std::vector<int64_t> some;
  for (size_t i = 0; count > VerdictBar::kLarge && i < CropStrip::kMost; ++i) {
    const int point = points[(2 * i + 1) * count / (2 * CropStrip::kMost)];
    some.push_back(data_.map.points[static_cast<size_t>(point)].object.value);
  }
  strip_->setCrops(tr("Some of the %1 masks that a verdict is for")
                       .arg(locale().toString(static_cast<qlonglong>(count))),
                   some.empty() ? QVector<CropRef>() : session_.clusters().crops(some));
}

}  // namespace maskwright::ui
