#pragma once

#include "core/imaging/mask_edit_result.h"

#include <QImage>
#include <QObject>
#include <QThreadPool>

#include <functional>

namespace maskwright::ui {

/// Runs one automatic edit at a time off the GUI thread, on copies of the pixels around the mask.
class MaskJob final : public QObject {
  Q_OBJECT
 public:
  /// `bgr` CV_8UC3 and `mask` CV_8U of one size; called in a thread.
  using Work = std::function<imaging::MaskEditResult(const cv::Mat& bgr, const cv::Mat& mask)>;

  explicit MaskJob(QObject* parent = nullptr);
  ~MaskJob() override;  ///< waits for what is running

  /// `around`: what of `picture` (displayed frame, full size) and `mask` is worked on.
  void start(const QString& name,
             const QImage& picture,
             const cv::Mat& mask,
             const cv::Rect& around,
             Work work);
  void cancel();  ///< drops the result
  bool isRunning() const { return running_ != 0; }
  QString name() const { return name_; }

 Q_SIGNALS:
  void finished(const QString& name,
                const cv::Rect& around,
                const maskwright::imaging::MaskEditResult& result);

 private:
  QThreadPool pool_;
  QString name_;
  int running_ = 0;  ///< number of the run whose result is wanted; 0 = none
  int runs_ = 0;
};

}  // namespace maskwright::ui
