#include "ui/views/image_wall.h"

#include "ui/support/icons.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace maskwright::ui {
namespace {

constexpr int kPicture = 160, kWords = 36, kGroupLine = 3;

class ImageDelegate final : public QStyledItemDelegate {
 public:
  ImageDelegate(ImageLoader* loader, QObject* parent)
      : QStyledItemDelegate(parent), loader_(loader) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {kPicture + 2 * kGap, kPicture + kWords + 2 * kGap};
  }

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const ThemeColours& colours = coloursOf(option.palette);
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect tile = option.rect.adjusted(2, 4, -2, -2);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || option.state & QStyle::State_MouseOver) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(selected ? colours.accentSoft : colours.hover);
      painter->drawRoundedRect(tile, kRadius, kRadius);
    }
    const int group = index.data(ImageListModel::GroupRole).toInt();
    if (group >= 0) {
      // Neighbours of one group share the line; a gap parts it from the next group's.
      const auto before = index.siblingAtRow(index.row() - 1).data(ImageListModel::GroupRole);
      const bool isFirst = !before.isValid() || before.toInt() != group;
      painter->fillRect(QRect(option.rect.left() + (isFirst ? kGap : 0),
                              option.rect.top(),
                              option.rect.width() - (isFirst ? kGap : 0),
                              kGroupLine),
                        stableColour(group));
    }
    const QRect picture(
        tile.center().x() - kPicture / 2, tile.top() + kGap - 2, kPicture, kPicture);
    paintPicture(painter, picture, index, colours);
    const QRect words(tile.left() + kGap, picture.bottom() + 2, tile.width() - 2 * kGap, kWords);
    const auto line =
        [&](const QRect& where, const QString& text, TextSize size, const QColor& ink) {
          painter->setFont(uiFont(size));
          painter->setPen(ink);
          painter->drawText(
              where,
              Qt::AlignHCenter | Qt::AlignVCenter,
              painter->fontMetrics().elidedText(text, Qt::ElideMiddle, where.width()));
        };
    line(words.adjusted(0, 0, 0, -kWords / 2),
         index.data().toString().section(u'/', -1),
         TextSize::Body,
         colours.text);
    line(words.adjusted(0, kWords / 2, 0, 0),
         index.data(ImageListModel::CaptionRole).toString(),
         TextSize::Caption,
         colours.secondary);
    painter->restore();
  }

 private:
  void paintPicture(QPainter* painter,
                    const QRect& area,
                    const QModelIndex& index,
                    const ThemeColours& colours) const {
    auto request = index.data(ImageListModel::RequestRole).value<ImageRequest>();
    const int side = static_cast<int>(kPicture * painter->device()->devicePixelRatioF());
    request.bound = QSize(side, side);
    const QImage image = loader_->request(request, parent());
    if (image.isNull()) {
      painter->fillRect(area, colours.hover);
      if (loader_->isBroken(request.path))
        icon("broken-image", colours.secondary).paint(painter, area.adjusted(64, 64, -64, -64));
      return;
    }
    const QSizeF shown = QSizeF(image.size()).scaled(area.size(), Qt::KeepAspectRatio);
    painter->drawImage(
        QRectF(QPointF(area.center()) - QPointF(shown.width(), shown.height()) / 2, shown), image);
  }

  ImageLoader* loader_;
};

}  // namespace

ImageWall::ImageWall(ImageLoader* loader, QWidget* parent) : QListView(parent) {
  setObjectName(QStringLiteral("imageWall"));
  setAccessibleName(tr("Images"));
  setProperty("surface", "window");
  setModel(&model_);
  setItemDelegate(new ImageDelegate(loader, this));
  setViewMode(IconMode);
  setMovement(Static);
  setResizeMode(Adjust);
  setUniformItemSizes(true);
  setViewportMargins(kGap, kGap, kGap, 0);
  setMouseTracking(true);
  setVerticalScrollMode(ScrollPerPixel);
  verticalScrollBar()->setSingleStep(48);
  connect(loader, &ImageLoader::loaded, viewport(), qOverload<>(&QWidget::update));
  connect(this, &QAbstractItemView::activated, this, [this](const QModelIndex& index) {
    Q_EMIT imageChosen(index.data(ImageListModel::IdRole).toLongLong(),
                       index.data(ImageListModel::PathRole).toString());
  });
}

void ImageWall::setImages(QVector<ListedImage> images) {
  model_.setImages(std::move(images));
  if (model_.rowCount() > 0) setCurrentIndex(model_.index(0));
}

void ImageWall::updateImages(QVector<ListedImage> images) {
  const qint64 current = currentIndex().data(ImageListModel::IdRole).toLongLong();
  const int place = verticalScrollBar()->value();
  model_.setImages(std::move(images));
  int row = 0;
  for (int i = 0; i < model_.rowCount(); ++i)
    if (model_.index(i).data(ImageListModel::IdRole).toLongLong() == current) row = i;
  if (model_.rowCount() > 0) setCurrentIndex(model_.index(row));
  executeDelayedItemsLayout();
  verticalScrollBar()->setValue(place);
}

}  // namespace maskwright::ui
