#pragma once

#include "core/services/round_compare.h"
#include "ui/controllers/project_session.h"
#include "ui/controllers/review_controller.h"
#include "ui/models/background_reader.h"
#include "ui/models/comparison_model.h"
#include "ui/views/compare_view.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <stop_token>
#include <unordered_map>
#include <utility>

namespace maskwright::ui {

/// Fills the compare view from the store: the masks of the image shown at once, the totals and the
/// list of images in the background. Verdicts go to the focused mask.
class ComparePresenter final : public QObject {
  Q_OBJECT
 public:
  ComparePresenter(ProjectSession& session,
                   ReviewController& review,
                   CompareView& view,
                   QObject* parent = nullptr);
  ~ComparePresenter() override;

  bool canCompare();  ///< there are two rounds with masks
  /// Round `after` with the newest before it that isn't rolled back, beginning with an image (none:
  /// the first).
  void open(int after, ImageId image);
  void close();                   ///< nothing is counted any more
  QList<qint64> targets() const;  ///< the mask that a verdict is for
  ImageId image() const { return detail_.image; }
  /// Next or previous mask that differs (undecided ones alone), then on to the next image.
  void step(int step, bool undecidedOnly);
  void stepImage(int step);
  /// Shows and focuses a mask if it is one of those compared.
  void showMask(qint64 mask);

 private:
  struct Ask {
    RoundCompareRequest request;
    std::stop_token stop;
  };
  struct Answer {
    std::optional<RoundComparison> comparison;
    QString problem;
    std::stop_token stop;  ///< of the request
    double seconds = 0;
  };
  static Answer count(store::Connection& connection, const Ask& ask);
  void connectView();
  void setRounds();
  void ask();
  void startCount();
  void recount();
  void refresh();
  void reread();
  void take(const Answer& answer);
  void showImage(ImageId image, int step = 1, bool undecidedOnly = false);
  void readVerdicts();
  void fillCanvases();
  void focus(int index);
  void showFocus();
  int next(int from, int step, bool undecidedOnly) const;
  bool differs(const ImageComparison& image, bool undecidedOnly) const;
  void paintVerdict(const std::vector<CandidateId>& candidates, Verdict verdict);
  CandidateId target(const ComparedMask& mask) const;
  Verdict verdictOf(const ComparedMask& mask) const;
  CanvasMask drawn(const ComparedMask& mask, const Candidate& candidate) const;

  ProjectSession& session_;
  ReviewController& review_;
  CompareView& view_;
  ComparisonModel model_;
  RoundCompareRequest request_;
  ImageComparison detail_;  ///< of the image shown
  std::unordered_map<int64_t, Verdict> verdicts_;
  int focused_ = -1;                             ///< index into detail_.masks
  CompareView::Side side_ = CompareView::After;  ///< of a pair, where it was clicked last
  bool isOpen_ = false;
  bool isStale_ = false;  ///< something was written while it was hidden
  bool isCounting_ = false;
  double seconds_ = 0;       ///< that the last count took
  bool takesFirst_ = false;  ///< of the list, once it is there: nobody has chosen an image
  std::optional<std::pair<int, bool>> waiting_;  ///< a step, until the images are counted
  QTimer recount_;
  std::stop_source stop_;  ///< of the newest request
  BackgroundReader<Ask, Answer> reader_;
};

}  // namespace maskwright::ui
