#pragma once

#include "core/services/audit_service.h"
#include "ui/models/background_reader.h"

#include <QObject>

#include <optional>

namespace maskwright::ui {

/// What an audit did last.
struct AuditNews {
  enum class Kind { Previewed, Started, Judged, TakenBack, Accepted, GivenUp };
  Kind kind = Kind::Previewed;
  bool ok = false;
  QString error;  ///< if not ok
  AuditService::Preview preview;
  std::optional<Audit> audit;
  std::vector<CandidateId> changed;      ///< candidates whose verdict changed
  std::vector<store::ReviewItem> items;  ///< of the sample, after Started
};

/// Runs an audit over a connection and thread of its own: previews read thousands of masks, and a
/// verdict waits for the disk. One request at a time; each is answered by one news().
class AuditSession final : public QObject {
  Q_OBJECT
 public:
  AuditSession(const std::filesystem::path& database,
               const std::string& author,
               QObject* parent = nullptr);

  void preview(const store::ReviewFilter& filter, double threshold, double target);
  void start(const AuditService::Request& request);
  void judge(AuditId audit, Verdict verdict);
  void takeBack(AuditId audit);
  void accept(AuditId audit);
  void giveUp(AuditId audit);
  bool isBusy() const { return busy_; }

 Q_SIGNALS:
  void news(const maskwright::ui::AuditNews& news);

 private:
  using Task = std::function<AuditNews(store::Connection&)>;
  void post(Task task);
  std::string author_;
  bool busy_ = false;
  BackgroundReader<Task, AuditNews> reader_;
};

}  // namespace maskwright::ui
