#include "ui/review_workspace.h"

#include "core/store/tuning_repository.h"
#include "ui/controllers/compare_presenter.h"
#include "ui/controllers/edit_presenter.h"
#include "ui/controllers/image_presenter.h"
#include "ui/controllers/live_ranking.h"
#include "ui/controllers/similar_reader.h"
#include "ui/dialogs/audit_dialog.h"
#include "ui/editor/mask_editor.h"
#include "ui/models/guarded_read.h"
#include "ui/models/inspector_source.h"
#include "ui/support/shortcuts.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/category_popup.h"
#include "ui/views/cluster_panel.h"
#include "ui/views/compare_view.h"
#include "ui/views/filter_panel.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"
#include "ui/views/inspector_panel.h"
#include "ui/views/verdict_bar.h"
#include "ui/views/view_chip.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

constexpr int kFilterWidth = 220;
constexpr int kInspectorWidth = 300;
constexpr int kInspectorDelayMs = 30;  ///< the next tile is painted before the inspector reads

}  // namespace

ReviewWorkspace::ReviewWorkspace(ProjectSession& session, ImageLoader& loader, QWidget* parent)
    : QWidget(parent), session_(session), loader_(loader) {
  setObjectName(QStringLiteral("reviewWorkspace"));
  review_ = new ReviewController(
      session_, [this] { return targets(); }, this);
  inspectorTimer_.setSingleShot(true);
  inspectorTimer_.setInterval(kInspectorDelayMs);
  build(loader);
  connect(&inspectorTimer_, &QTimer::timeout, this, &ReviewWorkspace::showInspector);
  connectFilters();
  connectGrid();
  connectImage();
  connectEditor();
  connectRanking();
  connectCompare();
  setRounds();
  store::ReviewFilter start;
  start.round = session_.newestRound();
  filters_->setFilter(start);
  review_->setFilter(start);
  review_->setThreshold(filters_->threshold());
  grid_->setThreshold(filters_->threshold());
  showCategories();
  showEmptyState();
  if (session_.candidates().rowCount() > 0) grid_->setCurrentRow(0);
  verdicts_->setUndoText(review_->undoText(), review_->redoText());
}

ReviewWorkspace::~ReviewWorkspace() {
  if (audit_) audit_->disconnect(this);  // its end would be answered by views that are gone
  // The views go before the session's models; nothing may ask them in between.
  grid_->setMaskProvider(nullptr);
}

void ReviewWorkspace::build(ImageLoader& loader) {
  filters_ = new FilterPanel(this);
  clusters_ = new ClusterPanel(&loader, ClusterLayout::List, this);
  filters_->setClusterWidget(clusters_);
  grid_ = new CandidateGrid(&loader, this);
  grid_->setObjectName(QStringLiteral("candidateGrid"));
  image_ = new ImageView(&loader, this);
  presenter_ = new ImagePresenter(session_, *image_, this);
  verdicts_ = new VerdictBar(this);
  inspector_ = new InspectorPanel(&loader, this);
  categories_ = new CategoryPopup(this);
  centre_ = new QStackedWidget(this);
  centre_->addWidget(grid_);
  centre_->addWidget(image_);
  auto* middle = new QWidget(this);
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  buildFixBar(middle);
  column->addWidget(fixBar_);
  chip_ = new ViewChip(middle);
  connect(chip_, &ViewChip::closed, this, &ReviewWorkspace::leaveView);
  similar_ =
      new SimilarReader(session_.project().databaseFile(), session_.project().cacheFolder(), this);
  connect(similar_, &SimilarReader::found, this, &ReviewWorkspace::onSimilar);
  column->addWidget(chip_);
  column->addWidget(centre_, 1);
  column->addWidget(verdicts_);
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->setChildrenCollapsible(false);
  splitter->addWidget(filters_);
  splitter->addWidget(middle);
  splitter->addWidget(inspector_);
  splitter->setStretchFactor(0, 0);
  splitter->setStretchFactor(1, 1);
  splitter->setStretchFactor(2, 0);
  splitter->setSizes({kFilterWidth, 920, kInspectorWidth});
  pages_ = new QStackedWidget(this);
  pages_->addWidget(splitter);
  editor_ = new MaskEditor(&loader, this);
  pages_->addWidget(editor_);
  edits_ = new EditPresenter(session_, *review_, *editor_, this);
  compare_ = new CompareView(&loader, this);
  pages_->addWidget(compare_);
  comparison_ = new ComparePresenter(session_, *review_, *compare_, this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  grid_->setModel(&session_.candidates());
  grid_->setMaskProvider(&session_.masks());
  clusters_->setModel(&session_.clusters());
  clusters_->setEmptyState(tr("No clusters yet"), tr("They are made when masks have been found."));
}

void ReviewWorkspace::connectFilters() {
  connect(filters_, &FilterPanel::filterChanged, this, [this](const store::ReviewFilter& filter) {
    const bool reordered = filter.order != review_->filter().order;
    review_->setFilter(filter);
    if (reordered) grid_->setCurrentRow(0);  // its head is what the order is for
  });
  connect(filters_, &FilterPanel::thresholdChanged, this, [this](double threshold) {
    grid_->setThreshold(threshold);
    filters_->setAbove(-1);
    review_->setThreshold(threshold);
  });
  connect(filters_, &FilterPanel::acceptAboveRequested, this, &ReviewWorkspace::acceptAbove);
  connect(review_, &ReviewController::numbersChanged, this, &ReviewWorkspace::showNumbers);
  connect(review_, &ReviewController::filterApplied, this, [this] {
    if (!review_->filter().only) before_.reset();
    nameView();
    filters_->setFilter(review_->filter());
    showTargetCounts();
    clusters_->setCurrentCluster(review_->filter().cluster.value_or(ClusterId{}).value);
    presenter_->forget();  // an open image has other masks in another round
    showEmptyState();
    toFix_ = -1;
    showFixBar();
    if (!grid_->currentCandidate()) grid_->setCurrentRow(0);
    if (isImageOpen()) presenter_->show(grid_->currentCandidate());
  });
  connect(clusters_, &ClusterPanel::clusterChosen, this, &ReviewWorkspace::showCluster);
  connect(clusters_, &ClusterPanel::clusterOpened, this, &ReviewWorkspace::showCluster);
  connect(clusters_,
          &ClusterPanel::verdictRequested,
          this,
          [this](const QList<qint64>& clusters, Verdict verdict) {
            if (verdict != Verdict::Relabelled) return review_->decideClusters(clusters, verdict);
            showCluster(clusters.front());
            review_->setClusterScope(true);
            askCategory();
          });
  connect(clusters_, &ClusterPanel::clusterRenamed, this, [this](qint64 id, const QString& name) {
    review_->renameCluster(ClusterId(id), name);
  });
  connect(&session_.categories(),
          &QAbstractItemModel::modelReset,
          this,
          &ReviewWorkspace::showCategories);
  connect(&session_.clusters(), &QAbstractItemModel::modelReset, this, &ReviewWorkspace::nameView);
  connect(inspector_, &InspectorPanel::clusterChosen, this, &ReviewWorkspace::showCluster);
  connect(inspector_, &InspectorPanel::imageOpened, this, [this](qint64) { openImage(); });
  connect(inspector_, &InspectorPanel::suggestionTaken, this, [this](qint64) { takeSuggestion(); });
  connect(inspector_, &InspectorPanel::relabelRequested, this, [this](qint64) { askCategory(); });
}

void ReviewWorkspace::connectGrid() {
  connect(grid_, &CandidateGrid::candidateFocused, this, [this](qint64) {
    inspectorTimer_.start();
    if (isImageOpen()) presenter_->show(grid_->currentCandidate());
    Q_EMIT targetsChanged();
  });
  connect(grid_, &CandidateGrid::selectionResized, this, [this](int) {
    verdicts_->setTargetCount(static_cast<int>(targets().size()));
    inspectorTimer_.start();
    Q_EMIT targetsChanged();
  });
  connect(grid_, &CandidateGrid::candidateOpened, this, [this](qint64) { openImage(); });
  connect(grid_, &CandidateGrid::tileSizeChanged, this, &ReviewWorkspace::tileSizeChanged);
  connect(grid_, &CandidateGrid::emptyActionTriggered, this, &ReviewWorkspace::discoverRequested);
  connect(grid_, &CandidateGrid::contextMenuAsked, this, [this](qint64, const QPoint& position) {
    showMenu(position);
  });
  connect(verdicts_, &VerdictBar::verdictRequested, review_, &ReviewController::decide);
  connect(verdicts_, &VerdictBar::relabelRequested, this, &ReviewWorkspace::askCategory);
  connect(verdicts_, &VerdictBar::skipRequested, this, &ReviewWorkspace::skip);
  connect(verdicts_, &VerdictBar::screenRequested, this, &ReviewWorkspace::selectScreen);
  verdicts_->setScreenVisible(true);
  connect(centre_, &QStackedWidget::currentChanged, verdicts_, [this] {
    verdicts_->setScreenVisible(!isImageOpen());
  });
  connect(verdicts_, &VerdictBar::undoRequested, review_, &ReviewController::undo);
  connect(verdicts_, &VerdictBar::redoRequested, review_, &ReviewController::redo);
  connect(review_, &ReviewController::undoTextsChanged, this, [this] {
    verdicts_->setUndoText(review_->undoText(), review_->redoText());
  });
  connect(review_, &ReviewController::decidedLocally, this, &ReviewWorkspace::notePlace);
  connect(review_, &ReviewController::decidedLocally, this, &ReviewWorkspace::finishScreen);
  connect(review_, &ReviewController::moveOnRequested, this, [this] { move(1, true); });
  connect(review_, &ReviewController::candidateRequested, this, &ReviewWorkspace::showCandidate);
  connect(review_, &ReviewController::takenBack, this, &ReviewWorkspace::showTakenBack);
  connect(categories_, &CategoryPopup::categoryChosen, this, [this](const QString& name) {
    review_->relabel(name);
    focusWork();
  });
  connect(
      categories_, &CategoryPopup::dismissed, this, [this] { review_->setClusterScope(false); });
}

void ReviewWorkspace::connectImage() {
  connect(image_, &ImageView::closed, this, &ReviewWorkspace::closeImage);
  connect(image_, &ImageView::nextImageRequested, this, [this] { moveImage(1); });
  connect(image_, &ImageView::previousImageRequested, this, [this] { moveImage(-1); });
  connect(image_->canvas(), &ImageCanvas::maskClicked, this, [this](qint64 id) {
    const int row = session_.candidates().rowOf(id);
    if (row >= 0) grid_->setCurrentRow(row);
  });
  connect(&session_.candidates(), &QAbstractItemModel::modelReset, this, [this] {
    uncertainShown_.clear();
  });
  connect(&session_.candidates(),
          &QAbstractItemModel::dataChanged,
          this,
          [this](const QModelIndex& from, const QModelIndex& to) {
            const int current = session_.candidates().rowOf(grid_->currentCandidate());
            if (current >= from.row() && current <= to.row()) inspectorTimer_.start();
            if (isImageOpen()) presenter_->refreshVerdicts(from.row(), to.row());
          });
}

QList<qint64> ReviewWorkspace::targets() const {
  if (isComparing()) return comparison_->targets();
  if (isImageOpen()) {
    const qint64 current = grid_->currentCandidate();
    return current ? QList<qint64>{current} : QList<qint64>{};
  }
  return grid_->selectedCandidates();
}

QWidget& ReviewWorkspace::imageArea() {
  return *image_;
}

ImageCanvas& ReviewWorkspace::canvas() {
  return *image_->canvas();
}

QWidget& ReviewWorkspace::centre() {
  return *centre_;
}

void ReviewWorkspace::askCategory() {
  const auto count = targets().size();
  if (count == 0) return;
  categories_->popUp(review_->isClusterScope() ? tr("Relabel the whole cluster")
                     : count == 1              ? tr("Relabel 1 mask")
                                  : tr("Relabel %Ln masks", nullptr, static_cast<int>(count)));
}

void ReviewWorkspace::giveCategory(int number) {
  const auto& all = session_.categories().categories();
  if (number < static_cast<int>(all.size()))
    review_->relabel(QString::fromStdString(all[static_cast<size_t>(number)].name));
  else
    askCategory();
}

void ReviewWorkspace::takeSuggestion() {
  const auto chosen = targets();
  QSet<qint64> categories;
  for (const qint64 id : chosen) {
    const auto suggested = guardedRead(
        [&] { return store::TuningRepository(session_.connection()).suggestion(CandidateId(id)); });
    categories << (suggested ? suggested->category.value : 0);
  }
  if (categories.size() == 1 && !categories.contains(0))
    review_->relabel(session_.categories().nameOf(CategoryId(*categories.begin())));
  else if (categories.size() > 1)
    review_->announce(
        tr("What is suggested differs between the selected masks: select those of "
           "one category (filter on the left)."));
  else if (!chosen.isEmpty())
    review_->announce(tr("No category is suggested. A round with tuning makes suggestions."));
}

void ReviewWorkspace::showInspector() {
  const int row = session_.candidates().rowOf(grid_->currentCandidate());
  const auto info = row < 0 ? std::nullopt
                            : inspect(session_.connection(),
                                      session_.candidates(),
                                      session_.clusters(),
                                      session_.categories(),
                                      row);
  if (info) {
    inspector_->setCandidate(*info);
    ranking_->explain(info->crop.candidate);
  } else {
    inspector_->clear();
  }
  const auto count = targets().size();
  if (count > 1) inspector_->setSelectionCount(static_cast<int>(count));
  verdicts_->setTargetCount(static_cast<int>(count));
}

void ReviewWorkspace::showNumbers(const ReviewNumbers& numbers) {
  filters_->setVerdictCounts(numbers.byVerdict, numbers.listed);
  filters_->setHistogram(numbers.histogram);
  filters_->setAbove(numbers.above, numbers.meanOfAbove);
  toFix_ = numbers.byVerdict[static_cast<size_t>(Verdict::FixLater)];
  showFixBar();
}

void ReviewWorkspace::setRounds() {
  const auto rounds =
      guardedRead([this] { return store::ReviewQuery(session_.connection()).rounds(); });
  filters_->setRounds(QVector<int>(rounds.begin(), rounds.end()));
  setRoundMarks();
}

void ReviewWorkspace::showCategories() {
  QVector<CategoryChoice> choices;
  for (const Category& one : session_.categories().categories())
    choices.push_back({one.id.value, QString::fromStdString(one.name), one.colour, -1});
  filters_->setCategories(choices);
  categories_->setCategories(choices);
  QStringList names;
  for (const auto& one : choices) names << one.name;
  clusters_->setCategoryNames(names);
}

void ReviewWorkspace::setInspectorVisible(bool visible) {
  inspector_->setVisible(visible);
}

void ReviewWorkspace::setSearching(bool searching) {
  if (searching == searching_) return;
  searching_ = searching;
  ranking_->setPaused(searching);  // it ranks what it finds
  showEmptyState();
}

void ReviewWorkspace::showEmptyState() {
  store::ReviewFilter whole;
  whole.round = review_->filter().round;
  if (review_->filter() == whole && searching_)
    grid_->setEmptyState(
        tr("Looking for masks"),
        tr("They appear here when the search ends. %1 show how far it is.")
            .arg(withKey(tr("The jobs on the right"), QStringLiteral("view.jobs"))));
  else if (review_->filter() == whole)
    grid_->setEmptyState(tr("No masks yet"),
                         tr("Nothing was found or looked for in this collection so far."),
                         tr("Find masks"));
  else
    grid_->setEmptyState(tr("Nothing matches the filter"),
                         tr("Choose another verdict, category or cluster on the left."));
}

}  // namespace maskwright::ui
