#pragma once

#include "core/domain/candidate.h"
#include "core/domain/decision.h"
#include "ui/support/crop_ref.h"

#include <QWidget>

#include <memory>
#include <vector>

class QVBoxLayout;

namespace maskwright::ui {

class ImageLoader;

/// Everything the inspector shows of one candidate.
struct InspectorInfo {
  CropRef crop;
  Rle mask;
  QString imageName;  ///< relative path
  double confidence = 0;
  VerdictState verdict;
  bool saved = true;
  QString category;         ///< empty = none
  int categoryColour = -1;  ///< index of stableColour()
  QString suggestion;       ///< category that the program proposes; empty = none
  int suggestionColour = -1;
  double suggestionShare = 0;  ///< of the votes of the nearest decided masks
  qint64 cluster = 0;
  QString clusterName;
  int round = 0;
  QString source, profile;  ///< "free-mask", "small: R-18, 512 px"
  int64_t area = 0;         ///< mask pixels
  CandidateAttributes attributes;
  QStringList uses;               ///< what it was in the training of which rounds
  std::vector<Decision> history;  ///< newest first
  QStringList historyCategories;  ///< category name of each history row, may be empty
  QStringList historyEdits;       ///< what was done to the mask with it, may be empty
};

/// Right panel: the whole image with the mask, confidence, cluster, category, why it stands where
/// it stands, and the history of decisions.
class InspectorPanel : public QWidget {
  Q_OBJECT
 public:
  explicit InspectorPanel(ImageLoader* loader, QWidget* parent = nullptr);
  ~InspectorPanel() override;

  void setCandidate(const InspectorInfo& info);
  /// What decisions taught about the candidate shown; empty = nothing.
  void setReasons(const QString& text);
  /// Several selected: says how many and what a verdict will do.
  void setSelectionCount(int count);
  void clear();

 Q_SIGNALS:
  void imageOpened(qint64 candidate);
  void clusterChosen(qint64 cluster);
  void relabelRequested(qint64 candidate);
  void suggestionTaken(qint64 candidate);

 private:
  void buildHead(QVBoxLayout* layout, ImageLoader* loader);
  void buildFacts(QVBoxLayout* layout);
  void showCategory();
  void showSuggestion(const InspectorInfo& info);
  static QString historyText(const InspectorInfo& info);
  static QString originText(DecisionOrigin origin);
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
