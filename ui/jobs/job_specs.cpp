#include "ui/jobs/job_specs.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace maskwright::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

QString tr(const char* text, const char* disambiguation, qint64 n) {
  return QCoreApplication::translate("maskwright::ui", text, disambiguation, static_cast<int>(n));
}

/// What looking for images, or for copies among them, came to.
QStringList findings(const QJsonObject& summary) {
  const auto number = [&summary](const char* key) {
    return summary.value(QLatin1String(key)).toInteger();
  };
  QStringList found;
  if (summary.contains(QStringLiteral("found"))) {
    found << tr("%n images", nullptr, number("found"));
    if (number("added") > 0) found << tr("%n new", nullptr, number("added"));
    if (number("changed") > 0) found << tr("%n changed", nullptr, number("changed"));
    if (number("missing") > 0) found << tr("%n gone", nullptr, number("missing"));
    if (number("unreadable") > 0) found << tr("%n unreadable", nullptr, number("unreadable"));
  }
  if (summary.contains(QStringLiteral("copies"))) {
    const auto groups = summary.value(QStringLiteral("groups")).toArray().size();
    found << (number("copies") > 0 ? tr("%n near-duplicates in %1", nullptr, number("copies"))
                                         .arg(tr("%n groups", nullptr, groups))
                                   : tr("no near-duplicates"));
  }
  return found;
}

JobSpec projectJob(const QString& kind,
                   const QString& title,
                   const QString& project,
                   const QStringList& options = {}) {
  JobSpec spec;
  spec.kind = kind;
  spec.title = title;
  spec.arguments = QStringList{kind, project} + options;
  const auto stamp = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
  spec.logFile = QDir(project).filePath(QStringLiteral("logs/%1-%2.log").arg(kind, stamp));
  return spec;
}

}  // namespace

QString methodText(const QString& method) {
  if (method == QLatin1String("free-mask")) return tr("Free Mask (FreeSOLO)");
  if (method == QLatin1String("merge-tree")) return tr("Merge tree");
  if (method == QLatin1String("free-mask-centred")) return tr("Free Mask (FreeSOLO), centred map");
  if (method == QLatin1String("tree")) return tr("Merge tree");
  if (method == QLatin1String("slots")) return tr("Slots (SlotCon)");
  if (method == QLatin1String("attention")) return tr("Attention mask (MaskDistill)");
  if (method == QLatin1String("mask-cut")) return tr("MaskCut (CutLER)");
  if (method == QLatin1String("free-mask,slots")) return tr("Free Mask and slots, pooled");
  if (method == QLatin1String("free-mask,mask-cut")) return tr("Free Mask and MaskCut, pooled");
  if (method == QLatin1String("densecl")) return tr("DenseCL");
  if (method == QLatin1String("slotcon")) return tr("SlotCon");
  if (method == QLatin1String("dino")) return tr("DINO");
  if (method == QLatin1String("maskdistill")) return tr("MaskDistill");
  if (method == QLatin1String("solo")) return tr("SOLO (FreeSOLO)");
  if (method == QLatin1String("mask-rcnn")) return tr("Mask R-CNN (MaskDistill)");
  if (method == QLatin1String("none")) return tr("Tuning (Mix-and-Match)");
  if (method == QLatin1String("import")) return tr("import");
  return method;
}

QString resultText(const QJsonObject& summary, const QString& message) {
  const auto count = [&summary](const char* key) {
    return QLocale().toString(summary.value(QLatin1String(key)).toInteger());
  };
  QStringList counts = findings(summary);
  if (summary.contains(QStringLiteral("candidates")))
    counts << tr("%1 masks").arg(count("candidates"));
  if (summary.contains(QStringLiteral("clusters")))
    counts << tr("%1 clusters").arg(count("clusters"));
  if (summary.contains(QStringLiteral("suggestions")))
    counts << tr("%1 suggested categories").arg(count("suggestions"));
  if (summary.contains(QStringLiteral("prototypes_used")))
    counts << tr("%1 prototypes in use").arg(count("prototypes_used"));
  if (summary.contains(QStringLiteral("annotations")))
    counts << tr("%1 masks written").arg(count("annotations"));
  if (counts.isEmpty() && summary.contains(QStringLiteral("images")))
    counts << tr("%1 images").arg(count("images"));
  QStringList lines{counts.join(QStringLiteral(", "))};
  const QString origin = summary.value(QStringLiteral("rests on")).toString();
  lines << (message.isEmpty() && !origin.isEmpty() ? tr("Rests on %1").arg(origin) : message);
  lines.removeAll(QString());
  return lines.join(u'\n');
}

JobSpec initJob(const QString& project, const QString& images) {
  JobSpec spec;
  spec.kind = QStringLiteral("init");
  spec.title = tr("Make the project and look for images");
  spec.arguments = {QStringLiteral("init"), project, QStringLiteral("--images"), images};
  spec.resumable = false;
  return spec;
}

JobSpec sampleJob(const QString& folder, int images, int seed) {
  JobSpec spec;
  spec.kind = QStringLiteral("sample");
  spec.title = tr("Render the sample collection");
  spec.arguments = {QStringLiteral("sample"),
                    folder,
                    QStringLiteral("--images"),
                    QString::number(images),
                    QStringLiteral("--seed"),
                    QString::number(seed)};
  spec.resumable = false;
  return spec;
}

JobSpec scanJob(const QString& project) {
  return projectJob(QStringLiteral("scan"), tr("Look for new and changed images"), project);
}

JobSpec discoverJob(const QString& project, const DiscoverChoice& choice) {
  QStringList options{QStringLiteral("--method"), choice.method};
  if (!choice.weights.isEmpty()) options << QStringLiteral("--weights") << choice.weights;
  if (choice.pretrainMinutes > 0) {
    options << QStringLiteral("--minutes") << QString::number(choice.pretrainMinutes);
  }
  if (choice.perImage > 0) {
    options << QStringLiteral("--candidates") << QString::number(choice.perImage);
  }
  if (!choice.architecture.isEmpty())
    options << QStringLiteral("--architecture") << choice.architecture;
  return projectJob(QStringLiteral("discover"),
                    tr("Find masks · %1").arg(methodText(choice.method)),
                    project,
                    options);
}

JobSpec pretrainJob(const QString& project, const PretrainChoice& choice) {
  QStringList options{QStringLiteral("--method"), choice.method};
  if (choice.minutes > 0) {
    options << QStringLiteral("--minutes") << QString::number(choice.minutes);
  }
  const bool transformer = choice.method == QLatin1String("dino");
  if (!choice.architecture.isEmpty())
    options << (transformer ? QStringLiteral("--vit") : QStringLiteral("--backbone"))
            << choice.architecture;
  if (transformer && choice.anyway) options << QStringLiteral("--anyway");
  return projectJob(QStringLiteral("pretrain"),
                    tr("Pre-train · %1").arg(methodText(choice.method)),
                    project,
                    options);
}

JobSpec roundJob(const QString& project, const RoundChoice& choice) {
  QStringList options{QStringLiteral("--segmenter"), choice.segmenter};
  const bool alone = choice.segmenter == QLatin1String("none");
  if (choice.tune || alone) options << QStringLiteral("--tune") << QStringLiteral("mix-and-match");
  if (alone)
    return projectJob(QStringLiteral("round"), methodText(choice.segmenter), project, options);
  if (!choice.profile.isEmpty()) options << QStringLiteral("--profile") << choice.profile;
  if (choice.minutes > 0) {
    options << QStringLiteral("--minutes") << QString::number(choice.minutes);
  }
  return projectJob(QStringLiteral("round"),
                    tr("Training round · %1").arg(methodText(choice.segmenter)),
                    project,
                    options);
}

JobSpec semanticJob(const QString& project, const QString& method) {
  return projectJob(QStringLiteral("semantic"),
                    tr("Semantic maps · %1").arg(methodText(method)),
                    project,
                    {QStringLiteral("--method"), method});
}

JobSpec clusterJob(const QString& project) {
  return projectJob(QStringLiteral("cluster"), tr("Group look-alikes"), project);
}

JobSpec mapJob(const QString& project) {
  return projectJob(QStringLiteral("map"), tr("Map of the masks"), project);
}

JobSpec rankJob(const QString& project) {
  return projectJob(QStringLiteral("rank"), tr("Order by confidence"), project);
}

JobSpec duplicatesJob(const QString& project) {
  auto spec =
      projectJob(QStringLiteral("duplicates"), tr("Look for near-duplicate images"), project);
  spec.resumable = false;  // begun anew, it goes on where it was
  return spec;
}

JobSpec exportJob(const QString& project, const ExportChoice& choice) {
  JobSpec spec;
  spec.kind = QStringLiteral("export");
  spec.title = tr("Export COCO");
  spec.arguments = {QStringLiteral("export"),
                    project,
                    choice.path,
                    QStringLiteral("--which"),
                    choice.which,
                    QStringLiteral("--segmentation"),
                    choice.segmentation};
  const auto add = [&spec](const QString& option, double value) {
    if (value > 0) spec.arguments << option << QString::number(value);
  };
  if (choice.segmentation == QLatin1String("polygon"))
    add(QStringLiteral("--simplify"), choice.tolerance);
  if (choice.which == QLatin1String("all"))
    add(QStringLiteral("--min-confidence"), choice.minConfidence);
  add(QStringLiteral("--val-share"), choice.valPercent / 100.0);
  spec.heavy = false;
  return spec;
}

QString argumentsKey(const QString& kind) {
  return QStringLiteral("desktop.job.") + kind;
}

QString argumentsText(const JobSpec& spec) {
  // Without the command and the project folder, which may have moved.
  return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(spec.arguments.mid(2)))
                               .toJson(QJsonDocument::Compact));
}

std::optional<JobSpec> resumeJob(const QString& project, const Run& run, const QString& arguments) {
  const auto kind = QString::fromStdString(run.kind);
  const auto method = QString::fromStdString(run.method);
  std::optional<JobSpec> spec;
  if (kind == QLatin1String("discover")) {
    DiscoverChoice choice;
    choice.method = method;
    spec = discoverJob(project, choice);
  } else if (kind == QLatin1String("pretrain")) {
    PretrainChoice choice;
    choice.method = method;
    spec = pretrainJob(project, choice);
  } else if (kind == QLatin1String("semantic")) {
    spec = semanticJob(project, method);
  } else if (kind == QLatin1String("round")) {
    RoundChoice choice;
    choice.segmenter = method;
    spec = roundJob(project, choice);
    spec->arguments = {kind, project, QStringLiteral("--resume")};  // with its own settings
    return spec;
  }
  const auto kept = QJsonDocument::fromJson(arguments.toUtf8());
  if (spec && kept.isArray()) {
    spec->arguments = QStringList{kind, project};
    for (const auto& value : kept.array()) spec->arguments << value.toString();
  }
  return spec;
}

}  // namespace maskwright::ui
