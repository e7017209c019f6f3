#include "ui/controllers/image_presenter.h"

#include "core/store/candidate_repository.h"
#include "core/store/review_query.h"
#include "ui/models/guarded_read.h"
#include "ui/views/image_canvas.h"
#include "ui/views/image_view.h"

#include <algorithm>

namespace maskwright::ui {
namespace {

constexpr int kMostUndecided = 20;    // outlines that a picture bears beside those with a verdict
constexpr int kMostOfAnImage = 2000;  // rows read

QString caption(int shown, int all) {
  if (all == 1) return ImagePresenter::tr("1 mask");
  return shown == all ? ImagePresenter::tr("%1 masks").arg(all)
                      : ImagePresenter::tr("%1 of %2 masks").arg(shown).arg(all);
}

}  // namespace

ImagePresenter::ImagePresenter(ProjectSession& session, ImageView& view, QObject* parent)
    : QObject(parent), session_(session), view_(view) {}

void ImagePresenter::show(qint64 candidate) {
  const auto& candidates = session_.candidates();
  const auto item = candidates.itemAt(candidates.rowOf(candidate));
  if (!item) return;
  if (item->image != shown_ || !masks_.contains(candidate)) showImage(*item);
  view_.canvas()->setFocused(item->id.value);
}

void ImagePresenter::showImage(const store::ReviewItem& item) {
  shown_ = item.image;
  masks_.clear();
  auto& connection = session_.connection();
  // Lists may hold masks of several rounds: its own is the one whose masks stand beside it.
  const int round = guardedRead([&] {
    const auto candidate = store::CandidateRepository(connection).byId(item.id);
    return candidate ? candidate->round : session_.candidates().filter().round;
  });
  auto ranked = guardedRead(
      [&] { return store::ReviewQuery(connection).onImage(item.image, round, kMostOfAnImage); });
  if (std::none_of(
          ranked.begin(), ranked.end(), [&](const auto& one) { return one.id == item.id; }))
    ranked.push_back(item);
  std::vector<CanvasMask> masks;
  int undecided = 0;
  for (const auto& one : ranked) {
    const Verdict verdict = one.verdict.verdict;
    const bool wanted = verdict == Verdict::Undecided ? ++undecided <= kMostUndecided
                                                      : verdict != Verdict::NotAnObject;
    if (!wanted && one.id != item.id) continue;
    auto found = guardedRead([&] { return store::CandidateRepository(connection).byId(one.id); });
    if (!found) continue;
    masks_.insert(one.id.value);
    CanvasMask mask;
    mask.id = one.id.value;
    mask.mask = std::move(found->mask);
    mask.verdict = verdict;
    masks.push_back(std::move(mask));
  }
  const auto path = QString::fromStdString(item.imagePath);
  view_.canvas()->setImage(session_.imagesRoot() + u'/' + path,
                           item.orientation,
                           QSize(item.imageWidth, item.imageHeight));
  view_.setCaption(path, caption(static_cast<int>(masks.size()), static_cast<int>(ranked.size())));
  view_.canvas()->setMasks(std::move(masks));
}

void ImagePresenter::refreshVerdicts(int fromRow, int toRow) {
  constexpr int kMost = 200;
  const auto& candidates = session_.candidates();
  for (int row = fromRow; row <= std::min(toRow, fromRow + kMost); ++row)
    view_.canvas()->setVerdict(candidates.idAt(row), candidates.verdictAt(row));
}

}  // namespace maskwright::ui
