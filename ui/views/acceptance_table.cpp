#include "ui/views/acceptance_table.h"

#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kRow = 26, kDot = 8, kBar = 6, kFigure = 40;
constexpr int kShareColumn = 96, kLeastColumn = 40, kLeastName = 90, kMostName = 200;
constexpr int kLeastShare = kFigure + 4 * kSmallGap;
constexpr int kArrow = 10, kBesideTitle = kArrow + 4 * kSmallGap;
constexpr int kBesideName = kDot + 6 * kSmallGap;  ///< dot and gaps

/// The share as a bar with its figure; the name with the dot of its colour.
class BarDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const ThemeColours& colours = coloursOf(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & QStyle::State_Selected)
      painter->fillRect(option.rect, colours.accentSoft);
    else if (option.state & QStyle::State_MouseOver)
      painter->fillRect(option.rect, colours.hover);
    const QRect inner = option.rect.adjusted(kSmallGap, 0, -kSmallGap, 0);
    painter->setFont(uiFont(TextSize::Body));
    painter->setPen(colours.text);
    if (index.column() == AcceptanceModel::Share)
      paintShare(painter, inner, index, colours);
    else
      paintName(painter, inner, index);
    painter->restore();
  }

 private:
  static void paintShare(QPainter* painter,
                         const QRect& inner,
                         const QModelIndex& index,
                         const ThemeColours& colours) {
    const double share = index.data(AcceptanceModel::ShareRole).toDouble();
    QRectF bar = inner.adjusted(0, 0, -kFigure - kSmallGap, 0);
    bar = QRectF(bar.left(), bar.center().y() - kBar / 2.0, bar.width(), kBar);
    painter->save();
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.hairline);
    painter->drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
    if (share > 0) {
      bar.setWidth(std::max<double>(kBar, bar.width() * share));
      painter->setBrush(verdictStyle(Verdict::Accepted).colour);
      painter->drawRoundedRect(bar, kBar / 2.0, kBar / 2.0);
    }
    painter->restore();
    painter->drawText(inner, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
  }

  static void paintName(QPainter* painter, const QRect& inner, const QModelIndex& index) {
    painter->save();
    painter->setPen(Qt::NoPen);
    painter->setBrush(index.data(AcceptanceModel::ColourRole).value<QColor>());
    painter->drawRoundedRect(
        QRectF(inner.left() + kSmallGap, inner.center().y() - kDot / 2.0 + 1, kDot, kDot), 2, 2);
    painter->restore();
    const QRect text = inner.adjusted(kDot + 3 * kSmallGap, 0, 0, 0);
    painter->drawText(
        text,
        Qt::AlignLeft | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
  }
};

}  // namespace

AcceptanceTable::AcceptanceTable(const QString& nameTitle,
                                 const QString& accessibleName,
                                 QWidget* parent)
    : QTableView(parent), model_(nameTitle) {
  sorted_.setSourceModel(&model_);
  sorted_.setSortRole(AcceptanceModel::SortRole);
  setModel(&sorted_);
  setAccessibleName(accessibleName);
  auto* delegate = new BarDelegate(this);
  setItemDelegateForColumn(AcceptanceModel::Name, delegate);
  setItemDelegateForColumn(AcceptanceModel::Share, delegate);
  setSelectionBehavior(SelectRows);
  setSelectionMode(SingleSelection);
  setEditTriggers(NoEditTriggers);
  setShowGrid(false);
  setTabKeyNavigation(false);
  setMouseTracking(true);
  setCursor(Qt::PointingHandCursor);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  const bool dark = coloursOf(palette()).dark;
  setStyleSheet(
      QStringLiteral("QTableView, QHeaderView, QHeaderView::section { background: transparent; }"
                     "QHeaderView::section { padding: 4px 12px 4px 4px; }"
                     "QHeaderView::down-arrow { image: url(:/icons/chevron-%1.svg); }"
                     "QHeaderView::up-arrow { image: url(:/icons/up-%1.svg); }"
                     "QHeaderView::down-arrow, QHeaderView::up-arrow { width: 10px; height: 10px; "
                     "subcontrol-origin: padding; subcontrol-position: center right; }")
          .arg(dark ? QStringLiteral("dark") : QStringLiteral("light")));
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(kRow);
  horizontalHeader()->setHighlightSections(false);
  horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  horizontalHeader()->setMinimumSectionSize(kLeastColumn);
  horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  horizontalHeader()->setSectionResizeMode(AcceptanceModel::Name, QHeaderView::Stretch);
  horizontalHeader()->resizeSection(AcceptanceModel::Share, kShareColumn);
  setSortingEnabled(true);
  sortByColumn(AcceptanceModel::Decided, Qt::DescendingOrder);
  connect(this, &QAbstractItemView::clicked, this, [this](const QModelIndex& index) {
    Q_EMIT groupChosen(index.data(AcceptanceModel::IdRole).toLongLong());
  });
}

void AcceptanceTable::setGroups(std::vector<GroupAcceptance> groups) {
  model_.setGroups(std::move(groups));
  shareColumns();
}

/// What a column needs to show everything in it.
int AcceptanceTable::neededWidth(int column) const {
  const QFontMetrics metrics(uiFont(TextSize::Body));
  int widest = 0;
  for (int row = 0; row < model_.rowCount(); ++row)
    widest =
        std::max(widest, metrics.horizontalAdvance(model_.index(row, column).data().toString()));
  const QString title = model_.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
  return std::max(widest + (column == AcceptanceModel::Name ? kBesideName : 3 * kGap),
                  horizontalHeader()->fontMetrics().horizontalAdvance(title) + kBesideTitle);
}

/// Where it is narrow the names keep their place: the bars shrink first, then the last figure goes.
void AcceptanceTable::shareColumns() {
  auto* header = horizontalHeader();
  const int name = neededWidth(AcceptanceModel::Name);
  const int decided = neededWidth(AcceptanceModel::Decided);
  const int masks = neededWidth(AcceptanceModel::Masks);
  const int share = std::max(kLeastShare, neededWidth(AcceptanceModel::Share));
  const int left = viewport()->width() - decided - std::max(kLeastName, std::min(name, kMostName));
  const bool narrow = left < share + masks;
  setColumnHidden(AcceptanceModel::Masks, narrow);
  header->resizeSection(AcceptanceModel::Decided, decided);
  header->resizeSection(AcceptanceModel::Masks, masks);
  header->resizeSection(
      AcceptanceModel::Share,
      std::clamp(left - (narrow ? 0 : masks), share, std::max(share, kShareColumn)));
}

void AcceptanceTable::resizeEvent(QResizeEvent* event) {
  QTableView::resizeEvent(event);
  shareColumns();
}

void AcceptanceTable::keyPressEvent(QKeyEvent* event) {
  const bool chooses = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (!chooses || !currentIndex().isValid()) return QTableView::keyPressEvent(event);
  Q_EMIT groupChosen(currentIndex().data(AcceptanceModel::IdRole).toLongLong());
}

}  // namespace maskwright::ui
