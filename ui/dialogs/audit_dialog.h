#pragma once

#include "ui/controllers/audit_session.h"

#include <QDialog>
#include <QTimer>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QStackedWidget;

namespace maskwright::ui {

class AuditEndPage;
class AuditSamplePage;
class Banner;
class ImageLoader;
class ProjectSession;

/// Accepting all above a confidence, with a guarantee: says what it would be, shows a random sample
/// one by one, states the bound as it grows, and accepts the rest only where that reaches the
/// target. Not modal; what is judged in it are decisions like any other. The next mask is shown at
/// once, the store follows; where it refuses, the dialog goes back to what is stored.
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
  void accepted(qint64 count, double threshold);  ///< the rest, as one command

 public Q_SLOTS:
  /// However it is left. An audit that is under way asks first.
  void done(int result) override;

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  /// What a plan is made for.
  struct Asked {
    double threshold = -1, target = -1;
    bool operator==(const Asked&) const = default;
  };
  Asked asked() const;
  QWidget* buildPlan();
  void planChanged();
  void askPreview();
  void start();
  void take(const AuditNews& news);
  void refuse(const AuditNews& news);
  void resizeTo(const QSize& size);
  void showPreview(const AuditService::Preview& preview);
  void showAudit();
  void showEnd();
  void judge(Verdict verdict);
  void takeBack();
  bool isOpen() const;
  void leave();

  ProjectSession& session_;
  store::ReviewFilter filter_;
  AuditSession audits_;
  QTimer previewTimer_;
  Asked asked_;                 ///< last, or shown
  std::optional<Audit> audit_;  ///< as it is on the screen
  std::optional<Audit> stored_;
  std::vector<store::ReviewItem> items_;
  std::vector<CandidateId> changed_;  ///< not told yet
  QString refused_;                   ///< the first reason, until the rest has been answered
  bool starting_ = false, leaveAsked_ = false, left_ = false;
  Banner* banner_ = nullptr;
  QStackedWidget* pages_ = nullptr;
  QDoubleSpinBox* threshold_ = nullptr;
  QDoubleSpinBox* target_ = nullptr;
  QLabel* plan_ = nullptr;
  QPushButton* start_ = nullptr;
  AuditSamplePage* sample_ = nullptr;
  AuditEndPage* end_ = nullptr;
};

}  // namespace maskwright::ui
