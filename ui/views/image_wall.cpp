#include "ui/views/image_wall.h"

#include "ui/support/icons.h"
#include "ui/support/name_lines.h"
#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace maskwright::ui {
namespace {

constexpr int kPicture = 160, kNameLine = 17, kCaptionLine = 15, kGroupLine = 3;
constexpr int kWords = 2 * kNameLine + kCaptionLine;

class ImageDelegate final : public QStyledItemDelegate {
 public:
  ImageDelegate(ImageLoader* loader, QObject* parent)
      : QStyledItemDelegate(parent), loader_(loader) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {kPicture + 3 * kGap, kPicture + kWords + 4 * kGap};
  }

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override {
    const ThemeColours& colours = coloursOf(option.palette);
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect tile = option.rect.adjusted(kSmallGap, kSmallGap, -kSmallGap, -kSmallGap);
    if (index.data(ImageListModel::GroupRole).toInt() >= 0)
      paintGroup(painter, option.rect, index, colours);
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || option.state & QStyle::State_MouseOver) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(selected ? colours.accentSoft : colours.hover);
      painter->drawRoundedRect(tile.adjusted(0, kSmallGap, 0, 0), kRadius, kRadius);
    }
    const QRect picture(
        tile.center().x() - kPicture / 2, tile.top() + 2 * kGap, kPicture, kPicture);
    paintPicture(painter, picture, index, colours);
    paintWords(painter, picture, index, colours);
    painter->restore();
  }

 private:
  /// A band behind the copies of one picture, under a line of its colour. Where a group goes on in
  /// the next row, so does its band; a gap parts it from its neighbours and from the row above.
  static void paintGroup(QPainter* painter,
                         const QRect& cell,
                         const QModelIndex& index,
                         const ThemeColours& colours) {
    const auto sameGroup = [&index](int row) {
      const auto other = index.siblingAtRow(row).data(ImageListModel::GroupRole);
      return other.isValid() && other == index.data(ImageListModel::GroupRole);
    };
    const bool isFirst = !sameGroup(index.row() - 1), isLast = !sameGroup(index.row() + 1);
    const QRect band =
        cell.adjusted(isFirst ? kSmallGap : 0, kSmallGap, isLast ? -kSmallGap : 0, -kSmallGap);
    painter->save();
    painter->setClipRect(band);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colours.panel);
    painter->drawRoundedRect(
        band.adjusted(isFirst ? 0 : -kGap, 0, isLast ? 0 : kGap, 0), kRadius, kRadius);
    painter->fillRect(QRect(band.topLeft(), QSize(band.width(), kGroupLine)),
                      stableColour(index.data(ImageListModel::GroupRole).toInt()));
    painter->restore();
  }

  static void paintWords(QPainter* painter,
                         const QRect& picture,
                         const QModelIndex& index,
                         const ThemeColours& colours) {
    QRect line(picture.left(), picture.bottom() + kSmallGap, picture.width(), kNameLine);
    painter->setFont(uiFont(TextSize::Body));
    painter->setPen(colours.text);
    const QString name = index.data().toString().section(u'/', -1);
    for (const QString& part : nameLines(name, painter->fontMetrics(), line.width())) {
      painter->drawText(line, Qt::AlignCenter, part);
      line.translate(0, kNameLine);
    }
    line.setHeight(kCaptionLine);
    painter->setFont(uiFont(TextSize::Caption));
    painter->setPen(colours.secondary);
    const QString caption = index.data(ImageListModel::CaptionRole).toString();
    painter->drawText(line,
                      Qt::AlignCenter,
                      painter->fontMetrics().elidedText(caption, Qt::ElideRight, line.width()));
  }

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
  setViewportMargins(kGap + kSmallGap, kGap + kSmallGap, kGap, 0);
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
