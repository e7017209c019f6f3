#include "ui/views/cluster_popup.h"

#include "ui/support/verdict_style.h"

#include <QLocale>

#include <algorithm>

namespace maskwright::ui {
namespace {

/// How well a cluster meets what was typed: 0 = its number, 1 = its name begins so, 2 = its number
/// begins so, 3 = its name contains it; -1 = not at all.
int matchOf(const ClusterChoice& one, const QString& typed) {
  const QString number = QString::number(one.number);
  if (number == typed) return 0;
  if (!one.name.isEmpty() && one.name.startsWith(typed, Qt::CaseInsensitive)) return 1;
  if (number.startsWith(typed)) return 2;
  return one.name.contains(typed, Qt::CaseInsensitive) ? 3 : -1;
}

}  // namespace

ClusterPopup::ClusterPopup(QWidget* parent)
    : PickerPopup(tr("Cluster"), tr("Number or name of a cluster"), parent) {
  setObjectName(QStringLiteral("clusterPopup"));
}

void ClusterPopup::setClusters(const QVector<ClusterChoice>& clusters, bool withNew) {
  clusters_ = clusters;
  withNew_ = withNew;
  showMatches();
}

QVector<PickerPopup::Row> ClusterPopup::rowsFor(const QString& typed) const {
  std::vector<std::pair<int, const ClusterChoice*>> found;
  for (const ClusterChoice& one : clusters_)
    if (const int match = matchOf(one, typed); match >= 0) found.emplace_back(match, &one);
  // What is typed in full or begun comes first; otherwise named ones, which one looks for.
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    if (!typed.isEmpty() && a.first != b.first) return a.first < b.first;
    return !a.second->name.isEmpty() && b.second->name.isEmpty();
  });
  QVector<Row> rows;
  const QString fresh = tr("New cluster");
  const bool offersNew = withNew_ && fresh.contains(typed, Qt::CaseInsensitive);
  for (const auto& [match, one] : found) {
    QString text = one->name.isEmpty() ? tr("Cluster %1").arg(one->number)
                                       : tr("%1 · cluster %2").arg(one->name).arg(one->number);
    text += one->junk ? tr(" · %1 masks · junk").arg(QLocale().toString(one->size))
                      : tr(" · %1 masks").arg(QLocale().toString(one->size));
    rows.append({text, one->id, stableColour(one->colour)});
  }
  if (offersNew) {
    // Where only the middle of it was typed, a cluster is meant.
    const bool first = fresh.startsWith(typed, Qt::CaseInsensitive);
    rows.insert(first ? 0 : rows.size(), {fresh, qint64{0}, stableColour(-1)});
  }
  return rows;
}

void ClusterPopup::take(const QVariant& value, const QString&) {
  if (!value.isValid()) return;
  finish();
  Q_EMIT clusterChosen(value.toLongLong());
}

}  // namespace maskwright::ui
