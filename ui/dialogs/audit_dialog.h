#pragma once

#include "ui/controllers/audit_session.h"

#include <QDialog>
#include <QTimer>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace maskwright::ui {

class BoundBar;
class ImageCanvas;
class ImageLoader;
class ProjectSession;

/// Accepting all above a confidence, with a guarantee: says what it would be, shows a random sample
/// one by one, states the bound as it grows, and accepts the rest only where that reaches the
/// target. Not modal; what is judged in it are decisions like any other.
class AuditDialog final : public QDialog {
  Q_OBJECT
 public:
  AuditDialog(ProjectSession& session,
              ImageLoader& loader,
              const store::ReviewFilter& filter,
              double threshold,
              QWidget* parent = nullptr);
  ~AuditDialog() override;

 Q_SIGNALS:
  void decided(const std::vector<maskwright::CandidateId>& changed);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void closeEvent(QCloseEvent* event) override;

 private:
  QWidget* buildPlan();
  QWidget* buildSample(ImageLoader& loader);
  QWidget* buildEnd();
  void askPreview();
  void take(const AuditNews& news);
  void growTo(const QSize& least);
  void showPreview(const AuditService::Preview& preview);
  void showNext();
  void showEnd();
  void judge(Verdict verdict);

  ProjectSession& session_;
  store::ReviewFilter filter_;
  AuditSession audits_;
  QTimer previewTimer_;
  std::optional<Audit> audit_;
  std::vector<store::ReviewItem> items_;
  QStackedWidget* pages_ = nullptr;
  QDoubleSpinBox* threshold_ = nullptr;
  QDoubleSpinBox* target_ = nullptr;
  QLabel* plan_ = nullptr;
  QLabel* progress_ = nullptr;
  QLabel* result_ = nullptr;
  QLabel* evidence_ = nullptr;
  BoundBar* bound_ = nullptr;
  ImageCanvas* canvas_ = nullptr;
  QPushButton* start_ = nullptr;
  QPushButton* accept_ = nullptr;
};

}  // namespace maskwright::ui
