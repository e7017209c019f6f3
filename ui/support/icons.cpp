#include "ui/support/icons.h"

#include "ui/support/theme.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace maskwright::ui {
namespace {

/// Renders a one-colour SVG and fills its shape with the palette's colour of the moment.
class TintedIconEngine : public QIconEngine {
 public:
  TintedIconEngine(QString name, QColor colour) : name_(std::move(name)), colour_(colour) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    const qreal ratio = painter->device() ? painter->device()->devicePixelRatioF() : 1;
    QPixmap picture = pixmap(rect.size() * ratio, mode, state);
    picture.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect, picture);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) override {
    const ThemeColours& colours = coloursOf(QGuiApplication::palette());
    QColor tint = colour_.isValid() ? colour_ : colours.text;
    if (mode == QIcon::Disabled) tint = colours.disabled;
    const QString key = QString("mw-icon-%1-%2-%3x%4")
                            .arg(name_, tint.name(QColor::HexArgb))
                            .arg(size.width())
                            .arg(size.height());
    QPixmap result;
    if (QPixmapCache::find(key, &result)) return result;
    result = QPixmap(size);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    QSvgRenderer renderer(":/icons/" + name_ + ".svg");
    renderer.setAspectRatioMode(Qt::KeepAspectRatio);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(size)));
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(result.rect(), tint);
    painter.end();
    QPixmapCache::insert(key, result);
    return result;
  }

  QIconEngine* clone() const override { return new TintedIconEngine(name_, colour_); }

 private:
  QString name_;
  QColor colour_;
};

}  // namespace

QIcon icon(const QString& name, const QColor& colour) {
  Q_ASSERT(QFile::exists(":/icons/" + name + ".svg"));
  return QIcon(new TintedIconEngine(name, colour));
}

QIcon programIcon() {
  return QIcon(":/icons/maskwright.svg");
}

}  // namespace maskwright::ui
