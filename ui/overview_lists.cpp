#include "ui/overview_workspace.h"
#include "ui/views/empty_state.h"
#include "ui/views/image_wall.h"
#include "ui/views/section.h"

#include <QDesktopServices>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTableView>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

// The overview's lists of images, to which its numbers lead.
namespace maskwright::ui {
namespace {

constexpr int kQuietInset = 11, kCellInset = 3;  ///< of words in a quiet button, in a table's cell
constexpr int kVeryClose = 4;                    ///< bits of the fingerprint, of kDuplicateDistance

int64_t pixels(const DuplicateImage& image) {
  return int64_t{image.width} * image.height;
}

/// Groups have the picture with the most pixels first, or one of several of that size.
bool hasLargest(const std::vector<DuplicateImage>& group) {
  return group.size() > 1 && pixels(group[0]) > pixels(group[1]);
}

/// How like the first of its group.
QString likenessText(const DuplicateImage& image) {
  if (image.sameBytes) return OverviewWorkspace::tr("same file");
  if (image.distance == 0) return OverviewWorkspace::tr("looks the same");
  return image.distance <= kVeryClose ? OverviewWorkspace::tr("very close")
                                      : OverviewWorkspace::tr("close");
}

}  // namespace

void OverviewWorkspace::buildList(ImageLoader& loader) {
  auto* page = new QWidget(this);
  auto* layout = new QVBoxLayout(page);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  auto* head = new QWidget(page);
  head->setProperty("surface", "panel");
  head->setAttribute(Qt::WA_StyledBackground);
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(2 * kGap - kQuietInset, kSmallGap, 2 * kGap, kSmallGap);
  row->setSpacing(kGap);
  back_ = new QPushButton(tr("Back (Esc)"), head);
  back_->setProperty("quiet", true);
  listTitle_ = new QLabel(head);
  setTextRole(listTitle_, TextSize::Body, true);
  listNote_ = new QLabel(head);
  setTextRole(listNote_, TextSize::Caption, false, true);
  again_ = new QPushButton(tr("Try again"), head);
  again_->setToolTip(tr("Looks for new and changed images; unreadable ones are read anew"));
  reviewGroup_ = new QPushButton(tr("Review this group"), head);
  reviewGroup_->setObjectName(QStringLiteral("reviewGroup"));
  reviewGroup_->setToolTip(tr("Shows the masks of all copies of the current picture together"));
  row->addWidget(back_);
  row->addWidget(listTitle_);
  row->addSpacing(kGap);
  row->addWidget(listNote_, 1);
  row->addWidget(again_);
  row->addWidget(reviewGroup_);
  layout->addWidget(head);
  layout->addWidget(separator(Qt::Horizontal, page));
  lists_ = new QStackedWidget(page);
  wall_ = new ImageWall(&loader, lists_);
  problems_ = new QTableView(lists_);
  problemModel_ = new QStandardItemModel(this);
  problems_->setObjectName(QStringLiteral("unreadableImages"));
  problems_->setModel(problemModel_);
  problems_->setSelectionBehavior(QAbstractItemView::SelectRows);
  problems_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  problems_->setShowGrid(false);
  problems_->setTabKeyNavigation(false);
  problems_->verticalHeader()->hide();
  problems_->verticalHeader()->setDefaultSectionSize(4 * kGap);
  problems_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  problems_->horizontalHeader()->setHighlightSections(false);
  problems_->horizontalHeader()->setStretchLastSection(true);
  problems_->setAccessibleName(tr("Unreadable images"));
  // Words begin where those of the row above begin: a margin here, a padding in each cell.
  problems_->setStyleSheet(
      QStringLiteral("QTableView::item { padding: 0 %1px; }").arg(kGap - kCellInset));
  problems_->horizontalHeader()->setMinimumSectionSize(20 * kGap);
  auto* framed = new QWidget(lists_);
  auto* frame = new QVBoxLayout(framed);
  frame->setContentsMargins(kGap, kGap, kGap, kGap);
  frame->addWidget(problems_);
  nothing_ = new EmptyState(lists_);
  lists_->addWidget(wall_);
  lists_->addWidget(framed);
  lists_->addWidget(nothing_);
  layout->addWidget(lists_, 1);
  pages_->addWidget(page);
  connect(back_, &QPushButton::clicked, this, &OverviewWorkspace::showCards);
  connect(again_, &QPushButton::clicked, this, [this] {
    jobs_.scan();
    // Scanning reads headers; those whose pictures could not be decoded are all that is left here.
    const auto& copies = numbers_.duplicates;
    if (copies.isComplete() && copies.undecodable > 0) jobs_.duplicates();
  });
  connect(reviewGroup_, &QPushButton::clicked, this, &OverviewWorkspace::reviewGroup);
  connect(wall_, &ImageWall::imageChosen, this, [this](qint64 image, const QString& path) {
    const auto& without = numbers_.withoutMasks;
    const bool empty = std::any_of(without.begin(), without.end(), [image](const PlainImage& one) {
      return one.id.value == image;
    });
    if (empty)  // nothing to review on it
      QDesktopServices::openUrl(QUrl::fromLocalFile(path));
    else
      Q_EMIT imageChosen(image);
  });
}

void OverviewWorkspace::openList(const QString& title, const QString& note) {
  listTitle_->setText(title);
  listNote_->setText(note);
  again_->hide();
  reviewGroup_->hide();
  pages_->setCurrentIndex(1);
}

QVector<ListedImage> OverviewWorkspace::listOf(const std::vector<PlainImage>& images) const {
  QVector<ListedImage> list;
  for (const auto& image : images) {
    const QString name = QString::fromStdString(image.path);
    list.push_back({image.id.value,
                    session_.imagesRoot() + u'/' + name,
                    name,
                    tr("%1 × %2").arg(image.width).arg(image.height),
                    QSize(image.width, image.height),
                    image.orientation,
                    -1});
  }
  return list;
}

QVector<ListedImage> OverviewWorkspace::duplicates() const {
  QVector<ListedImage> list;
  int group = 0;
  for (const auto& members : numbers_.duplicates.groups) {
    for (const auto& image : members) {
      const QString name = QString::fromStdString(image.path);
      const QString size = tr("%1 × %2").arg(image.width).arg(image.height);
      const QString like = &image == &members.front()
                               ? (hasLargest(members) ? tr("largest") : QString())
                               : likenessText(image);
      list.push_back({image.id.value,
                      session_.imagesRoot() + u'/' + name,
                      name,
                      like.isEmpty() ? size : QStringLiteral("%1 · %2").arg(size, like),
                      QSize(image.width, image.height),
                      image.orientation,
                      group});
    }
    ++group;
  }
  return list;
}

void OverviewWorkspace::showImages(Images which) {
  shownList_ = which;
  const QString enter = tr("Enter or a double click shows the image's masks");
  switch (which) {
    case Images::WithoutMasks:
      openList(tr("Images without masks"), tr("Enter or a double click opens the file"));
      break;
    case Images::WithoutAccepted:
      openList(tr("Images without an accepted mask"), enter);
      break;
    case Images::Duplicates:
      openList(tr("Near-duplicate images"),
               tr("A coloured line joins copies of one picture. %1").arg(enter));
      break;
  }
  wall_->setImages(imagesOf(which));
  nothing_->setContents(
      QStringLiteral("check"),
      which == Images::Duplicates ? tr("No near-duplicates") : tr("There are none"),
      tr("Esc leads back to the overview."));
  showWallOrNothing();
  (wall_->images().rowCount() > 0 ? static_cast<QWidget*>(wall_) : back_)->setFocus();
}

QVector<ListedImage> OverviewWorkspace::imagesOf(Images which) const {
  switch (which) {
    case Images::WithoutMasks:
      return listOf(numbers_.withoutMasks);
    case Images::WithoutAccepted:
      return listOf(numbers_.withoutAccepted);
    case Images::Duplicates:
      return duplicates();
  }
  return {};
}

void OverviewWorkspace::showWallOrNothing() {
  const bool any = wall_->images().rowCount() > 0;
  const bool hadFocus = lists_->currentWidget()->hasFocus();
  reviewGroup_->setVisible(any && shownList_ == Images::Duplicates);
  lists_->setCurrentWidget(any ? static_cast<QWidget*>(wall_) : nothing_);
  if (hadFocus) (any ? static_cast<QWidget*>(wall_) : back_)->setFocus();
}

/// The open list follows the numbers; the reader stays at the image where they are.
void OverviewWorkspace::refreshList() {
  if (pages_->currentIndex() == 0) return;
  if (!shownList_) return fillProblems();
  wall_->updateImages(imagesOf(*shownList_));
  showWallOrNothing();
}

void OverviewWorkspace::fillProblems() {
  const QModelIndex current = problems_->currentIndex();
  const QString name = current.siblingAtColumn(0).data().toString();
  problemModel_->clear();
  problemModel_->setHorizontalHeaderLabels({tr("File"), tr("Reason")});
  for (const auto& image : numbers_.board.unreadable) {
    auto* file = new QStandardItem(QString::fromStdString(image.path));
    problemModel_->appendRow({file, new QStandardItem(QString::fromStdString(image.reason))});
    if (!name.isEmpty() && file->text() == name) problems_->setCurrentIndex(file->index());
  }
  problems_->horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
}

/// What a job or a new file mended since it was last said. A scan reads headers only: while a job
/// runs that decodes, nothing is known yet.
void OverviewWorkspace::sayWhatIsReadable() {
  if (jobs_.isRunning(QStringLiteral("scan")) || jobs_.isRunning(QStringLiteral("duplicates")))
    return;
  std::unordered_set<ImageId> now;
  for (const auto& image : numbers_.board.unreadable) now.insert(image.id);
  const auto& empty = numbers_.withoutMasks;
  const auto mended = std::count_if(empty.begin(), empty.end(), [&](const PlainImage& image) {
    return unreadableIds_.contains(image.id) && !now.contains(image.id);
  });
  unreadableIds_ = std::move(now);
  if (mended > 0) Q_EMIT madeReadable(static_cast<int>(mended));
}

void OverviewWorkspace::reviewGroup() {
  const QModelIndex current = wall_->currentIndex();
  const auto& groups = numbers_.duplicates.groups;
  const auto group = static_cast<size_t>(current.data(ImageListModel::GroupRole).toInt());
  if (!current.isValid() || group >= groups.size()) return;
  QList<qint64> images;
  for (const auto& image : groups[group]) images << image.id.value;
  const QString first = QString::fromStdString(groups[group].front().path);
  Q_EMIT copiesChosen(images, first.section(u'/', -1));
}

void OverviewWorkspace::showUnreadable() {
  shownList_.reset();
  openList(tr("Unreadable images"), tr("They are left out; everything else goes on"));
  fillProblems();
  again_->show();
  lists_->setCurrentWidget(problems_->parentWidget());
  problems_->setFocus();
}

void OverviewWorkspace::showCards() {
  pages_->setCurrentIndex(0);
  setFocus();
}

}  // namespace maskwright::ui
