#pragma once

#include "core/services/audit_service.h"

#include <QHash>
#include <QObject>
#include <QThread>

#include <filesystem>
#include <functional>
#include <memory>
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
  QHash<qint64, Rle> masks;              ///< of the same
};

/// Runs an audit over a connection and thread of its own: previews read thousands of masks, and a
/// verdict waits for the disk. Requests are done in the order of their arrival, so that a person
/// need not wait for one to give the next; each is answered by one news().
class AuditSession final : public QObject {
  Q_OBJECT
 public:
  AuditSession(const std::filesystem::path& database,
               const std::string& author,
               QObject* parent = nullptr);
  /// Waits until all requests are done.
  ~AuditSession() override;

  void preview(const store::ReviewFilter& filter, double threshold, double target);
  void start(const AuditService::Request& request);
  /// `meant`: the mask that was looked at; refused if another one is next.
  void judge(AuditId audit, CandidateId meant, Verdict verdict);
  void takeBack(AuditId audit);
  void accept(AuditId audit);
  void giveUp(AuditId audit);
  /// Requests that have no news yet.
  int pending() const { return pending_; }
  /// Waits for what was asked so far and tells its news.
  void flush();

 Q_SIGNALS:
  void news(const maskwright::ui::AuditNews& news);

 private:
  class Worker;
  using Task = std::function<AuditNews(store::Connection&)>;
  void post(AuditNews::Kind kind, Task task);

  std::string author_;
  QThread thread_;
  Worker* worker_ = nullptr;
  int pending_ = 0;
};

}  // namespace maskwright::ui
