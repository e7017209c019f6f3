#pragma once

#include "core/domain/round.h"
#include "core/domain/round_mark.h"

#include <QDateTime>
#include <QWidget>

#include <memory>

class QVBoxLayout;

namespace maskwright::ui {

class LossChart;
class RoundActions;

/// One card of the time line.
struct RoundCard {
  int number = 0;   ///< 0 = discovery
  QString method;   ///< "Free Mask", "SOLO (FreeSOLO)"
  QString profile;  ///< "small: R-18, 512 px"
  RoundState state = RoundState::Done;
  bool resumable = false;
  qint64 candidates = 0, accepted = 0, rejected = 0;
  qint64 positives = 0, negatives = 0, ignored = 0;  ///< what it was trained on
  QDateTime started;
  double seconds = 0;  ///< 0 = unknown
  QString note;        ///< e.g. provenance of the weights, error
  RoundMark mark = RoundMark::None;
  QString markedBy;  ///< who and when, for people
};

/// What a round started now would be trained on.
struct RoundOutlook {
  qint64 accepted = 0, confident = 0, negatives = 0, ignored = 0;
  bool counted = false;  ///< the numbers are known
  bool possible = true;
  QString advice;  ///< why not possible, or what would help
};

/// A choice of a combo box.
struct NamedChoice {
  QString key;   ///< for the command line
  QString text;  ///< for people
  QString more;  ///< what a tool tip adds
};

/// What the form asks for.
struct RoundRequest {
  QString segmenter;  ///< key
  QString profile;    ///< key
  int minutes = 10;
  bool tune = false;  ///< the embeddings first, on the decisions
};

/// Rounds workspace: time line, loss curves, form for the next round.
class RoundPanel : public QWidget {
  Q_OBJECT
 public:
  explicit RoundPanel(QWidget* parent = nullptr);
  ~RoundPanel() override;

  void setRounds(const QVector<RoundCard>& rounds);
  void setOutlook(const RoundOutlook& outlook);
  void setSegmenters(const QVector<NamedChoice>& choices);  ///< default: solo, mask-rcnn
  void setProfiles(const QVector<NamedChoice>& choices);    ///< default: preview, small
  /// A round is being trained: the form gives way to progress. `fraction` negative = unknown.
  void setRunning(bool running, const QString& stage = {}, double fraction = -1, double etaS = -1);
  int selectedRound() const;
  void selectRound(int number);  ///< emits roundSelected
  void focusSelected();          ///< its card gets the keys
  LossChart* lossChart() const;
  RoundActions* actions() const;
  int comparedRound() const;  ///< whose curves are laid under those of the selected; -1 = none

 Q_SIGNALS:
  void startRequested(const maskwright::ui::RoundRequest& request);
  void cancelRequested();
  void resumeRequested(int number);
  void roundSelected(int number);        ///< show its curves
  void candidatesRequested(int number);  ///< review this round's candidates
  void targetsRequested(int number);     ///< show what it trained on
  void compareRequested(int number);     ///< with the round that it rests on
  void markRequested(int number, maskwright::RoundMark mark);

 private:
  void buildCurves(QVBoxLayout* layout);
  void showSelected();
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
