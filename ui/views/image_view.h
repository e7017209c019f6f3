#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QSlider;

namespace maskwright::ui {

class ElidedLabel;
class ImageCanvas;
class ImageLoader;

/// The canvas with its bar: back to the grid, file name, overlay mode and strength, zoom.
class ImageView : public QWidget {
  Q_OBJECT
 public:
  explicit ImageView(ImageLoader* loader, QWidget* parent = nullptr);
  ImageCanvas* canvas() const { return canvas_; }
  /// What stands in the bar: relative path and e.g. "12 masks".
  void setCaption(const QString& file, const QString& detail);

 Q_SIGNALS:
  void closed();
  void previousImageRequested();
  void nextImageRequested();

 private:
  void buildBar();
  void buildOverlayTools(QHBoxLayout* layout);
  ImageCanvas* canvas_ = nullptr;
  QWidget* bar_ = nullptr;
  ElidedLabel* file_ = nullptr;
  QLabel* detail_ = nullptr;
  QLabel* zoom_ = nullptr;
  QSlider* opacity_ = nullptr;
};

}  // namespace maskwright::ui
