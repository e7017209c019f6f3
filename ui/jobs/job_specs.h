#pragma once

#include "core/domain/run.h"
#include "ui/jobs/job.h"

#include <QString>

#include <optional>

namespace maskwright::ui {

/// Choices of a discovery.
struct DiscoverChoice {
  QString method = QStringLiteral("free-mask");  ///< or slots, tree, "free-mask,slots"
  QString weights;          ///< safetensors file; empty = the project's newest, else pre-training
  int pretrainMinutes = 0;  ///< 0 = the engine's own budget for this collection
  int perImage = 0;         ///< best coarse masks an image, 0 = the engine's default
  QString architecture;     ///< of a backbone made by pre-training; empty = the engine's default
};

/// Choices of a pre-training.
struct PretrainChoice {
  QString method = QStringLiteral("densecl");  ///< or slotcon, dino
  QString architecture;                        ///< empty = the engine's default
  bool anyway = false;                         ///< also on too few images for the method (dino)
  int minutes = 5;
};

/// Choices of a round.
struct RoundChoice {
  QString segmenter = QStringLiteral("solo");
  QString profile;    ///< empty = the engine's default
  int minutes = 10;   ///< 0 = the engine's default
  bool tune = false;  ///< Mix-and-Match tuning first; the segmenter "none" tunes alone
};

/// Choices of an export.
struct ExportChoice {
  QString path;
  QString which = QStringLiteral("accepted");        ///< accepted, all
  QString segmentation = QStringLiteral("polygon");  ///< polygon, rle
  double tolerance = 0;                              ///< pixels that corners of polygons may move
  double minConfidence = 0;                          ///< of undecided masks, with "all"
  int valPercent = 0;  ///< of the images to a file for validation; 0 = one file
};

/// What an export wrote.
struct ExportDone {
  QString path;
  qint64 masks = 0;
  qint64 merged = 0;  ///< accepted masks left out: a newer accepted one shows the same object
};

/// Names for people, as they stand on candidates and rounds.
QString methodText(const QString& method);

JobSpec initJob(const QString& project, const QString& images);
JobSpec sampleJob(const QString& folder, int images, int seed);
JobSpec scanJob(const QString& project);
JobSpec discoverJob(const QString& project, const DiscoverChoice& choice);
JobSpec pretrainJob(const QString& project, const PretrainChoice& choice);
JobSpec roundJob(const QString& project, const RoundChoice& choice);
/// Semantic maps by the prototypes of the project's newest model of `method`.
JobSpec semanticJob(const QString& project, const QString& method = QStringLiteral("slotcon"));
JobSpec clusterJob(const QString& project);
JobSpec mapJob(const QString& project);
JobSpec rankJob(const QString& project);
JobSpec duplicatesJob(const QString& project);
JobSpec exportJob(const QString& project, const ExportChoice& choice);

/// What came of a job, for people: its `finished` event's "4,361 masks, 28 clusters", then the last
/// thing that the engine said (what the masks rest on). Empty if there is nothing to tell.
QString resultText(const QJsonObject& summary, const QString& message);

/// Key in the project's settings under which the arguments of the last job of a kind are kept, so
/// that it can be resumed with the same ones after a restart.
QString argumentsKey(const QString& kind);
/// The job that goes on with `run`; nothing for kinds that are not resumed. `arguments` is what
/// argumentsKey() held (JSON list), empty = defaults.
std::optional<JobSpec> resumeJob(const QString& project, const Run& run, const QString& arguments);
/// What to keep under argumentsKey().
QString argumentsText(const JobSpec& spec);

}  // namespace maskwright::ui
