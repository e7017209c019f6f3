#include "ui/views/recent_card.h"

#include "ui/support/icons.h"
#include "ui/support/image_loader.h"
#include "ui/support/theme.h"

#include <QDir>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <utility>

namespace maskwright::ui {
namespace {

void paintCard(QPainter* painter, const QAbstractButton* button) {
  const ThemeColours& colours = coloursOf(button->palette());
  painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const bool focus = button->hasFocus();
  painter->setPen(QPen(focus ? colours.accent : colours.hairline, focus ? 2 : 1));
  painter->setBrush(button->isDown()                              ? colours.hairline
                    : button->underMouse() && button->isEnabled() ? colours.raised
                                                                  : colours.panel);
  painter->drawRoundedRect(QRectF(button->rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
}

}  // namespace

void CardButton::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) return click();
  QAbstractButton::keyPressEvent(event);
}

ChoiceCard::ChoiceCard(const QString& iconName,
                       const QString& title,
                       const QString& text,
                       QWidget* parent)
    : CardButton(parent), iconName_(iconName), text_(text) {
  setText(title);
  setAccessibleName(title);
  setAccessibleDescription(text);
  setAttribute(Qt::WA_Hover);
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ChoiceCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ThemeColours& colours = coloursOf(palette());
  paintCard(&painter, this);
  const QRect inner = rect().adjusted(16, 16, -16, -12);
  ui::icon(iconName_, isEnabled() ? colours.text : colours.disabled)
      .paint(&painter, QRect(inner.topLeft(), QSize(28, 28)));
  painter.setPen(isEnabled() ? colours.text : colours.disabled);
  painter.setFont(uiFont(TextSize::Body, true));
  painter.drawText(inner.adjusted(0, 42, 0, 0), Qt::AlignLeft | Qt::AlignTop, text());
  painter.setPen(isEnabled() ? colours.secondary : colours.disabled);
  painter.setFont(uiFont(TextSize::Body));
  painter.drawText(
      inner.adjusted(0, 66, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, text_);
}

RecentCard::RecentCard(ImageLoader* loader, const RecentProject& project, QWidget* parent)
    : CardButton(parent), loader_(loader), project_(project) {
  setText(project.name);
  setAccessibleName(tr("Open %1").arg(project.name));
  setToolTip(project.path);
  setAttribute(Qt::WA_Hover);
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::StrongFocus);
  setEnabled(true);
  auto* remove = new QToolButton(this);
  remove->setIcon(ui::icon("close", coloursOf(palette()).secondary));
  remove->setToolTip(tr("Take off this list; the project stays on the disk"));
  remove->setAccessibleName(tr("Take %1 off this list").arg(project.name));
  remove->resize(28, 28);
  remove_ = remove;
  connect(remove, &QToolButton::clicked, this, &RecentCard::removeRequested);
  connect(loader, &ImageLoader::loaded, this, [this](const ImageRequest& request) {
    if (request.path == project_.picture) update();
  });
}

void RecentCard::resizeEvent(QResizeEvent*) {
  remove_->move(width() - remove_->width() - 12, (height() - remove_->height()) / 2);
}

void RecentCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const ThemeColours& colours = coloursOf(palette());
  paintCard(&painter, this);
  const QRectF picture(8, 8, 64, height() - 16);
  QPainterPath clip;
  clip.addRoundedRect(picture, 4, 4);
  painter.fillPath(clip, colours.hover);
  const QImage image =
      project_.picture.isEmpty()
          ? QImage()
          : loader_->request(
                {project_.picture, project_.pictureOrientation, {}, {}, QSize(256, 256)}, this);
  if (!image.isNull()) {
    painter.save();
    painter.setClipPath(clip);
    const QSizeF size = QSizeF(image.size()).scaled(picture.size(), Qt::KeepAspectRatioByExpanding);
    painter.drawImage(QRectF(picture.center() - QPointF(size.width(), size.height()) / 2, size),
                      image);
    painter.restore();
  }
  const QLocale locale;
  const QString counts =
      tr("%1 images, %2 masks")
          .arg(locale.toString(project_.images), locale.toString(project_.candidates));
  const QString when = locale.toString(project_.lastOpened, tr("d MMM yyyy, HH:mm"));
  const QString progress = project_.decided > 0
                               ? tr("%1 decided, %2").arg(locale.toString(project_.decided), when)
                               : when;
  // The facts take what they need, half of the card at most; name and place the rest.
  const QFontMetricsF small(uiFont(TextSize::Caption));
  const double room = remove_->x() - 12 - (picture.right() + 12);
  const double needed =
      std::ceil(std::max(small.horizontalAdvance(counts), small.horizontalAdvance(progress))) + 1;
  const double factsWidth = std::min(needed, room / 2);
  const QRectF text(picture.right() + 12, 10, room - factsWidth - 12, height() - 20);
  const QRectF facts(text.right() + 12, 10, factsWidth, height() - 20);
  painter.setFont(uiFont(TextSize::Body, true));
  painter.setPen(project_.missing ? colours.secondary : colours.text);
  painter.drawText(
      text,
      Qt::AlignLeft | Qt::AlignTop,
      painter.fontMetrics().elidedText(project_.name, Qt::ElideMiddle, int(text.width())));
  painter.setFont(uiFont(TextSize::Caption));
  painter.setPen(colours.secondary);
  const QString place = project_.missing ? tr("not found: %1").arg(project_.path)
                                         : QDir::toNativeSeparators(project_.path);
  painter.drawText(text,
                   Qt::AlignLeft | Qt::AlignBottom,
                   painter.fontMetrics().elidedText(place, Qt::ElideMiddle, int(text.width())));
  for (const auto& [line, edge] : {std::pair{counts, Qt::AlignTop}, {progress, Qt::AlignBottom}})
    painter.drawText(
        facts, Qt::AlignRight | edge, small.elidedText(line, Qt::ElideRight, facts.width()));
}

}  // namespace maskwright::ui
