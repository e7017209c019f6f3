#include "core/services/bundled_weights.h"
#include "core/store/run_repository.h"
#include "ui/controllers/backbone_shelf.h"
#include "ui/controllers/export_outlook_reader.h"
#include "ui/dialogs/backbones_dialog.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/method_dialog.h"
#include "ui/dialogs/pretrain_dialog.h"
#include "ui/models/guarded_read.h"
#include "ui/models/published_backbones.h"
#include "ui/project_view.h"
#include "ui/review_workspace.h"

#include <QDialog>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QJsonObject>
#include <QLabel>
#include <QTreeView>
#include <QVBoxLayout>

#include <utility>

// The dialogs of an open project: what they start from and what they lead to.
namespace maskwright::ui {
namespace {

/// Counts for the export dialog from the store.
class StorePreview final : public ExportPreview {
 public:
  explicit StorePreview(ProjectSession& session) : session_(session) {}

  QVector<ExportCount> accepted() override {
    return guardedRead([this] {
      auto query = session_.connection().prepare(
          "SELECT IFNULL(k.name, 'object'), COUNT(*) FROM verdict v LEFT JOIN category k ON k.id = "
          "v.category_id WHERE v.verdict IN (1, 2) GROUP BY 1 ORDER BY 2 DESC, 1");
      QVector<ExportCount> rows;
      while (query.executeStep())
        rows.push_back({QString::fromStdString(query.getColumn(0).getString()),
                        query.getColumn(1).getInt64()});
      return rows;
    });
  }

  qint64 undecided(double minConfidence) override {
    return guardedRead([this, minConfidence] {
      store::ReviewFilter filter;
      filter.round = session_.newestRound();
      filter.verdict = Verdict::Undecided;
      filter.minConfidence = minConfidence;
      return store::ReviewQuery(session_.connection()).count(filter);
    });
  }

 private:
  ProjectSession& session_;
};

}  // namespace

void ProjectView::showDiscoverDialog() {
  QVector<WeightsOption> weights;
  for (const auto& [kind, network] :
       {std::pair{"backbone", Network::ResNet}, std::pair{"vit", Network::Transformer}}) {
    const auto model = guardedRead([this, kind = kind] {
      return store::RunRepository(session_->connection()).newestModel(kind);
    });
    if (model)
      weights.push_back({tr("This project's newest: %1")
                             .arg(architectureText(QString::fromStdString(model->architecture))),
                         QDir(session_->folder()).filePath(QString::fromStdString(model->path)),
                         network,
                         QString::fromStdString(model->provenance)});
  }
  if (const auto bundled = bundledBackbone())
    weights.push_back({tr("Bundled: %1, unlabelled photographs")
                           .arg(architectureText(QLatin1String(kBundledArchitecture))),
                       QString::fromStdString(bundled->string()),
                       Network::ResNet});
  auto* dialog =
      new DiscoverDialog(weights, session_->hasSlotCon(), session_->imageCount(), prompts_, this);
  // Only the engine knows what the added files hold; they are offered as it tells.
  auto* shelf = new BackboneShelf({}, dialog);
  connect(shelf,
          &BackboneShelf::described,
          dialog,
          [dialog](const QString& file, const QJsonObject& facts) {
            const QString architecture = facts.value(QStringLiteral("architecture")).toString();
            dialog->addWeights({tr("Added: %1").arg(QFileInfo(file).completeBaseName()),
                                file,
                                architecture.startsWith(QLatin1String("resnet"))
                                    ? Network::ResNet
                                    : Network::Transformer});
          });
  for (const auto& file : shelf->files()) shelf->describe(file);
  connect(dialog, &DiscoverDialog::chosen, jobController_, &JobController::discover);
  connect(dialog, &DiscoverDialog::backbonesRequested, this, [this, dialog, shelf] {
    // Above the dialog that asks, which blocks the window.
    connect(showBackbonesDialog(dialog), &BackboneShelf::added, shelf, &BackboneShelf::describe);
  });
  dialog->open();
}

BackboneShelf* ProjectView::showBackbonesDialog(QWidget* parent) {
  QVector<InstalledBackbone> installed;
  const auto model = guardedRead(
      [this] { return store::RunRepository(session_->connection()).newestModel("backbone"); });
  if (model) {
    const QString path = QDir(session_->folder()).filePath(QString::fromStdString(model->path));
    installed.push_back(
        {path, tr("This project's newest"), QString::fromStdString(model->provenance)});
  }
  if (const auto bundled = bundledBackbone())
    installed.push_back(
        {QString::fromStdString(bundled->string()),
         tr("Bundled: %1").arg(architectureText(QLatin1String(kBundledArchitecture))),
         tr("unlabelled photographs (DenseCL); it ships with the program")});
  auto* shelf = new BackboneShelf;
  auto* dialog = new BackbonesDialog(installed, *shelf, prompts_, parent ? parent : this);
  shelf->setParent(dialog);
  dialog->show();
  return shelf;
}

void ProjectView::showPretrainDialog(const QString& method) {
  auto* dialog = new PretrainDialog(session_->imageCount(), method, this);
  connect(dialog, &PretrainDialog::chosen, jobController_, &JobController::pretrain);
  dialog->open();
}

void ProjectView::showExportDialog() {
  session_->writer().flush();
  const QString suggested =
      QDir(session_->folder()).filePath(QStringLiteral("export/instances.json"));
  auto preview = std::make_shared<StorePreview>(*session_);
  auto* dialog = new ExportDialog(*preview, suggested, prompts_, this);
  connect(dialog, &QObject::destroyed, this, [preview] {});  // lives as long as the dialog
  connect(dialog, &ExportDialog::exportRequested, this, [this](const ExportChoice& choice) {
    session_->writer().flush();
    QDir().mkpath(QFileInfo(choice.path).absolutePath());
    jobController_->exportCoco(choice);
  });
  auto* outlook = new ExportOutlookReader(session_->project().databaseFile(), dialog);
  connect(dialog, &ExportDialog::outlookRequested, outlook, &ExportOutlookReader::ask);
  connect(outlook, &ExportOutlookReader::counted, dialog, &ExportDialog::showOutlook);
  dialog->askOutlook();
  connect(jobController_, &JobController::exported, dialog, &ExportDialog::showDone);
  connect(
      jobController_, &JobController::ended, dialog, [dialog](const QString& text, Notice what) {
        if (what == Notice::Problem) dialog->showFailed(text);
      });
  dialog->show();
}

void ProjectView::showIssues() {
  session_->issues().reload();
  auto* dialog = new QDialog(this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Files that could not be used"));
  auto* list = new QTreeView(dialog);
  list->setRootIsDecorated(false);
  list->setAccessibleName(tr("Files that could not be used"));
  list->setModel(&session_->issues());
  list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  auto* layout = new QVBoxLayout(dialog);
  if (session_->issues().rowCount() == 0)
    layout->addWidget(new QLabel(tr("Every file could be used so far."), dialog));
  layout->addWidget(list);
  dialog->resize(720, 400);
  dialog->show();
}

}  // namespace maskwright::ui
