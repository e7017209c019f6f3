#include "ui/overview_workspace.h"

#include "ui/support/verdict_style.h"
#include "ui/views/acceptance_table.h"
#include "ui/views/pace_chart.h"
#include "ui/views/reliability_chart.h"
#include "ui/views/section.h"
#include "ui/views/spread_charts.h"
#include "ui/views/verdict_share.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kColumns = 3, kMostWidth = 1'680, kChartHeight = 168, kTable = 264;
constexpr int kMostPlot = 360;  ///< a diagram much taller than wide is hard to read

QLabel* words(QWidget* parent, TextSize size, bool strong = false, bool quiet = false) {
  auto* label = new QLabel(parent);
  label->setWordWrap(true);
  setTextRole(label, size, strong, quiet);
  return label;
}

QString counted(int64_t number) {
  return QLocale().toString(static_cast<qlonglong>(number));
}

}  // namespace

OverviewWorkspace::OverviewWorkspace(ProjectSession& session,
                                     JobController& jobs,
                                     ImageLoader& loader,
                                     QWidget* parent)
    : QWidget(parent), session_(session), jobs_(jobs), reader_(session.project().databaseFile()) {
  setObjectName(QStringLiteral("overviewWorkspace"));
  setAccessibleName(tr("Overview"));
  setProperty("surface", "window");
  setAttribute(Qt::WA_StyledBackground);
  setFocusPolicy(Qt::StrongFocus);
  pages_ = new QStackedWidget(this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  buildCards();
  buildList(loader);
  connect(&reader_, &DashboardReader::ready, this, &OverviewWorkspace::take);
  connect(&jobs_, &JobController::ended, this, [this] {
    if (isVisible()) reload();
  });
}

QVBoxLayout* OverviewWorkspace::addCard(
    QGridLayout* grid, int row, int column, const QString& title, int span) {
  auto* card = new QFrame(this);
  card->setProperty("surface", "card");
  auto* layout = new QVBoxLayout(card);
  layout->setContentsMargins(2 * kGap, 12, 2 * kGap, 2 * kGap);
  layout->setSpacing(kGap);
  auto* label = new QLabel(title, card);
  setTextRole(label, TextSize::Body, true);
  layout->addWidget(label);
  grid->addWidget(card, row, column, 1, span);
  return layout;
}

void OverviewWorkspace::buildCards() {
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setAccessibleName(tr("Overview"));
  auto* page = new QWidget(scroll);
  auto* centred = new QHBoxLayout(page);
  centred->setContentsMargins(2 * kGap, 2 * kGap, 2 * kGap, 2 * kGap);
  auto* area = new QWidget(page);
  area->setMaximumWidth(kMostWidth);
  centred->addWidget(area);
  auto* grid = new QGridLayout(area);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setSpacing(2 * kGap);
  for (int column = 0; column < kColumns; ++column) grid->setColumnStretch(column, 1);
  buildProgress(addCard(grid, 0, 0, tr("Progress")));
  pace_ = new PaceChart(this);
  addCard(grid, 0, 1, tr("Masks an hour"))->addWidget(pace_, 1);
  buildHealth(addCard(grid, 0, 2, tr("Images")));
  clusters_ = new AcceptanceTable(tr("Cluster"), tr("Acceptance by cluster"), this);
  addCard(grid, 1, 0, tr("Acceptance by cluster"))->addWidget(clusters_, 1);
  categories_ = new AcceptanceTable(tr("Category"), tr("Acceptance by category"), this);
  addCard(grid, 1, 1, tr("Acceptance by category"))->addWidget(categories_, 1);
  buildCalibration(addCard(grid, 1, 2, tr("Calibration of the confidence")));
  areas_ = new AreaChart(this);
  areas_->setMinimumHeight(kChartHeight);
  auto* sizes = addCard(grid, 2, 0, tr("Size of masks"));
  sizes->addWidget(areas_, 1);
  auto* sizeNote = words(this, TextSize::Caption, false, true);
  sizeNote->setText(tr("Share of the image, logarithmic. Line: all masks; bars: accepted ones."));
  sizes->addWidget(sizeNote);
  places_ = new PlaceMap(this);
  places_->setMinimumHeight(kChartHeight);
  addCard(grid, 2, 1, tr("Place of masks in the image"), 2)->addWidget(places_, 1);
  for (QWidget* tall : {static_cast<QWidget*>(clusters_), static_cast<QWidget*>(categories_)})
    tall->setMinimumHeight(kTable);
  // A large screen is for the tables, which are long.
  grid->setRowStretch(1, 3);
  grid->setRowStretch(2, 1);
  scroll->setWidget(page);
  pages_->addWidget(scroll);
  connect(clusters_, &AcceptanceTable::groupChosen, this, &OverviewWorkspace::clusterChosen);
  connect(categories_, &AcceptanceTable::groupChosen, this, &OverviewWorkspace::categoryChosen);
}

void OverviewWorkspace::buildProgress(QVBoxLayout* card) {
  share_ = words(this, TextSize::Title, true);
  share_->setObjectName(QStringLiteral("overviewShare"));
  bar_ = new VerdictShare(this);
  counts_ = words(this, TextSize::Body);
  left_ = words(this, TextSize::Caption, false, true);
  left_->setObjectName(QStringLiteral("overviewLeft"));
  card->addWidget(share_);
  card->addWidget(bar_);
  card->addWidget(counts_);
  card->addWidget(left_);
  auto* next = new QPushButton(tr("Review what is undecided"), this);
  card->addStretch();
  card->addWidget(next, 0, Qt::AlignLeft);
  connect(next, &QPushButton::clicked, this, [this] { Q_EMIT verdictChosen(Verdict::Undecided); });
}

void OverviewWorkspace::buildCalibration(QVBoxLayout* card) {
  reliability_ = new ReliabilityChart(this);
  reliability_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
  reliability_->setMaximumHeight(kMostPlot);
  calibration_ = words(this, TextSize::Caption, false, true);
  calibration_->setObjectName(QStringLiteral("overviewCalibration"));
  card->addWidget(reliability_, 1);
  card->addWidget(calibration_);
  card->addStretch();  // text at the top while there is no chart
}

QPushButton* OverviewWorkspace::healthRow(QVBoxLayout* card, const QString& name) {
  auto* row = new QPushButton(this);
  row->setProperty("quiet", true);
  row->setStyleSheet(QStringLiteral("text-align: left; padding: 0 4px; margin: 0 -5px;"));
  row->setObjectName(name);
  card->addWidget(row);
  return row;
}

void OverviewWorkspace::buildHealth(QVBoxLayout* card) {
  card->setSpacing(0);
  images_ = words(this, TextSize::Body);
  images_->setContentsMargins(0, kGap, 0, kSmallGap);
  card->addWidget(images_);
  withoutMasks_ = healthRow(card, QStringLiteral("withoutMasks"));
  withoutAccepted_ = healthRow(card, QStringLiteral("withoutAccepted"));
  unreadable_ = healthRow(card, QStringLiteral("unreadable"));
  copies_ = healthRow(card, QStringLiteral("duplicates"));
  look_ = new QPushButton(tr("Look for near-duplicates"), this);
  look_->setObjectName(QStringLiteral("lookForDuplicates"));
  look_->setToolTip(tr("Compares a fingerprint of every picture; each is computed once"));
  card->addSpacing(kGap);
  card->addWidget(look_, 0, Qt::AlignLeft);
  card->addStretch();
  connect(withoutMasks_, &QPushButton::clicked, this, [this] { showImages(Images::WithoutMasks); });
  connect(withoutAccepted_, &QPushButton::clicked, this, [this] {
    showImages(Images::WithoutAccepted);
  });
  connect(copies_, &QPushButton::clicked, this, [this] { showImages(Images::Duplicates); });
  connect(unreadable_, &QPushButton::clicked, this, &OverviewWorkspace::showUnreadable);
  connect(look_, &QPushButton::clicked, this, [this] {
    jobs_.duplicates();
    showHealth();
  });
}

void OverviewWorkspace::reload() {
  reader_.request();
}

void OverviewWorkspace::take(const OverviewNumbers& numbers) {
  if (!numbers.wasRead) return;
  numbers_ = numbers;
  showProgress();
  pace_->setSessions(numbers.board.sessions);
  clusters_->setGroups(numbers.board.clusters);
  categories_->setGroups(numbers.board.categories);
  showCalibration();
  areas_->setSpread(numbers.board.spread);
  places_->setSpread(numbers.board.spread);
  showHealth();
  refreshList();
  sayWhatIsReadable();
  Q_EMIT shown();
}

void OverviewWorkspace::showProgress() {
  const Dashboard& board = numbers_.board;
  const int64_t all = board.undecided() + board.decided();
  bar_->setCounts(board.byVerdict);
  if (all == 0) {
    share_->setText(tr("No masks yet"));
    counts_->setText(tr("Find masks first; then their numbers appear here."));
    left_->clear();
    return;
  }
  share_->setText(
      tr("%1 % decided").arg(QLocale().toString(100.0 * board.decided() / all, 'f', 1)));
  QString text = tr("%1 of %2 masks decided, %3 accepted, %4 to go")
                     .arg(counted(board.decided()),
                          counted(all),
                          counted(board.accepted()),
                          counted(board.undecided()));
  if (board.round > 0) text = tr("Round %1: %2").arg(board.round).arg(text);
  if (board.acceptedBefore > 0)
    text += tr("; %1 were accepted in earlier rounds").arg(counted(board.acceptedBefore));
  counts_->setText(text);
  const auto hours = board.hoursLeft();
  if (board.undecided() == 0)
    left_->setText(tr("Every mask is decided."));
  else if (!hours)
    left_->setText(tr("No pace is known yet: it is measured while you review."));
  else if (*hours < 1)
    left_->setText(tr("About %1 minutes left at %2 masks an hour: an estimate from the last "
                      "session, pauses left out.")
                       .arg(std::max(1, qRound(60 * *hours)))
                       .arg(counted(qRound64(board.pacePerHour))));
  else
    left_->setText(tr("About %1 hours left at %2 masks an hour: an estimate from the last "
                      "session, pauses left out.")
                       .arg(QLocale().toString(*hours, 'f', 1))
                       .arg(counted(qRound64(board.pacePerHour))));
}

void OverviewWorkspace::showCalibration() {
  const auto& report = numbers_.board.calibration;
  const bool known = report && report->examples > 0;
  reliability_->setVisible(known);
  if (known) reliability_->setReport(*report);
  calibration_->setText(
      known ? tr("Confidence and what was accepted differ by %1 on average, over %2 decided masks "
                 "(Brier score %3; %4 without learning).")
                  .arg(QLocale().toString(report->error, 'f', 2), counted(report->examples))
                  .arg(QLocale().toString(report->brier, 'f', 3),
                       QLocale().toString(report->baseBrier, 'f', 3))
            : tr("Not known yet: it takes some dozens of decisions, accepted and rejected, and an "
                 "ordering that learned from them."));
}

void OverviewWorkspace::showHealth() {
  const Dashboard& board = numbers_.board;
  const auto& copies = numbers_.duplicates;
  const auto row = [](QPushButton* button, const QString& text, bool any) {
    button->setText(text);
    button->setEnabled(any);
  };
  images_->setText(
      board.missing == 0
          ? tr("%n images", nullptr, static_cast<int>(board.images))
          : tr("%1, %2").arg(tr("%n images", nullptr, static_cast<int>(board.images)),
                             tr("%n files are gone", nullptr, static_cast<int>(board.missing))));
  row(withoutMasks_,
      tr("%n without masks", nullptr, static_cast<int>(board.withoutMasks)),
      board.withoutMasks > 0);
  row(withoutAccepted_,
      tr("%n without an accepted mask", nullptr, static_cast<int>(board.withoutAccepted)),
      board.withoutAccepted > 0);
  row(unreadable_,
      tr("%n unreadable", nullptr, static_cast<int>(board.unreadable.size())),
      !board.unreadable.empty());
  int extra = 0;
  for (const auto& group : copies.groups) extra += static_cast<int>(group.size()) - 1;
  const bool complete = copies.isComplete();
  row(copies_,
      extra > 0 ? tr("%n near-duplicates in %1", nullptr, extra)
                      .arg(tr("%n groups", nullptr, static_cast<int>(copies.groups.size())))
      : complete ? tr("No near-duplicates")
                 : tr("Near-duplicates: not looked for yet"),
      extra > 0);
  const bool running = jobs_.isRunning(QStringLiteral("duplicates"));
  look_->setVisible(!complete || running);
  look_->setEnabled(!running);
}

void OverviewWorkspace::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && pages_->currentIndex() == 1) return showCards();
  QWidget::keyPressEvent(event);
}

}  // namespace maskwright::ui
