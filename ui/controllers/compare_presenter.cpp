#include "ui/controllers/compare_presenter.h"

#include "core/store/candidate_repository.h"
#include "core/store/decision_repository.h"
#include "core/store/image_repository.h"
#include "core/store/round_mark_repository.h"
#include "ui/support/change_style.h"
#include "ui/support/shortcuts.h"
#include "ui/support/verdict_style.h"
#include "ui/views/candidate_delegate.h"
#include "ui/views/verdict_bar.h"

#include <QElapsedTimer>
#include <QSet>

#include <algorithm>
#include <unordered_map>

namespace maskwright::ui {
namespace {

constexpr int kRecountMs = 1'500;
constexpr double kQuickS = 2;  ///< longer counts are not repeated after every verdict

QString roundText(int number) {
  return number == 0 ? ComparePresenter::tr("Discovery")
                     : ComparePresenter::tr("Round %1").arg(number);
}

}  // namespace

ComparePresenter::ComparePresenter(ProjectSession& session,
                                   ReviewController& review,
                                   CompareView& view,
                                   QObject* parent)
    : QObject(parent),
      session_(session),
      review_(review),
      view_(view),
      reader_(session.project().databaseFile(),
              QStringLiteral("round-compare"),
              &ComparePresenter::count,
              [this](const Answer& answer) { take(answer); }) {
  view_.setModel(&model_);
  recount_.setSingleShot(true);
  recount_.setInterval(kRecountMs);
  connect(&recount_, &QTimer::timeout, this, &ComparePresenter::recount);
  connectView();
  connect(&review_, &ReviewController::decidedLocally, this, &ComparePresenter::paintVerdict);
  connect(&review_, &ReviewController::decisionsStored, this, [this] {
    if (!isOpen_ || !view_.isVisible()) return;
    readVerdicts();
    fillCanvases();
    showFocus();
    recount_.start();
  });
  connect(&review_, &ReviewController::historyChanged, this, [this] {
    if (!view_.isVisible()) refresh();
  });
  connect(&review_, &ReviewController::drawn, this, &ComparePresenter::refresh);
  connect(&session_.masks(), &MaskProvider::masksChanged, this, &ComparePresenter::refresh);
}

ComparePresenter::~ComparePresenter() {
  stop_.request_stop();
}

void ComparePresenter::connectView() {
  connect(&view_, &CompareView::shown, this, [this] {
    if (!isOpen_ || !isStale_) return;
    reread();
    startCount();
  });
  connect(&view_, &CompareView::requestChanged, this, [this] {
    request_ = view_.request();
    ask();
    showImage(detail_.image);
  });
  connect(&view_, &CompareView::orderChanged, this, [this] {
    view_.setCurrentRow(model_.rowOf(detail_.image));
  });
  connect(&view_, &CompareView::imageChosen, this, [this](qint64 image) {
    showImage(ImageId(image));
    view_.setFocus();
  });
  connect(&view_, &CompareView::maskClicked, this, [this](CompareView::Side side, qint64 mask) {
    side_ = side;
    for (size_t i = 0; i < detail_.masks.size(); ++i) {
      const auto& one = detail_.masks[i];
      if (mask == (side == CompareView::Before ? one.before : one.after).value)
        return focus(static_cast<int>(i));
    }
  });
  connect(&view_, &CompareView::stepRequested, this, [this](int by) { step(by, false); });
  connect(&view_, &CompareView::imageStepRequested, this, &ComparePresenter::stepImage);
}

bool ComparePresenter::canCompare() {
  return guardedRead([this] {
           return store::ReviewQuery(session_.connection()).rounds();
         }).size() >= 2;
}

void ComparePresenter::setRounds() {
  const auto rounds =
      guardedRead([this] { return store::ReviewQuery(session_.connection()).rounds(); });
  QSet<int> rolledBack;
  for (const auto& row :
       guardedRead([this] { return store::RoundMarkRepository(session_.connection()).all(); }))
    if (row.mark == RoundMark::RolledBack) rolledBack.insert(row.number);
  QVector<RoundChoiceText> choices;
  for (const int number : rounds) {
    const QString text = roundText(number);
    choices.push_back(
        {number, rolledBack.contains(number) ? tr("%1 (rolled back)").arg(text) : text});
  }
  view_.setRounds(choices);
}

void ComparePresenter::open(int after, ImageId image) {
  const auto rounds =
      guardedRead([this] { return store::ReviewQuery(session_.connection()).rounds(); });
  if (rounds.size() < 2) return;
  request_.after = after;
  request_.before =
      guardedRead([&] { return store::RoundMarkRepository(session_.connection()).before(after); });
  if (std::find(rounds.begin(), rounds.end(), after) == rounds.end() || request_.before < 0) {
    // The first one has nothing before it: it is what the next one is compared with.
    request_.before = rounds.front();
    request_.after = rounds[1];
  }
  request_.best = view_.request().best;
  isOpen_ = true;
  isStale_ = false;
  setRounds();
  view_.setRequest(request_);
  const bool chosen = bool(image);
  if (!chosen) {
    const auto images = guardedRead(
        [this] { return store::ImageRepository(session_.connection()).presentPage({}, 1); });
    if (!images.empty()) image = images.front().id;
  }
  ask();
  showImage(image);
  takesFirst_ = !chosen;
}

void ComparePresenter::close() {
  isOpen_ = isCounting_ = false;
  waiting_.reset();
  recount_.stop();
  stop_.request_stop();
}

/// In the reader's thread.
ComparePresenter::Answer ComparePresenter::count(store::Connection& connection, const Ask& ask) {
  QElapsedTimer timer;
  timer.start();
  NullProgress nothing;
  auto compared = compareRounds(connection, ask.request, ask.stop, nothing);
  Answer answer;
  answer.stop = ask.stop;
  if (compared)
    answer.comparison = std::move(*compared);
  else
    answer.problem = QString::fromStdString(compared.error().text());
  answer.seconds = static_cast<double>(timer.elapsed()) / 1000;
  return answer;
}

void ComparePresenter::ask() {
  model_.setImages({});
  view_.setTotals(nullptr);
  startCount();
}

void ComparePresenter::startCount() {
  stop_.request_stop();
  stop_ = std::stop_source();
  isCounting_ = true;
  reader_.request({request_, stop_.get_token()});
}

void ComparePresenter::recount() {
  if (!isOpen_ || !view_.isVisible()) return;
  if (isCounting_)
    recount_.start();  // else verdicts in quick succession would never let it end
  else if (seconds_ < kQuickS)
    startCount();
}

void ComparePresenter::take(const Answer& answer) {
  if (answer.stop.stop_requested() || !isOpen_) return;  // another one took its place
  isCounting_ = false;
  if (!answer.comparison) {
    const QString text = tr("The rounds could not be compared: %1").arg(answer.problem);
    view_.setProblem(text);
    return review_.announce(text);
  }
  seconds_ = answer.seconds;
  model_.setImages(answer.comparison->images);
  view_.setTotals(&*answer.comparison);
  if (const auto* first = model_.at(0); first && std::exchange(takesFirst_, false))
    showImage(first->image);
  view_.setCurrentRow(model_.rowOf(detail_.image));
  if (const auto wanted = std::exchange(waiting_, std::nullopt))
    step(wanted->first, wanted->second);
}

/// Masks or verdicts may be others now.
void ComparePresenter::refresh() {
  if (!isOpen_) return;
  isStale_ = !view_.isVisible();
  if (isStale_) return;
  reread();
  recount_.start();
}

/// The same image, with the same mask before the eyes if it is still there.
void ComparePresenter::reread() {
  isStale_ = false;
  setRounds();
  const auto kept = targets();
  showImage(detail_.image);
  if (!kept.isEmpty()) showMask(kept.front());
}

void ComparePresenter::showImage(ImageId image, int step, bool undecidedOnly) {
  const auto record =
      guardedRead([&] { return store::ImageRepository(session_.connection()).byId(image); });
  if (!record) return;
  detail_ = guardedRead([&] { return compareImage(session_.connection(), image, request_); });
  detail_.image = image;
  const QString name = QString::fromStdString(record->path);
  view_.setImage(session_.imagesRoot() + u'/' + name,
                 name,
                 record->orientation,
                 QSize(record->width, record->height));
  view_.setCurrentRow(model_.rowOf(image));
  readVerdicts();
  fillCanvases();
  side_ = CompareView::After;
  const int end = step > 0 ? -1 : static_cast<int>(detail_.masks.size());
  const int first = next(end, step, undecidedOnly);
  focus(first >= 0 || detail_.masks.empty() ? first : 0);
}

void ComparePresenter::readVerdicts() {
  std::vector<int64_t> ids;
  for (const auto& mask : detail_.masks)
    for (const CandidateId id : {mask.before, mask.after})
      if (id) ids.push_back(id.value);
  verdicts_.clear();
  for (const auto& item :
       guardedRead([&] { return store::ReviewQuery(session_.connection()).items(ids); }))
    verdicts_[item.id.value] = item.verdict.verdict;
}

CanvasMask ComparePresenter::drawn(const ComparedMask& mask, const Candidate& candidate) const {
  const ChangeStyle style = changeStyle(mask.change);
  CanvasMask shown;
  shown.id = candidate.id.value;
  shown.mask = candidate.mask;
  const auto verdict = verdicts_.find(candidate.id.value);
  if (verdict != verdicts_.end()) shown.verdict = verdict->second;
  // A decided mask looks as everywhere else.
  if (shown.verdict == Verdict::Undecided) {
    shown.colour = style.colour;
    shown.border = style.border;
  }
  using Weight = CanvasMask::Weight;
  shown.weight = mask.change == MaskChange::Kept      ? Weight::Faint
                 : mask.change == MaskChange::Changed ? Weight::Normal
                                                      : Weight::Strong;
  shown.label = changeText(mask.change);
  return shown;
}

void ComparePresenter::fillCanvases() {
  for (const auto side : {CompareView::Before, CompareView::After}) {
    const int round = side == CompareView::Before ? request_.before : request_.after;
    std::unordered_map<int64_t, Candidate> known;
    for (auto& one : guardedRead([&] {
           return store::CandidateRepository(session_.connection()).ofImage(detail_.image, round);
         }))
      known.emplace(one.id.value, std::move(one));
    std::vector<CanvasMask> masks;
    for (const auto& mask : detail_.masks) {
      const auto found = known.find((side == CompareView::Before ? mask.before : mask.after).value);
      if (found != known.end()) masks.push_back(drawn(mask, found->second));
    }
    view_.setMasks(side, std::move(masks));
  }
}

CandidateId ComparePresenter::target(const ComparedMask& mask) const {
  if (!mask.before || !mask.after) return mask.before ? mask.before : mask.after;
  return side_ == CompareView::Before ? mask.before : mask.after;
}

Verdict ComparePresenter::verdictOf(const ComparedMask& mask) const {
  const auto found = verdicts_.find(target(mask).value);
  return found == verdicts_.end() ? Verdict::Undecided : found->second;
}

QList<qint64> ComparePresenter::targets() const {
  if (focused_ < 0) return {};
  return {target(detail_.masks[static_cast<size_t>(focused_)]).value};
}

void ComparePresenter::focus(int index) {
  waiting_.reset();
  takesFirst_ = false;
  focused_ = index;
  showFocus();
}

void ComparePresenter::showFocus() {
  if (focused_ < 0) {
    for (const auto side : {CompareView::Before, CompareView::After})
      view_.canvas(side).setFocused(0);
    view_.setFocusText(detail_.masks.empty() ? tr("Neither round has a mask on this image")
                                             : withKey(tr("Click a mask, or go to the next"),
                                                       QStringLiteral("move.next")),
                       false);
    return;
  }
  const ComparedMask& mask = detail_.masks[static_cast<size_t>(focused_)];
  view_.canvas(CompareView::Before).setFocused(mask.before.value);
  view_.canvas(CompareView::After).setFocused(mask.after.value);
  const bool isPair = mask.before && mask.after;
  const QString confidence =
      isPair ? tr("confidence %1 → %2")
                   .arg(confidenceText(mask.confidenceBefore), confidenceText(mask.confidenceAfter))
             : tr("confidence %1")
                   .arg(confidenceText(mask.before ? mask.confidenceBefore : mask.confidenceAfter));
  QStringList parts{changeText(mask.change)};
  if (isPair) parts << tr("IoU %1").arg(confidenceText(mask.iou));
  parts << confidence << verdictText(verdictOf(mask));
  const bool isLeft = target(mask) == mask.before;
  parts << (isLeft ? tr("a verdict is for the mask on the left")
                   : tr("a verdict is for the mask on the right"));
  view_.setFocusText(parts.join(QStringLiteral(" · ")), true);
}

int ComparePresenter::next(int from, int step, bool undecidedOnly) const {
  for (int i = from + step; i >= 0 && i < static_cast<int>(detail_.masks.size()); i += step) {
    const ComparedMask& mask = detail_.masks[static_cast<size_t>(i)];
    if (mask.change == MaskChange::Kept) continue;
    if (undecidedOnly && verdictOf(mask) != Verdict::Undecided) continue;
    return i;
  }
  return -1;
}

/// Whether an image has something to step to. Verdicts are read anew: they go on after a count.
bool ComparePresenter::differs(const ImageComparison& image, bool undecidedOnly) const {
  if (!undecidedOnly) return image.difference() > 0;
  return guardedRead([&] {
    store::DecisionRepository decisions(session_.connection());
    return std::any_of(image.masks.begin(), image.masks.end(), [&](const ComparedMask& mask) {
      return decisions.current(mask.after ? mask.after : mask.before).verdict == Verdict::Undecided;
    });
  });
}

void ComparePresenter::step(int step, bool undecidedOnly) {
  const int found = next(focused_, step, undecidedOnly);
  if (found >= 0) return focus(found);
  for (int row = model_.rowOf(detail_.image) + step; const auto* image = model_.at(row);
       row += step)
    if (differs(*image, undecidedOnly)) return showImage(image->image, step, undecidedOnly);
  if (isCounting_ && model_.rowCount() == 0) {
    waiting_ = {step, undecidedOnly};
    return review_.announce(
        tr("Still counting: what differs next is shown as soon as it is known"));
  }
  review_.announce(step > 0 ? tr("No further difference") : tr("No difference before this one"));
}

void ComparePresenter::stepImage(int step) {
  if (const ImageComparison* image = model_.at(model_.rowOf(detail_.image) + step))
    showImage(image->image);
}

void ComparePresenter::showMask(qint64 mask) {
  const auto items =
      guardedRead([&] { return store::ReviewQuery(session_.connection()).items({mask}); });
  if (items.empty()) return;
  if (items.front().image != detail_.image) showImage(items.front().image);
  for (size_t i = 0; i < detail_.masks.size(); ++i) {
    const auto& one = detail_.masks[i];
    if (one.before.value != mask && one.after.value != mask) continue;
    side_ = one.after.value == mask ? CompareView::After : CompareView::Before;
    return focus(static_cast<int>(i));
  }
}

void ComparePresenter::paintVerdict(const std::vector<CandidateId>& candidates, Verdict verdict) {
  if (!isOpen_ || !view_.isVisible()) return;
  for (const CandidateId id : candidates) {
    verdicts_[id.value] = verdict;
    for (const auto side : {CompareView::Before, CompareView::After})
      view_.canvas(side).setVerdict(id.value, verdict);
  }
  showFocus();
}

}  // namespace maskwright::ui
