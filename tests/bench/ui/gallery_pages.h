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

/// A layout without margins and gaps, as all of the main window's.
template <typename Layout>
Layout* tight(Layout* layout) {
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  return layout;
}

inline FilterPanel* filterColumn(ImageLoader* loader, const ItemModel& model, QWidget* page) {
  auto* filters = new FilterPanel(page);
  filters->setFixedWidth(220);
  filters->setVerdictCounts({3412, 1190, 18, 540, 61, 12}, 5233);
  filters->setCategories({{1, "window", 2, 812}, {2, "balcony", 5, 120}, {3, "door", 9, 36}});
  filters->setHistogram(histogramOf(model));
  auto* clusters = new ClusterPanel(loader, ClusterLayout::List, page);
  clusters->setModel(clusterModel(model, page));
  clusters->setCurrentCluster(2);
  filters->setClusterWidget(clusters);
  return filters;
}

inline QWidget* openImage(ImageLoader* loader, const ItemModel& model, QWidget* page) {
  auto* view = new ImageView(loader, page);
  const Item& first = model.item(1);
  std::vector<CanvasMask> shown;
  for (const Item& one : model.items())
    if (one.crop.imagePath == first.crop.imagePath)
      shown.push_back({one.crop.candidate, one.mask, one.verdict, {}, one.category});
  view->canvas()->setImage(first.crop.imagePath, 1, first.crop.imageSize);
  view->setCaption(first.crop.imagePath.section('/', -1), QString("%1 masks").arg(shown.size()));
  view->canvas()->setMasks(std::move(shown));
  view->canvas()->setFocused(first.crop.candidate);
  return view;
}

inline QWidget* selectedGrid(
    ImageLoader* loader, ItemModel* model, Masks* masks, int tile, FilterPanel* filters) {
  auto* grid = new CandidateGrid(loader, filters->parentWidget());
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
  return grid;
}

/// The review workspace as the main window lays it out.
inline QWidget* reviewPage(
    ImageLoader* loader, ItemModel* model, Masks* masks, int tile, bool image) {
  auto* page = new QWidget;
  auto* outer = tight(new QVBoxLayout(page));
  auto* top = new TopBar(page);
  top->setProject("facades", nullptr);
  top->setJobCount(1);
  top->setTileSliderVisible(!image);
  auto* filters = filterColumn(loader, *model, page);
  auto* verdicts = new VerdictBar(page);
  verdicts->setTargetCount(image ? 1 : 3);
  verdicts->setUndoText("reject 37 in cluster 12", "");
  auto* centre = tight(new QVBoxLayout);
  centre->addWidget(
      image ? openImage(loader, *model, page) : selectedGrid(loader, model, masks, tile, filters),
      1);
  centre->addWidget(verdicts);
  auto* inspector = new InspectorPanel(loader, page);
  inspector->setFixedWidth(300);
  if (model->rowCount() > 0) inspector->setCandidate(infoOf(model->item(1)));
  auto* middle = tight(new QHBoxLayout);
  middle->addWidget(filters);
  middle->addLayout(centre, 1);
  middle->addWidget(inspector);
  auto* status = new StatusStrip(page);
  status->setCounts({3412, 1190, 18, 540, 61, 12});
  status->setRate(1950);
  status->setJob("Round 2: training", 0.62, 190);
  outer->addWidget(top);
  outer->addLayout(middle, 1);
  outer->addWidget(status);
  return page;
}

inline RoundCard roundCard(int number, qint64 candidates, qint64 accepted, qint64 rejected) {
  RoundCard card;
  card.number = number;
  card.method = number == 0 ? "Free Mask (FreeSOLO)" : "SOLO (FreeSOLO)";
  card.profile = "small: R-18, 512 px";
  card.candidates = candidates;
  card.accepted = accepted;
  card.rejected = rejected;
  card.seconds = number == 0 ? 45 : 652;
  if (number == 0) return card;
  card.positives = 1630;
  card.negatives = 540;
  card.note =
      "Starts from the backbone pre-trained on this collection; reduced from the published method.";
  return card;
}

/// Falling curves with some noise.
inline void drawCurves(LossChart* chart) {
  struct Curve {
    const char* name;
    double floor, drop, noise;
  };
  for (const Curve& curve : {Curve{"total", 0.9, 2.4, 1},
                             Curve{"projection", 0.4, 1.1, 0.5},
                             Curve{"affinity", 0.3, 0.7, -0.5},
                             Curve{"embedding", 0.2, 0.5, 0}})
    for (int step = 0; step < 900; ++step) {
      const double noise = 0.04 * std::sin(step * 1.7) * std::cos(step * 0.31);
      chart->append(curve.name,
                    step,
                    curve.floor + curve.drop * std::exp(-step / 260.0) + curve.noise * noise);
    }
}

inline QWidget* roundsPage() {
  auto* page = new QWidget;
  auto* layout = tight(new QHBoxLayout(page));
  auto* rounds = new RoundPanel(page);
  RoundCard running = roundCard(2, 0, 0, 0);
  running.state = RoundState::Training;
  rounds->setRounds({roundCard(0, 5210, 1208, 540), roundCard(1, 3120, 320, 41), running});
  drawCurves(rounds->lossChart());
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
