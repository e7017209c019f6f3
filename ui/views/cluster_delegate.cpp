#include "ui/views/cluster_delegate.h"

#include "ui/models/cluster_roles.h"
#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/mask_paint.h"
#include "ui/support/mask_provider.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/cluster_panel.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kCardPad = 8;
constexpr int kLineHeight = 52;
constexpr int kThumb = 40;
constexpr int kCacheCost = 16 * 1024;  ///< of 256 pixels: some hundred cards

constexpr const char* kEditor = "editor";  ///< property of a completion list: its line

QString nameOf(const QModelIndex& index) {
  const QString name = index.data(ClusterNameRole).toString();
  return name.isEmpty() ? index.data(Qt::DisplayRole).toString() : name;
}

}  // namespace

ClusterDelegate::ClusterDelegate(ImageLoader* loader, ClusterLayout layout, QObject* parent)
    : QAbstractItemDelegate(parent), loader_(loader), pictures_(kCacheCost), layout_(layout) {}

QSize ClusterDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
  return layout_ == ClusterLayout::List ? QSize(160, kLineHeight)
                                        : QSize(cardWidth_, cardWidth_ + 60);
}

QRect ClusterDelegate::nameRect(const QRect& item) const {
  if (layout_ == ClusterLayout::List)
    return {item.x() + kThumb + 16, item.y() + 4, item.width() - kThumb - 20, 24};
  return {
      item.x() + kCardPad, item.y() + cardWidth_ - kCardPad + 4, item.width() - 2 * kCardPad, 26};
}

/// The crop fills the square, with the rest of the image darkened around the mask; null while it is
/// not at hand.
QPixmap ClusterDelegate::picture(const CropRef& crop, const QSize& size, qreal ratio) const {
  const QString key = QString("%1:%2:%3").arg(crop.candidate).arg(size.width()).arg(size.height());
  if (const QPixmap* known = pictures_.object(key)) return *known;
  // One size for all mosaics, so that list and wall share the pictures.
  const int px = static_cast<int>((layout_ == ClusterLayout::List ? 48 : 96) * ratio);
  const QRect region = contextRect(crop.box, crop.imageSize, 0.08);
  const QImage image = loader_->request(
      {crop.imagePath, crop.orientation, crop.imageSize, region, QSize(px, px)}, parent());
  if (image.isNull() || region.isEmpty()) return {};
  QPixmap result(size * ratio);
  result.setDevicePixelRatio(ratio);
  QPainter painter(&result);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const QRectF square(QPointF(0, 0), QSizeF(size));
  const QSizeF shown = QSizeF(image.size()).scaled(square.size(), Qt::KeepAspectRatioByExpanding);
  const QRectF target(square.center() - QPointF(shown.width(), shown.height()) / 2, shown);
  painter.drawImage(target, image);
  Rle mask;
  if (masks_ && masks_->maskFor(crop.candidate, &mask)) {
    QTransform toSquare;
    toSquare.translate(target.x(), target.y());
    toSquare.scale(target.width() / region.width(), target.height() / region.height());
    toSquare.translate(-region.x(), -region.y());
    const QPainterPath outline = toSquare.map(smoothMaskOutline(mask));
    QPainterPath around;
    around.addRect(square);
    around.addPath(outline);
    painter.fillPath(around, QColor(0, 0, 0, 165));  // a line would be noise at this size
  }
  painter.end();
  pictures_.insert(key, new QPixmap(result), size.width() * size.height() / 256 + 1);
  return result;
}

void ClusterDelegate::paintCrop(QPainter* painter, const QRectF& rect, const CropRef& crop) const {
  const QPixmap shown = picture(crop, rect.size().toSize(), painter->device()->devicePixelRatioF());
  painter->save();
  QPainterPath clip;
  clip.addRoundedRect(rect, 4, 4);
  painter->fillPath(clip, coloursOf(QPalette()).hover);
  painter->setClipPath(clip, Qt::IntersectClip);
  if (!shown.isNull()) painter->drawPixmap(rect, shown, QRectF(shown.rect()));
  painter->restore();
}

/// Accepted from the left, rejected from the right, undecided between.
void ClusterDelegate::paintShare(QPainter* painter,
                                 const QRectF& rect,
                                 const QModelIndex& index,
                                 const QPalette& palette) const {
  const double size = std::max<double>(1, index.data(ClusterSizeRole).toDouble());
  const double accepted = index.data(ClusterAcceptedRole).toDouble() / size;
  const double rejected = index.data(ClusterRejectedRole).toDouble() / size;
  painter->save();
  QPainterPath clip;
  clip.addRoundedRect(rect, rect.height() / 2, rect.height() / 2);
  painter->setClipPath(clip, Qt::IntersectClip);
  painter->fillRect(rect, coloursOf(palette).outline);
  painter->fillRect(QRectF(rect.x(), rect.y(), rect.width() * accepted, rect.height()),
                    verdictStyle(Verdict::Accepted).colour);
  const double width = rect.width() * rejected;
  painter->fillRect(QRectF(rect.right() - width, rect.y(), width, rect.height()),
                    verdictStyle(Verdict::NotAnObject).colour);
  painter->restore();
}

void ClusterDelegate::paintLine(QPainter* painter,
                                const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const QRectF area = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5);
  const bool marked = index.data(ClusterIdRole).toLongLong() == marked_ && marked_ != 0;
  const bool current = option.state & QStyle::State_HasFocus;
  if (marked || (option.state & QStyle::State_MouseOver)) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(marked ? colours.accentSoft : colours.hover);
    painter->drawRoundedRect(area, kRadius, kRadius);
  }
  if (current) {
    painter->setPen(colours.accent);
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(area, kRadius, kRadius);
  }
  const auto members = index.data(ClusterMembersRole).value<QVector<CropRef>>();
  const QRectF thumb(area.x() + 6, area.center().y() - kThumb / 2.0, kThumb, kThumb);
  if (!members.isEmpty()) paintCrop(painter, thumb, members.front());
  const QRect name = nameRect(option.rect);
  const QString size = QLocale().toString(index.data(ClusterSizeRole).toLongLong());
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const int sizeWidth = painter->fontMetrics().horizontalAdvance(size) + 8;
  painter->drawText(name.adjusted(0, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, size);
  painter->setFont(uiFont(TextSize::Body));
  const bool unnamed = index.data(ClusterNameRole).toString().isEmpty();
  painter->setPen(unnamed ? colours.secondary : colours.text);
  painter->drawText(name.adjusted(0, 0, -sizeWidth, 0),
                    Qt::AlignLeft | Qt::AlignVCenter,
                    painter->fontMetrics().elidedText(
                        nameOf(index), Qt::ElideRight, name.width() - sizeWidth - 4));
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const QRectF below(name.x(), name.bottom() + 1, name.width() - 4, 16);
  painter->drawText(below,
                    Qt::AlignLeft | Qt::AlignVCenter,
                    confidenceText(index.data(ClusterConfidenceRole).toDouble()));
  paintShare(painter,
             QRectF(below.x() + 26, below.center().y() - 1.5, below.width() - 26, 3),
             index,
             option.palette);
}

void ClusterDelegate::paintCard(QPainter* painter,
                                const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
  const ThemeColours& colours = coloursOf(option.palette);
  const bool current = option.state & QStyle::State_HasFocus;
  const bool marked = option.state & QStyle::State_Selected;
  const qreal inset = current ? 1 : 0.5;  // the line stays inside, where it is painted over again
  const QRectF area = QRectF(option.rect).adjusted(inset, inset, -inset, -inset);
  painter->setPen(QPen(current ? colours.accent : colours.hairline, current ? 2 : 1));
  painter->setBrush(marked                                   ? colours.accentSoft
                    : option.state & QStyle::State_MouseOver ? colours.hover
                                                             : colours.panel);
  painter->drawRoundedRect(area, kRadius, kRadius);
  const auto members = index.data(ClusterMembersRole).value<QVector<CropRef>>();
  const double cell = (cardWidth_ - 2 * kCardPad - 2 * 4) / 3.0;
  for (int i = 0; i < std::min<int>(9, static_cast<int>(members.size())); ++i) {
    const QRectF rect(option.rect.x() + kCardPad + (i % 3) * (cell + 4),
                      option.rect.y() + kCardPad + (i / 3) * (cell + 4),
                      cell,
                      cell);
    paintCrop(painter, rect, members[i]);
  }
  const QRect name = nameRect(option.rect);
  qreal left = name.x() + 2;
  if (!index.data(ClusterNameRole).toString().isEmpty()) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(stableColour(index.data(ClusterColourRole).toInt()));
    painter->drawEllipse(QPointF(left + 4, name.center().y() + 0.5), 4, 4);
    left += 14;
  }
  painter->setFont(uiFont(TextSize::Body, true));
  painter->setPen(colours.text);
  const QRectF nameSpace(left, name.y(), name.right() - left, name.height());
  painter->drawText(
      nameSpace,
      Qt::AlignLeft | Qt::AlignVCenter,
      painter->fontMetrics().elidedText(nameOf(index), Qt::ElideRight, int(nameSpace.width())));
  painter->setFont(uiFont(TextSize::Caption));
  painter->setPen(colours.secondary);
  const qint64 size = index.data(ClusterSizeRole).toLongLong();
  const QRectF line(name.x() + 2, name.bottom() + 1, name.width() - 4, 16);
  painter->drawText(line,
                    Qt::AlignLeft | Qt::AlignVCenter,
                    size == 1 ? tr("1 mask") : tr("%1 masks").arg(QLocale().toString(size)));
  painter->drawText(
      line,
      Qt::AlignRight | Qt::AlignVCenter,
      tr("mean %1").arg(confidenceText(index.data(ClusterConfidenceRole).toDouble())));
  paintShare(painter, QRectF(line.x(), line.bottom() + 5, line.width(), 3), index, option.palette);
}

void ClusterDelegate::paint(QPainter* painter,
                            const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  if (layout_ == ClusterLayout::List)
    paintLine(painter, option, index);
  else
    paintCard(painter, option, index);
  painter->restore();
}

QWidget* ClusterDelegate::createEditor(QWidget* parent,
                                       const QStyleOptionViewItem&,
                                       const QModelIndex&) const {
  auto* edit = new QLineEdit(parent);
  edit->setAccessibleName(tr("Name of the cluster"));
  auto* completer = new QCompleter(names_, edit);
  completer->setCaseSensitivity(Qt::CaseInsensitive);
  completer->setFilterMode(Qt::MatchContains);
  edit->setCompleter(completer);
  auto* self = const_cast<ClusterDelegate*>(this);
  edit->installEventFilter(self);
  // One Enter is enough, also while completions are shown: the popup would swallow it.
  completer->popup()->setProperty(kEditor, QVariant::fromValue<QObject*>(edit));
  completer->popup()->installEventFilter(self);
  connect(completer, qOverload<const QString&>(&QCompleter::activated), self, [self, edit] {
    self->finish(edit);
  });
  return edit;
}

void ClusterDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  auto* edit = static_cast<QLineEdit*>(editor);
  edit->setText(index.data(ClusterNameRole).toString());
  edit->setPlaceholderText(tr("name"));
  edit->selectAll();
}

void ClusterDelegate::setModelData(QWidget* editor,
                                   QAbstractItemModel*,
                                   const QModelIndex& index) const {
  const QString name = static_cast<QLineEdit*>(editor)->text().trimmed();
  if (name == index.data(ClusterNameRole).toString()) return;
  // The view only reports it; whoever owns the store writes it.
  Q_EMIT const_cast<ClusterDelegate*>(this)->renamed(index.data(ClusterIdRole).toLongLong(), name);
}

void ClusterDelegate::updateEditorGeometry(QWidget* editor,
                                           const QStyleOptionViewItem& option,
                                           const QModelIndex&) const {
  editor->setGeometry(nameRect(option.rect).adjusted(-4, -2, 0, 4));
}

void ClusterDelegate::finish(QWidget* editor) {
  Q_EMIT commitData(editor);
  Q_EMIT closeEditor(editor, SubmitModelCache);
}

bool ClusterDelegate::eventFilter(QObject* object, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return false;
  auto* popup = qobject_cast<QAbstractItemView*>(object);
  const bool chosen = popup && popup->currentIndex().isValid();
  auto* editor =
      qobject_cast<QLineEdit*>(popup ? popup->property(kEditor).value<QObject*>() : object);
  if (!editor || chosen) return false;
  const int key = static_cast<QKeyEvent*>(event)->key();
  if (key == Qt::Key_Escape && !popup) {
    Q_EMIT closeEditor(editor, RevertModelCache);
    return true;
  }
  if (key != Qt::Key_Return && key != Qt::Key_Enter) return false;
  if (popup) popup->hide();
  finish(editor);
  return true;
}

}  // namespace maskwright::ui
