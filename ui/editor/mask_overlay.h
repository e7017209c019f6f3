#pragma once

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QRect>

#include <opencv2/core.hpp>

#include <array>
#include <vector>

namespace maskwright::ui {

/// A mask painted over its picture at the window's resolution: fill, outline of 2 px, dark halo.
/// The outline follows from the blurred coverage of each pixel, so a change costs as much as the
/// pixels it touches, however long the outline is. All in device pixels.
class MaskOverlay {
 public:
  MaskOverlay();

  /// The mask to show: CV_8U 0 or 255, kept by reference; null = none.
  void setMask(const cv::Mat* mask);
  void setLook(const QColor& colour, double opacity);  ///< opacity of the fill, 0 to 1
  /// `zoom` in pixels of the window per pixel of the picture, `offset` of the picture's corner.
  void setView(double zoom, const QPointF& offset, const QSize& window);
  /// Pixels of the mask in `box` have changed. Returns what has changed in the window.
  QRect change(const cv::Rect& box);
  /// Everything is painted if something asked for it since.
  const QImage& image();

 private:
  /// Between which two pixels of the shown level one of the window lies, and how near the second.
  struct Place {
    int first = 0;
    int share = 0;  ///< of the second, 256ths
  };
  static std::vector<Place> places(int count, double offset, double scale, bool nearest);
  void choosePlaces();
  void sample(const QRect& part, cv::Mat& coverage) const;
  void reduce(const cv::Rect& box);
  void render(const QRect& target);
  void fillTable();

  const cv::Mat* mask_ = nullptr;
  std::vector<cv::Mat> levels_;  ///< halves of the mask, of their halves, ...
  QColor colour_;
  double opacity_ = 0.35;
  std::array<uint32_t, 256> table_{};  ///< premultiplied ARGB by blurred coverage
  double zoom_ = 1;
  QPointF offset_;
  const cv::Mat* level_ = nullptr;     ///< that suits the zoom
  std::vector<Place> columns_, rows_;  ///< of the window and a margin for the blur
  QImage image_;
  bool isStale_ = true;
  bool isHighContrast_ = false;  ///< what the table was filled for
};

}  // namespace maskwright::ui
