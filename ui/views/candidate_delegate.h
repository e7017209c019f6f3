#pragma once

#include <QAbstractItemDelegate>
#include <QCache>
#include <QPainterPath>
#include <QPixmap>
#include <QPointer>

namespace maskwright::ui {

class ImageLoader;
class MaskProvider;
struct CandidateTile;

/// Paints one tile of the candidate grid. From top to bottom: the crop in its verdict border with
/// the badge, the accent line of the threshold, then number, bar and category.
class CandidateDelegate : public QAbstractItemDelegate {
  Q_OBJECT
 public:
  static constexpr int kCaptionHeight = 24;  ///< below the picture
  static constexpr int kPad = 5;             ///< between picture and tile border

  CandidateDelegate(ImageLoader* loader, QObject* parent);

  void setMaskProvider(MaskProvider* provider);
  void setTileSize(int px);
  int tileSize() const { return tileSize_; }
  void setThreshold(double confidence) { threshold_ = confidence; }
  void setMaskFill(double alpha);
  void setOutlinesVisible(bool visible);
  /// Forgets the composed pictures (masks or theme changed).
  void dropPictures() { pictures_.clear(); }
  /// Asks for the crop of a row without painting it; `tileWidth` as in paint().
  void prefetch(const QModelIndex& index, int tileWidth, qreal ratio);

  void paint(QPainter* painter,
             const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  bool helpEvent(QHelpEvent* event,
                 QAbstractItemView* view,
                 const QStyleOptionViewItem& option,
                 const QModelIndex& index) override;

 private:
  QPixmap picture(const CandidateTile& tile, int side, qreal ratio) const;
  void paintPicture(QPainter* painter, const QRectF& frame, const CandidateTile& tile) const;
  void paintCaption(QPainter* painter,
                    const QRectF& row,
                    const CandidateTile& tile,
                    const QPalette& palette) const;
  ImageLoader* loader_;
  QPointer<MaskProvider> masks_;
  int tileSize_ = 160;
  double threshold_ = 2;
  double fill_ = 0;
  bool outlines_ = true;
  mutable QCache<QString, QPixmap> pictures_{48 * 1024};  ///< kB; composed crops with outline
};

/// ".97", "1.0", or "--" for a value outside [0, 1]: always three characters.
QString confidenceText(double confidence);

/// A thin bar of length `value` in [0, 1] on its track.
void paintConfidenceBar(
    QPainter* painter, const QRectF& rect, double value, const QColor& track, const QColor& bar);

}  // namespace maskwright::ui
