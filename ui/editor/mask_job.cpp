#include "ui/editor/mask_job.h"

#include "ui/support/background_priority.h"

namespace maskwright::ui {
namespace {

cv::Mat toBgr(const QImage& picture, const cv::Rect& part) {
  const QImage bgr =
      picture.copy(part.x, part.y, part.width, part.height).convertToFormat(QImage::Format_BGR888);
  const cv::Mat view(bgr.height(),
                     bgr.width(),
                     CV_8UC3,
                     const_cast<uchar*>(bgr.constBits()),
                     static_cast<size_t>(bgr.bytesPerLine()));
  return view.clone();
}

}  // namespace

MaskJob::MaskJob(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);
}

MaskJob::~MaskJob() {
  pool_.clear();
  pool_.waitForDone();
}

void MaskJob::start(const QString& name,
                    const QImage& picture,
                    const cv::Mat& mask,
                    const cv::Rect& around,
                    Work work) {
  running_ = ++runs_;
  name_ = name;
  pool_.start([this,
               name,
               around,
               run = running_,
               work = std::move(work),
               picture,
               part = mask(around).clone()] {
    stepBehindInterface();
    const cv::Mat bgr = toBgr(picture, around);
    imaging::MaskEditResult result;
    try {
      result = work(bgr, part);
    } catch (const std::exception& exception) {
      result = {part, exception.what()};
    }
    QMetaObject::invokeMethod(
        this,
        [this, name, around, run, result] {
          if (run != running_) return;
          running_ = 0;
          Q_EMIT finished(name, around, result);
        },
        Qt::QueuedConnection);
  });
}

void MaskJob::cancel() {
  running_ = 0;
}

}  // namespace maskwright::ui
