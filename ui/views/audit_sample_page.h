#pragma once

#include "core/domain/audit.h"
#include "core/store/review_query.h"

#include <QHash>
#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace maskwright::ui {

class BoundBar;
class ImageCanvas;
class ImageLoader;

/// The masks of an audit's sample, one after the other, with the bound as it grows. The next one is
/// painted from memory: nothing is read between two verdicts.
class AuditSamplePage final : public QWidget {
  Q_OBJECT
 public:
  AuditSamplePage(ImageLoader& loader, QWidget* parent);

  void setSample(const QString& imagesRoot,
                 std::vector<store::ReviewItem> items,
                 QHash<qint64, Rle> masks);
  /// The next mask of an audit that is open.
  void showNext(const Audit& audit);
  /// Whether the mask that is asked about was painted: nobody judges what was not on the screen.
  bool isSeen() const;
  /// Whole image and back to the mask.
  void togglePeek();

 Q_SIGNALS:
  void judged(maskwright::Verdict verdict);
  void takeBackRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void buildKeys(QVBoxLayout* layout);
  const store::ReviewItem* find(CandidateId id) const;
  void prepareAfter(const Audit& audit);
  void zoom();
  QString root_;
  std::vector<store::ReviewItem> items_;
  QHash<qint64, Rle> masks_;
  QLabel* question_ = nullptr;
  BoundBar* bound_ = nullptr;
  ImageCanvas* canvas_ = nullptr;
  bool peeking_ = false;
};

}  // namespace maskwright::ui
