#pragma once

#include "tests/bench/ui/gallery_models.h"
#include "ui/support/image_loader.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/confidence_histogram.h"
#include "ui/views/filter_panel.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"
#include "ui/views/jobs_panel.h"
#include "ui/views/loss_chart.h"
#include "ui/views/round_panel.h"
#include "ui/views/section.h"
#include "ui/views/start_page.h"
#include "ui/views/status_strip.h"
#include "ui/views/top_bar.h"
#include "ui/views/verdict_bar.h"

#include <QTimer>
#include <QVBoxLayout>

// The pages of the gallery, laid out as in the main window.
namespace maskwright::bench {

/// The review workspace as the main window lays it out.
inline QWidget* reviewPage(
    ImageLoader* loader, ItemModel* model, Masks* masks, int tile, bool image) {
  auto* page = new QWidget;
  auto* outer = new QVBoxLayout(page);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->setSpacing(0);
  auto* top = new TopBar(page);
  top->setProject("facades", nullptr);
  top->setJobCount(1);
  outer->addWidget(top);
  outer->addWidget(separator(Qt::Horizontal, page));
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  auto* filters = new FilterPanel(page);
  filters->setFixedWidth(220);
  filters->setVerdictCounts({3412, 1190, 18, 540, 61, 12});
  filters->setCategories({{1, "window", 2, 812}, {2, "balcony", 5, 120}, {3, "door", 9, 36}});
  filters->setHistogram(histogramOf(*model));
  auto* clusters = new ClusterPanel(loader, ClusterLayout::List, page);
  clusters->setModel(clusterModel(*model, page));
  clusters->setCurrentCluster(2);
  filters->setClusterWidget(clusters);
  middle->addWidget(filters);
  middle->addWidget(separator(Qt::Vertical, page));
  auto* centre = new QVBoxLayout;
  centre->setSpacing(0);
  if (image) {
    auto* view = new ImageView(loader, page);
    const Item& first = model->item(1);
    std::vector<CanvasMask> shown;
    for (const Item& one : model->items())
      if (one.crop.imagePath == first.crop.imagePath)
        shown.push_back({one.crop.candidate, one.mask, one.verdict, {}, one.category});
    view->canvas()->setImage(first.crop.imagePath, 1, first.crop.imageSize);
    view->setCaption(first.crop.imagePath.section('/', -1), QString("%1 masks").arg(shown.size()));
    view->canvas()->setMasks(std::move(shown));
    view->canvas()->setFocused(first.crop.candidate);
    top->setTileSliderVisible(false);
    centre->addWidget(view, 1);
  } else {
    auto* grid = new CandidateGrid(loader, page);
    grid->setMaskProvider(masks);
    grid->setModel(model);
    grid->setTileSize(tile);
    grid->setThreshold(filters->threshold());
    QObject::connect(filters, &FilterPanel::thresholdChanged, grid, &CandidateGrid::setThreshold);
    grid->setCurrentRow(1);
    if (model->rowCount() > 4)
      grid->selectionModel()->select(QItemSelection(model->index(1), model->index(3)),
                                     QItemSelectionModel::ClearAndSelect);
    QTimer::singleShot(100, grid, [grid] { grid->setFocus(); });
    centre->addWidget(grid, 1);
  }
  centre->addWidget(separator(Qt::Horizontal, page));
  auto* verdicts = new VerdictBar(page);
  verdicts->setTargetCount(image ? 1 : 3);
  verdicts->setUndoText("reject 37 in cluster 12", "");
  centre->addWidget(verdicts);
  middle->addLayout(centre, 1);
  middle->addWidget(separator(Qt::Vertical, page));
  auto* inspector = new InspectorPanel(loader, page);
  inspector->setFixedWidth(300);
  if (model->rowCount() > 0) inspector->setCandidate(infoOf(model->item(1)));
  middle->addWidget(inspector);
  outer->addLayout(middle, 1);
  outer->addWidget(separator(Qt::Horizontal, page));
  auto* status = new StatusStrip(page);
  status->setCounts({3412, 1190, 18, 540, 61, 12});
  status->setRate(1950);
  status->setJob("Round 2: training", 0.62, 190);
  outer->addWidget(status);
  return page;
}

inline QWidget* roundsPage() {
  auto* page = new QWidget;
  auto* layout = new QHBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* rounds = new RoundPanel(page);
  RoundCard zero;
  zero.method = "Free Mask (FreeSOLO)";
  zero.profile = "small: R-18, 512 px";
  zero.candidates = 5210;
  zero.accepted = 1208;
  zero.rejected = 540;
  zero.seconds = 45;
  RoundCard one = zero;
  one.number = 1;
  one.method = "SOLO (FreeSOLO)";
  one.candidates = 3120;
  one.accepted = 320;
  one.rejected = 41;
  one.positives = 1630;
  one.negatives = 540;
  one.seconds = 652;
  one.note =
      "Starts from the backbone pre-trained on this collection; reduced from the published method.";
  RoundCard two = one;
  two.number = 2;
  two.state = RoundState::Training;
  two.candidates = two.accepted = two.rejected = 0;
  rounds->setRounds({zero, one, two});
  for (int step = 0; step < 900; ++step) {
    const double fall = std::exp(-step / 260.0),
                 noise = 0.04 * std::sin(step * 1.7) * std::cos(step * 0.31);
    rounds->lossChart()->append("total", step, 0.9 + 2.4 * fall + noise);
    rounds->lossChart()->append("projection", step, 0.4 + 1.1 * fall + noise / 2);
    rounds->lossChart()->append("affinity", step, 0.3 + 0.7 * fall - noise / 2);
    rounds->lossChart()->append("embedding", step, 0.2 + 0.5 * fall);
  }
  rounds->setOutlook({1208,
                      422,
                      540,
                      73,
                      true,
                      true,
                      "Accepted masks of more images help most: 61 images have none yet."});
  rounds->selectRound(1);
  layout->addWidget(rounds, 1);
  auto* jobs = new JobsPanel(page);
  jobs->setFixedWidth(340);
  jobs->setModel(jobModel(page));
  layout->addWidget(separator(Qt::Vertical, page));
  layout->addWidget(jobs);
  return page;
}

inline QWidget* startPage(ImageLoader* loader, const ItemModel& model, bool proposal) {
  auto* page = new StartPage(loader);
  QVector<RecentProject> recent;
  for (int i = 0; i < 3; ++i) {
    const QStringList names{"facades", "Nuclei, plate 7", "Garden 2023"};
    recent.append({"/home/me/Pictures/" + names[i] + ".maskwright",
                   names[i],
                   130 + 500 * i,
                   5210 * (i + 1),
                   i == 1 ? 0 : 1748,
                   QDateTime(QDate(2026, 8, 3 + i), QTime(14, 12)),
                   model.item(i * 5).crop.imagePath,
                   1,
                   i == 2});
  }
  page->setRecentProjects(recent);
  if (proposal) {
    FolderProposal p;
    p.folder = "/home/me/Pictures/facades";
    p.projectPath = "/home/me/Pictures/facades.maskwright";
    p.images = 130;
    p.unreadable = 1;
    p.bytes = 9120000;
    for (int i = 0; i < 6; ++i) p.examples << model.item(i * 3).crop.imagePath;
    p.issues = {"IMG_0031.jpg: ends in the middle of the file"};
    p.steps =
        "Free Mask (FreeSOLO) looks for objects with a ResNet-18 that is first pre-trained on "
        "these "
        "images (DenseCL), because no weights come with the program. You can review while it runs.";
    p.duration = "About 4 minutes (estimate).";
    page->setProposal(p);
  }
  return page;
}

}  // namespace maskwright::bench
