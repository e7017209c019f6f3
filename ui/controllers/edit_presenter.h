#pragma once

#include "ui/controllers/review_controller.h"

#include <QObject>

namespace maskwright::ui {

class MaskEditor;
struct EditTask;

/// Brings masks into the editor and what came of them to the review: one mask, or those marked to
/// fix later one after the other, or a new one that is drawn.
class EditPresenter final : public QObject {
  Q_OBJECT
 public:
  EditPresenter(ProjectSession& session,
                ReviewController& review,
                MaskEditor& editor,
                QObject* parent = nullptr);

  /// False if there is no such candidate any more.
  bool open(qint64 candidate);
  /// A mask without a candidate on this image.
  bool openNew(ImageId image);
  /// The first mask of the list that is marked to fix later; false if there is none.
  bool openQueue();

 Q_SIGNALS:
  void closed(qint64 candidate);  ///< the editor has nothing more to do; 0 = a new mask
  void moved(qint64 candidate);   ///< another one is edited now

 private:
  bool isQueue(qint64 candidate) const;
  int nextToFix(int row) const;  ///< after `row`, then from the start; -1 = none is left
  bool fill(ImageId image, EditTask& task) const;
  void addNeighbours(int64_t image, EditTask& task) const;
  void accept(const Rle& mask, const QString& tools);

  ProjectSession& session_;
  ReviewController& review_;
  MaskEditor& editor_;
  qint64 lastEdited_ = 0;
};

}  // namespace maskwright::ui
