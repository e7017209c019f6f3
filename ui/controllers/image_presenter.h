#pragma once

#include "ui/controllers/project_session.h"

#include <QObject>

#include <unordered_set>

namespace maskwright::ui {

class ImageView;

/// Fills the image view: the image of one candidate with the masks of the round on it, their
/// verdicts as they are painted in the grid. A hundred outlines hide the picture, so of those that
/// are undecided only the most confident are shown, and of the refused only the focused one.
class ImagePresenter final : public QObject {
  Q_OBJECT
 public:
  ImagePresenter(ProjectSession& session, ImageView& view, QObject* parent = nullptr);

  /// Shows this candidate's image, unless it is shown already, and focuses its mask.
  void show(qint64 candidate);
  /// The next show() reads the masks anew (another round, a new discovery).
  void forget() { shown_ = {}; }
  /// Masks of these rows get the verdicts of the list.
  void refreshVerdicts(int fromRow, int toRow);

 private:
  void showImage(const store::ReviewItem& item);

  ProjectSession& session_;
  ImageView& view_;
  ImageId shown_;
  std::unordered_set<int64_t> masks_;  ///< on the canvas
};

}  // namespace maskwright::ui
