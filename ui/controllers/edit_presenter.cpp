#include "ui/controllers/edit_presenter.h"

#include "core/coco/rle.h"
#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "ui/editor/mask_editor.h"
#include "ui/models/guarded_read.h"
#include "ui/support/verdict_style.h"

#include <algorithm>
#include <tuple>

namespace maskwright::ui {
namespace {

constexpr int kMostOfAnImage = 2000;  // rows read
constexpr int kMostUndecided = 20;    // as the image view shows
constexpr size_t kMostNeighbours = 12;

/// Gap between two boxes, pixels; 0 if they meet.
double gapOf(const Box& a, const Box& b) {
  const double x = std::max({0.0, a.x - (b.x + b.w), b.x - (a.x + a.w)});
  const double y = std::max({0.0, a.y - (b.y + b.h), b.y - (a.y + a.h)});
  return std::max(x, y);
}

}  // namespace

EditPresenter::EditPresenter(ProjectSession& session,
                             ReviewController& review,
                             MaskEditor& editor,
                             QObject* parent)
    : QObject(parent), session_(session), review_(review), editor_(editor) {
  connect(&editor_, &MaskEditor::accepted, this, &EditPresenter::accept);
  connect(&editor_, &MaskEditor::left, this, [this] {
    const qint64 candidate = editor_.candidate();
    editor_.close();
    Q_EMIT closed(candidate);
  });
}

/// Whether it is one of a list of those to fix.
bool EditPresenter::isQueue(qint64 candidate) const {
  return review_.filter().verdict == Verdict::FixLater &&
         session_.candidates().rowOf(candidate) >= 0;
}

int EditPresenter::nextToFix(int row) const {
  const auto& candidates = session_.candidates();
  const int count = candidates.rowCount();
  for (int i = 1; i <= count; ++i) {
    const int other = (row + i) % count;
    if (other != row && candidates.verdictAt(other) == Verdict::FixLater) return other;
  }
  return -1;
}

bool EditPresenter::fill(ImageId image, EditTask& task) const {
  const auto record =
      guardedRead([&] { return store::ImageRepository(session_.connection()).byId(image); });
  if (!record) return false;
  const auto path = QString::fromStdString(record->path);
  task.image = image.value;
  task.file = {session_.imagesRoot() + u'/' + path,
               record->orientation,
               QSize(record->width, record->height)};
  task.title = path;
  return true;
}

bool EditPresenter::open(qint64 candidate) {
  EditTask task;
  const CandidateId id(candidate);
  const auto item = review_.itemOf(id);
  if (!item || !fill(item->image, task)) return false;
  if (isQueue(candidate))
    task.place = tr("%1 of %2 to fix")
                     .arg(session_.candidates().rowOf(candidate) + 1)
                     .arg(session_.candidates().rowCount());
  auto& connection = session_.connection();
  if (candidate == lastEdited_) session_.writer().flush();  // its edit may be on its way
  const auto present = guardedRead([&] { return store::CandidateRepository(connection).byId(id); });
  const auto found = guardedRead(
      [&] { return store::CandidateRepository(connection, MaskVersion::Original).byId(id); });
  if (!present || !found) return false;
  task.candidate = candidate;
  task.mask = present->mask;
  if (found->mask != present->mask) task.found = found->mask;
  const QString category = session_.categories().nameOf(
      item->verdict.category ? item->verdict.category : item->suggested);
  task.title = tr("Mask %1").arg(candidate) +
               (category.isEmpty() ? QString() : QStringLiteral(" · ") + category) +
               QStringLiteral(" · ") + task.title;
  addNeighbours(task.image, task);
  editor_.edit(std::move(task));
  Q_EMIT moved(candidate);
  return true;
}

bool EditPresenter::openNew(ImageId image) {
  EditTask task;
  if (!fill(image, task)) return false;
  task.place = tr("Outline an object that has no mask");
  task.mask = coco::emptyRle(task.file.size.height(), task.file.size.width());
  task.title = tr("New mask · %1").arg(task.title);
  addNeighbours(task.image, task);
  editor_.edit(std::move(task));
  return true;
}

bool EditPresenter::openQueue() {
  const auto& candidates = session_.candidates();
  if (candidates.rowCount() == 0) return false;
  const int first = candidates.verdictAt(0) == Verdict::FixLater ? 0 : nextToFix(0);
  return first >= 0 && open(candidates.idAt(first));
}

void EditPresenter::addNeighbours(int64_t image, EditTask& task) const {
  auto& connection = session_.connection();
  store::CandidateRepository candidates(connection);
  const int round = guardedRead([&] {
    const auto edited = candidates.byId(CandidateId(task.candidate));
    return edited ? edited->round : review_.filter().round;
  });
  const auto ranked = guardedRead([&] {
    return store::ReviewQuery(connection).onImage(ImageId(image), round, kMostOfAnImage);
  });
  const bool isNew = task.candidate == 0;
  const Box box = isNew ? Box{} : coco::toBox(task.mask);
  const double near = 0.1 * std::max(box.w, box.h);
  std::vector<std::tuple<int64_t, double, EditTask::Neighbour>> found;
  int undecided = 0;
  for (const auto& item : ranked) {
    const Verdict verdict = item.verdict.verdict;
    if (item.id.value == task.candidate || verdict == Verdict::NotAnObject) continue;
    if (verdict == Verdict::Undecided && ++undecided > kMostUndecided) continue;
    const double gap = isNew ? 0 : gapOf(box, item.box);
    if (gap > near) continue;
    const auto one = guardedRead([&] { return candidates.byId(item.id); });
    if (!one) continue;
    found.emplace_back(
        isNew ? 0 : coco::intersectionArea(task.mask, one->mask),
        gap,
        EditTask::Neighbour{one->mask,
                            tr("mask %1, %2").arg(one->id.value).arg(verdictText(verdict))});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::get<0>(a) != std::get<0>(b) ? std::get<0>(a) > std::get<0>(b)
                                            : std::get<1>(a) < std::get<1>(b);
  });
  if (found.size() > kMostNeighbours) found.resize(kMostNeighbours);
  for (auto& one : found) task.neighbours.push_back(std::move(std::get<2>(one)));
}

void EditPresenter::accept(const Rle& mask, const QString& tools) {
  const qint64 candidate = editor_.candidate();
  if (candidate == 0) {
    review_.drawMask(ImageId(editor_.task().image), mask);
    editor_.close();
    Q_EMIT closed(0);
    return;
  }
  review_.editMask(CandidateId(candidate), mask, tools);
  lastEdited_ = candidate;
  const bool inQueue = isQueue(candidate);
  const int next = inQueue ? nextToFix(session_.candidates().rowOf(candidate)) : -1;
  if (next >= 0 && open(session_.candidates().idAt(next))) return;
  editor_.close();
  if (inQueue) review_.announce(tr("All masks of this list are fixed"));
  Q_EMIT closed(candidate);
}

}  // namespace maskwright::ui
