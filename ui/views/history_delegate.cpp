#include "ui/views/history_delegate.h"

#include "core/domain/decision.h"
#include "ui/models/candidate_roles.h"
#include "ui/models/candidate_tile.h"
#include "ui/models/history_model.h"
#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QAbstractItemView>
#include <QDateTime>
#include <QLocale>
#include <QPainter>

namespace maskwright::ui {
namespace {

constexpr int kThumbnail = 36;
constexpr int kCropPixels = 48;  ///< as the list of clusters, which has them by now
constexpr int kEdge = 12;
constexpr double kUndoneOpacity = 0.45;

QString dayText(const QDate& day) {
  const qint64 ago = day.daysTo(QDate::currentDate());
  if (ago == 0) return HistoryDelegate::tr("Today");
  if (ago == 1) return HistoryDelegate::tr("Yesterday");
  const QLocale locale;
  return ago > 0 && ago < 7 ? locale.dayName(day.dayOfWeek())
                            : locale.toString(day, QLocale::LongFormat);
}

QString iconOf(const QString& kind) {
  if (kind.contains(QLatin1String("round"))) return QStringLiteral("rounds");
  if (kind.contains(QLatin1String("name"))) return QStringLiteral("tag");
  if (kind.contains(QLatin1String("merge"))) return QStringLiteral("merge");
  if (kind.contains(QLatin1String("split"))) return QStringLiteral("split");
  if (kind.contains(QLatin1String("cluster"))) return QStringLiteral("clusters");
  return QStringLiteral("history");
}

}  // namespace

HistoryDelegate::HistoryDelegate(ImageLoader* loader, QObject* parent)
    : QAbstractItemDelegate(parent), crops_(loader, parent) {
  connect(loader, &ImageLoader::loaded, this, [this] {
    if (auto* view = qobject_cast<QAbstractItemView*>(this->parent())) view->viewport()->update();
  });
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  const bool isFirst = index.data(FirstOfDayRole).toBool();
  return {200, kRowHeight + (isFirst ? kDayHeight : 0)};
}

void HistoryDelegate::paintMark(QPainter* painter,
                                const QRect& place,
                                const QModelIndex& index) const {
  if (index.data(CommandMasksRole).toLongLong() > 0) {
    crops_.paint(painter, place, tileOf(index).crop, kCropPixels);
  } else {
    const ThemeColours& colours = coloursOf(QPalette());
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.raised);
    painter->drawRoundedRect(place, 4, 4);
    const QRect middle(place.center() - QPoint(9, 9), QSize(20, 20));
    icon(iconOf(index.data(CommandKindRole).toString()), colours.secondary).paint(painter, middle);
  }
  const int verdict = index.data(CommandVerdictRole).toInt();
  if (verdict > 0)
    paintVerdictBadge(painter,
                      QRectF(place.right() - 11, place.bottom() - 11, 15, 15),
                      static_cast<Verdict>(verdict),
                      /*saved=*/true);
}

void HistoryDelegate::paintTexts(QPainter* painter,
                                 const QRect& place,
                                 const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(QPalette());
  const bool isHere = index.data(CurrentCommandRole).toBool();
  const auto state = static_cast<store::CommandState>(index.data(CommandStateRole).toInt());
  QFont font = uiFont(TextSize::Body, isHere);
  font.setStrikeOut(state == store::CommandState::Dropped);
  painter->setFont(font);
  painter->setPen(colours.text);
  const QRect upper = place.adjusted(0, 0, 0, -place.height() / 2);
  painter->drawText(
      upper,
      Qt::AlignLeft | Qt::AlignBottom,
      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, upper.width()));
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const QLocale locale;
  const QString time =
      locale.toString(index.data(CommandTimeRole).toDateTime(), QStringLiteral("HH:mm"));
  const qint64 masks = index.data(CommandMasksRole).toLongLong();
  QStringList parts{time, index.data(CommandAuthorRole).toString()};
  if (masks == 1) parts << HistoryDelegate::tr("1 mask");
  if (masks > 1) parts << HistoryDelegate::tr("%1 masks").arg(locale.toString(masks));
  if (state == store::CommandState::Undone) parts << HistoryDelegate::tr("undone");
  if (state == store::CommandState::Dropped) parts << HistoryDelegate::tr("replaced");
  if (isHere) parts << HistoryDelegate::tr("you are here");
  const QRect lower = place.adjusted(0, place.height() / 2 + 2, 0, 0);
  painter->drawText(lower,
                    Qt::AlignLeft | Qt::AlignTop,
                    painter->fontMetrics().elidedText(
                        parts.join(QStringLiteral(" · ")), Qt::ElideRight, lower.width()));
}

void HistoryDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  QRect row = option.rect;
  if (index.data(FirstOfDayRole).toBool()) {
    painter->setFont(uiFont(TextSize::Caption, true));
    painter->setPen(colours.secondary);
    painter->drawText(row.adjusted(kEdge, 0, -kEdge, kDayHeight - row.height() - 4),
                      Qt::AlignLeft | Qt::AlignBottom,
                      dayText(index.data(CommandTimeRole).toDateTime().date()));
    row.setTop(row.top() + kDayHeight);
  }
  const bool selected = option.state & QStyle::State_Selected;
  const bool hovered = option.state & QStyle::State_MouseOver;
  if (selected || hovered) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(selected ? colours.accentSoft : colours.hover);
    painter->drawRoundedRect(row.adjusted(4, 1, -4, -1), kRadius, kRadius);
  }
  if (index.data(CurrentCommandRole).toBool()) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.accent);
    painter->drawRoundedRect(QRect(row.left() + 4, row.top() + 8, 3, row.height() - 16), 1.5, 1.5);
  }
  const auto state = static_cast<store::CommandState>(index.data(CommandStateRole).toInt());
  if (state != store::CommandState::Done) painter->setOpacity(kUndoneOpacity);
  const QRect mark(
      row.left() + kEdge, row.top() + (row.height() - kThumbnail) / 2, kThumbnail, kThumbnail);
  paintMark(painter, mark, index);
  paintTexts(painter,
             QRect(mark.right() + kEdge, row.top() + 6, row.right() - mark.right() - 2 * kEdge, 40),
             index);
  painter->restore();
}

}  // namespace maskwright::ui
