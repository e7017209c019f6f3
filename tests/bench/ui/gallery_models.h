#pragma once

#include "tests/bench/ui/gallery_items.h"
#include "ui/jobs/job_roles.h"
#include "ui/models/cluster_roles.h"
#include "ui/views/inspector_panel.h"

#include <QStandardItemModel>

#include <algorithm>

// What the gallery shows beside the candidates.
namespace maskwright::bench {

inline QStandardItemModel* clusterModel(const ItemModel& model, QObject* parent) {
  auto* clusters = new QStandardItemModel(parent);
  for (int c = 0; c < (model.rowCount() > 0 ? 14 : 0); ++c) {
    QVector<CropRef> members;
    for (int i = 0; i < 9; ++i) members.append(model.item(c * 9 + i).crop);
    auto* row = new QStandardItem(QString("Cluster %1").arg(c + 1));
    row->setData(c + 1, ClusterIdRole);
    row->setData(420 / (c + 1), ClusterSizeRole);
    row->setData(0.96 - 0.04 * c, ClusterConfidenceRole);
    row->setData(c % 3 == 0 ? model.item(c * 9).category : QString(), ClusterNameRole);
    row->setData(c, ClusterColourRole);
    row->setData(c % 2 ? 100 / (c + 1) : 0, ClusterAcceptedRole);
    row->setData(40 / (c + 1), ClusterRejectedRole);
    row->setData(QVariant::fromValue(members), ClusterMembersRole);
    clusters->appendRow(row);
  }
  return clusters;
}

inline QStandardItemModel* jobModel(QObject* parent) {
  auto* jobs = new QStandardItemModel(parent);
  const auto add = [&](const QString& title,
                       JobState state,
                       const QString& stage,
                       qlonglong done,
                       qlonglong total,
                       double eta,
                       const QString& note,
                       const QString& error) {
    auto* row = new QStandardItem(title);
    row->setData(title, JobTitleRole);
    row->setData(jobs->rowCount() + 1, JobIdRole);
    row->setData(int(state), JobStateRole);
    row->setData(stage, JobStageRole);
    row->setData(done, JobDoneRole);
    row->setData(total, JobTotalRole);
    row->setData(eta, JobEtaSRole);
    row->setData(3.4, JobRateRole);
    row->setData(note, JobNoteRole);
    row->setData(error, JobErrorRole);
    row->setData(state >= JobState::Failed, JobResumableRole);
    row->setData("log", JobLogRole);
    jobs->appendRow(row);
  };
  add("Scan", JobState::Finished, "", 130, 130, 0, "130 images, 1 unreadable", "");
  add("Export to COCO",
      JobState::Failed,
      "",
      0,
      0,
      -1,
      "",
      "The disk is full: export/instances.json. Nothing was overwritten; free some space and "
      "resume.");
  add("Find masks · Free Mask (FreeSOLO), small: R-18, 512 px",
      JobState::Running,
      "Finding masks",
      62,
      130,
      21,
      "",
      "");
  add("Round 2 · SOLO (FreeSOLO)", JobState::Queued, "", 0, 0, -1, "", "");
  return jobs;
}

inline InspectorInfo infoOf(const Item& item) {
  InspectorInfo info;
  info.crop = item.crop;
  info.mask = item.mask;
  info.imageName = item.crop.imagePath.section('/', -1);
  info.confidence = item.confidence;
  info.verdict.verdict = item.verdict;
  info.category = item.category;
  info.categoryColour = item.categoryColour;
  info.cluster = 3;
  info.clusterName = "Cluster 3";
  info.source = "Free Mask";
  info.profile = "small: R-18, 512 px, pre-trained on this collection";
  for (size_t i = 1; i < item.mask.counts.size(); i += 2) info.area += item.mask.counts[i];
  info.attributes = {0.83, 0.91, 0.77, 0.12, 0.0, 0.54, 0.38};
  Decision decision;
  decision.now.verdict = item.verdict;
  decision.decidedMs = 1760000000000;
  if (item.verdict != Verdict::Undecided) info.history = {decision};
  return info;
}

inline std::array<int64_t, 50> histogramOf(const ItemModel& model) {
  std::array<int64_t, 50> bins{};
  for (const Item& one : model.items())
    if (one.verdict == Verdict::Undecided) ++bins[std::clamp(int(one.confidence * 50), 0, 49)];
  return bins;
}

}  // namespace maskwright::bench
