#include "ui/map_workspace.h"

#include "ui/controllers/review_controller.h"
#include "ui/models/guarded_read.h"
#include "ui/support/shortcuts.h"
#include "ui/support/theme.h"
#include "ui/views/crop_strip.h"
#include "ui/views/empty_state.h"
#include "ui/views/hover_card.h"
#include "ui/views/map_legend.h"
#include "ui/views/scatter_view.h"
#include "ui/views/section.h"
#include "ui/views/verdict_bar.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace maskwright::ui {
namespace {

constexpr int kAskDelayMs = 250;
constexpr int kLegendWidth = 220;

QString colourKey() {
  return QStringLiteral("map/colour");
}

}  // namespace

MapWorkspace::MapWorkspace(ProjectSession& session,
                           ReviewController& review,
                           JobController& jobs,
                           ImageLoader& loader,
                           QWidget* parent)
    : QWidget(parent),
      session_(session),
      review_(review),
      jobs_(jobs),
      reader_(
          session.project().databaseFile(),
          QStringLiteral("map"),
          [first = std::make_shared<store::FirstFound>()](store::Connection& connection,
                                                          int round) {
            return readMap(connection, round, *first);
          },
          [this](const MapData& data) { take(data); }) {
  setObjectName(QStringLiteral("mapWorkspace"));
  askTimer_.setSingleShot(true);
  askTimer_.setInterval(kAskDelayMs);
  build(loader);
  connectParts();
  showSelection();
  showState();
}

QWidget* MapWorkspace::buildHeader() {
  auto* header = new QWidget(this);
  auto* label = new QLabel(tr("Colour"), header);
  setTextRole(label, TextSize::Body, false, true);
  colour_ = new QComboBox(header);
  colour_->setAccessibleName(tr("Colour of the points"));
  for (const MapColour one : kAllMapColours)
    colour_->addItem(mapColourText(one), static_cast<int>(one));
  colour_->setCurrentIndex(
      std::max(0, colour_->findData(QSettings().value(colourKey(), 0).toInt())));
  label->setBuddy(colour_);
  counts_ = new QLabel(header);
  counts_->setObjectName(QStringLiteral("mapCounts"));
  stale_ = new QLabel(tr("Older than the masks"), header);
  for (QLabel* text : {counts_, stale_}) setTextRole(text, TextSize::Caption, false, true);
  again_ = new QPushButton(tr("Make the map again"), header);
  again_->setProperty("quiet", true);
  grid_ = new QPushButton(tr("Show in grid"), header);
  grid_->setToolTip(tr("Review the selected masks (Enter)"));  // the map's own key
  move_ = new QPushButton(tr("Move to…"), header);
  setKeyToolTip(
      move_, tr("Move the selected masks to another cluster"), QStringLiteral("cluster.move"));
  fresh_ = new QPushButton(tr("Split off"), header);
  setKeyToolTip(
      fresh_, tr("Make a new cluster of the selected masks"), QStringLiteral("cluster.fresh"));
  for (QPushButton* button : {again_, grid_, move_, fresh_}) button->setFocusPolicy(Qt::TabFocus);
  auto* layout = new QHBoxLayout(header);
  layout->setContentsMargins(2 * kGap, kGap, kGap, kGap);
  layout->setSpacing(kGap);
  layout->addWidget(label);
  layout->addWidget(colour_);
  layout->addSpacing(kGap);
  layout->addWidget(counts_);
  layout->addStretch();
  layout->addWidget(stale_);
  layout->addWidget(again_);
  layout->addWidget(move_);
  layout->addWidget(fresh_);
  layout->addWidget(grid_);
  return header;
}

void MapWorkspace::build(ImageLoader& loader) {
  work_ = new QWidget(this);
  plot_ = new ScatterView(work_);
  strip_ = new CropStrip(&loader, &session_.masks(), plot_);
  card_ = new HoverCard(&loader, &session_.masks(), plot_);
  legend_ = new MapLegend(work_);
  legend_->setFixedWidth(kLegendWidth);
  verdicts_ = new VerdictBar(work_);
  verdicts_->setSkipVisible(false);
  verdicts_->setEditVisible(false);
  auto* hint =
      new QLabel(tr("Drag: lasso  ·  Shift: select as well  ·  Right drag: move the map  ·  "
                    "Wheel: zoom  ·  Esc: select nothing"),
                 work_);
  hint->setObjectName(QStringLiteral("mapHint"));
  setTextRole(hint, TextSize::Caption, false, true);
  hint->setContentsMargins(2 * kGap, kSmallGap, kGap, kSmallGap);
  hint->setMinimumWidth(1);  // it may be cut, the map may not
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addWidget(plot_, 1);
  column->addWidget(hint);
  auto* middle = new QHBoxLayout;
  middle->setSpacing(0);
  middle->addLayout(column, 1);
  middle->addWidget(separator(Qt::Vertical, work_));
  middle->addWidget(legend_);
  auto* inner = new QVBoxLayout(work_);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->setSpacing(0);
  inner->addWidget(buildHeader());
  inner->addWidget(separator(Qt::Horizontal, work_));
  inner->addLayout(middle, 1);
  inner->addWidget(verdicts_);
  empty_ = new EmptyState(this);
  loading_ = new QWidget(this);
  pages_ = new QStackedWidget(this);
  for (QWidget* page : {loading_, static_cast<QWidget*>(empty_), work_}) pages_->addWidget(page);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  setFocusProxy(plot_);
}

void MapWorkspace::connectParts() {
  connect(&askTimer_, &QTimer::timeout, this, [this] {
    isOld_ = false;
    reader_.request(review_.filter().round);
  });
  connect(&review_, &ReviewController::filterApplied, this, [this] {
    if (review_.filter().round != data_.round) askSoon();
  });
  connect(&session_.writer(), &ReviewWriter::finished, this, &MapWorkspace::askSoon);
  connect(&session_.clusters(), &QAbstractItemModel::modelReset, this, &MapWorkspace::askSoon);
  connect(&jobs_, &JobController::candidatesChanged, this, &MapWorkspace::askSoon);
  connect(&jobs_, &JobController::mapChanged, this, &MapWorkspace::askSoon);
  connect(colour_, &QComboBox::activated, this, [this] {
    QSettings().setValue(colourKey(), colour_->currentData());
    colour();
  });
  colour_->installEventFilter(this);  // it would take Escape for a search
  connect(plot_, &ScatterView::selectionChanged, this, [this] {
    justDecided_.clear();
    showSelection();
  });
  connect(plot_, &ScatterView::hovered, this, &MapWorkspace::showHovered);
  connect(plot_, &ScatterView::activated, this, &MapWorkspace::showInGrid);
  connect(legend_, &MapLegend::kindChosen, this, [this](int kind, bool add) {
    std::vector<int> points;
    for (size_t i = 0; i < colouring_.kind.size(); ++i)
      if (colouring_.kind[i] == kind) points.push_back(static_cast<int>(i));
    plot_->setSelected(points, add ? ScatterView::Pick::Add : ScatterView::Pick::Replace);
    plot_->setFocus();
  });
  connect(again_, &QPushButton::clicked, &jobs_, &JobController::map);
  connect(grid_, &QPushButton::clicked, this, &MapWorkspace::showInGrid);
  connect(move_, &QPushButton::clicked, this, [this] { Q_EMIT moveRequested(false); });
  connect(fresh_, &QPushButton::clicked, this, [this] { Q_EMIT moveRequested(true); });
  connect(empty_, &EmptyState::actionTriggered, this, [this] {
    data_.hasCandidates ? jobs_.map() : Q_EMIT discoverRequested();
  });
  connect(verdicts_, &VerdictBar::verdictRequested, this, &MapWorkspace::decide);
  connect(verdicts_, &VerdictBar::relabelRequested, this, &MapWorkspace::relabel);
  connect(verdicts_, &VerdictBar::undoRequested, &review_, &ReviewController::undo);
  connect(verdicts_, &VerdictBar::redoRequested, &review_, &ReviewController::redo);
  const auto nameHistory = [this] {
    verdicts_->setUndoText(review_.undoText(), review_.redoText());
  };
  connect(&review_, &ReviewController::undoTextsChanged, verdicts_, nameHistory);
  nameHistory();
}

void MapWorkspace::askSoon() {
  isOld_ = true;
  if (isVisible() && !askTimer_.isActive()) askTimer_.start();
}

void MapWorkspace::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!isOld_) return;
  isOld_ = false;
  reader_.request(review_.filter().round);
}

void MapWorkspace::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange && data_.round >= 0) colour();
  QWidget::changeEvent(event);
}

/// Escape selects nothing, wherever the focus is.
void MapWorkspace::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Escape) return QWidget::keyPressEvent(event);
  plot_->setSelected({});
  plot_->setFocus();
}

bool MapWorkspace::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
  auto* key = static_cast<QKeyEvent*>(event);
  if (key->key() != Qt::Key_Escape) return false;
  keyPressEvent(key);
  return true;
}

void MapWorkspace::take(const MapData& data) {
  const auto samePlaces = [&] {
    return std::ranges::equal(data.map.points, data_.map.points, [](const auto& a, const auto& b) {
      return a.id == b.id && a.x == b.x && a.y == b.y;
    });
  };
  const bool moved = data_.round < 0 || !samePlaces();
  data_ = data;
  if (moved) {
    std::vector<float> x, y;
    for (const auto& point : data_.map.points) {
      x.push_back(point.x);
      y.push_back(point.y);
    }
    card_->hide();
    plot_->setPlaces(std::move(x), std::move(y));
  }
  colour();
  showSelection();
  showState();
}

void MapWorkspace::colour() {
  colouring_ = colourMap(data_.map,
                         static_cast<MapColour>(colour_->currentData().toInt()),
                         data_.clusters,
                         session_.categories().categories(),
                         coloursOf(palette()).disabled);
  QVector<QColor> colours;
  for (const MapKind& kind : colouring_.kinds) colours.push_back(kind.colour);
  plot_->setKinds(colouring_.kind, colours);
  legend_->setKinds(colouring_.kinds);
}

QString MapWorkspace::clusterTitle(ClusterId cluster) const {
  return cluster ? session_.clusters().titleOf(cluster) : QString();
}

void MapWorkspace::showHovered(int point) {
  if (point < 0) return card_->hide();
  const auto& known = data_.map.points[static_cast<size_t>(point)];
  const auto items = guardedRead(
      [&] { return store::ReviewQuery(session_.connection()).items({known.object.value}); });
  if (items.empty()) return card_->hide();
  const store::ReviewItem& item = items.front();
  CandidateTile tile;
  tile.crop = {item.id.value,
               session_.imagesRoot() + u'/' + QString::fromStdString(item.imagePath),
               item.orientation,
               QSize(item.imageWidth, item.imageHeight),
               QRectF(item.box.x, item.box.y, item.box.w, item.box.h)};
  tile.confidence = item.confidence;
  tile.verdict = known.verdict;
  tile.category = session_.categories().nameOf(known.category);
  QStringList note;
  if (known.cluster) note << clusterTitle(known.cluster);
  // What the others say stands on the card.
  const auto by = static_cast<MapColour>(colour_->currentData().toInt());
  if (by == MapColour::Source || by == MapColour::Round)
    note << colouring_.kinds[colouring_.kind[static_cast<size_t>(point)]].text;
  card_->showTile(tile, note.join(QStringLiteral(" · ")), plot_->positionOf(point));
}

void MapWorkspace::showState() {
  const bool running = jobs_.isRunning(QStringLiteral("map"));
  again_->setEnabled(!running);
  stale_->setVisible(data_.isStale);
  if (data_.round < 0) {
    pages_->setCurrentWidget(loading_);  // for a moment
    return;
  }
  const bool any = !data_.map.points.empty();
  if (any && !work_->isVisible() && isVisible()) plot_->setFocus(Qt::OtherFocusReason);
  pages_->setCurrentWidget(any ? work_ : static_cast<QWidget*>(empty_));
  if (!any) return showEmptyState();
  QStringList counts{tr("%1 masks").arg(locale().toString(plot_->count()))};
  if (!std::isnan(data_.info->trustworthiness))
    counts << tr("trustworthiness %1").arg(data_.info->trustworthiness, 0, 'f', 2);
  counts_->setText(counts.join(QStringLiteral(" · ")));
  counts_->setToolTip(
      tr("How far neighbours on the map are neighbours among the embeddings "
         "(15 nearest): 1 = all are, 0.5 = by chance"));
}

void MapWorkspace::showEmptyState() {
  const QString picture = QStringLiteral("clusters");
  if (jobs_.isRunning(QStringLiteral("map")))
    empty_->setContents(
        picture,
        tr("The map is being made"),
        tr("%1 shows how far it is.").arg(withKey(tr("Jobs"), QStringLiteral("view.jobs"))));
  else if (!data_.hasCandidates)
    empty_->setContents(picture,
                        tr("No masks yet"),
                        tr("The map shows masks as points, near ones alike."),
                        tr("Find masks"));
  else if (data_.info && !data_.isStale)
    empty_->setContents(picture,
                        tr("Nothing to lay out"),
                        tr("The masks of this round have no embeddings. Masks that were found "
                           "here have them, imported ones get them in a training round."));
  else
    empty_->setContents(picture,
                        tr("No map yet"),
                        tr("It lays the masks out as points, near ones alike: select a patch of "
                           "them and decide at once."),
                        tr("Make the map"));
}

}  // namespace maskwright::ui
