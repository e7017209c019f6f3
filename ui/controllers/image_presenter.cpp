#include "ui/controllers/image_presenter.h"

#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "ui/models/guarded_read.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"

#include <algorithm>

namespace maskwright::ui {

ImagePresenter::ImagePresenter(ProjectSession& session, ImageView& view, QObject* parent)
    : QObject(parent), session_(session), view_(view) {}

void ImagePresenter::show(qint64 candidate) {
  const auto& candidates = session_.candidates();
  const auto item = candidates.itemAt(candidates.rowOf(candidate));
  if (!item) return;
  if (item->image != shown_) showImage(*item);
  view_.canvas()->setFocused(item->id.value);
}

void ImagePresenter::showImage(const store::ReviewItem& item) {
  shown_ = item.image;
  const auto all = guardedRead([&] {
    return store::CandidateRepository(session_.connection())
        .ofImage(item.image, session_.candidates().filter().round);
  });
  std::vector<CanvasMask> masks;
  masks.reserve(all.size());
  for (const Candidate& one : all) {
    CanvasMask mask;
    mask.id = one.id.value;
    mask.mask = one.mask;
    mask.verdict = guardedRead(
        [&] { return store::DecisionRepository(session_.connection()).current(one.id).verdict; });
    masks.push_back(std::move(mask));
  }
  const auto path = QString::fromStdString(item.imagePath);
  view_.canvas()->setImage(session_.imagesRoot() + u'/' + path,
                           item.orientation,
                           QSize(item.imageWidth, item.imageHeight));
  view_.setCaption(
      path,
      masks.size() == 1 ? tr("1 mask") : tr("%n masks", nullptr, static_cast<int>(masks.size())));
  view_.canvas()->setMasks(std::move(masks));
}

void ImagePresenter::refreshVerdicts(int fromRow, int toRow) {
  constexpr int kMost = 200;
  const auto& candidates = session_.candidates();
  for (int row = fromRow; row <= std::min(toRow, fromRow + kMost); ++row)
    view_.canvas()->setVerdict(candidates.idAt(row), candidates.verdictAt(row));
}

}  // namespace maskwright::ui
