#include "ui/controllers/audit_session.h"

#include "core/store/candidate_repository.h"
#include "ui/support/background_priority.h"

#include <QCoreApplication>

namespace maskwright::ui {
namespace {

AuditNews failed(AuditNews::Kind kind, const Error& error) {
  AuditNews news;
  news.kind = kind;
  news.error = QString::fromStdString(error.message);
  return news;
}

AuditNews about(AuditNews::Kind kind, Result<Audit> audit) {
  if (!audit) return failed(kind, audit.error());
  AuditNews news;
  news.kind = kind;
  news.ok = true;
  news.audit = std::move(*audit);
  return news;
}

/// Rows and masks of the sample, so that none is waited for between two verdicts.
void readSample(store::Connection& connection, AuditNews& news) {
  std::vector<int64_t> ids;
  store::CandidateRepository candidates(connection);
  for (const auto& sampled : news.audit->sample) {
    ids.push_back(sampled.candidate.value);
    if (auto candidate = candidates.byId(sampled.candidate))
      news.masks.insert(sampled.candidate.value, candidate->mask);
  }
  news.items = store::ReviewQuery(connection).items(ids);
}

}  // namespace

/// Lives in the thread; opens its connection when it is first needed.
class AuditSession::Worker final : public QObject {
 public:
  explicit Worker(std::filesystem::path database) : database_(std::move(database)) {}

  AuditNews answer(AuditNews::Kind kind, const Task& task) {
    // No exception may pass through Qt.
    try {
      if (!connection_) {
        auto opened = store::Connection::open(database_, store::OpenMode::ReadWrite);
        if (!opened) return failed(kind, opened.error());
        connection_ = std::move(*opened);
      }
      return task(*connection_);
    } catch (const std::exception& exception) {
      return failed(kind, {ErrorKind::Internal, exception.what(), ""});
    }
  }

 private:
  std::filesystem::path database_;
  std::unique_ptr<store::Connection> connection_;
};

AuditSession::AuditSession(const std::filesystem::path& database,
                           const std::string& author,
                           QObject* parent)
    : QObject(parent), author_(author), worker_(new Worker(database)) {
  thread_.setObjectName(QStringLiteral("audit"));
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  thread_.start();
  QMetaObject::invokeMethod(worker_, &stepBehindInterface, Qt::QueuedConnection);
}

AuditSession::~AuditSession() {
  QMetaObject::invokeMethod(
      worker_, [] {}, Qt::BlockingQueuedConnection);
  thread_.quit();
  thread_.wait();
}

void AuditSession::post(AuditNews::Kind kind, Task task) {
  ++pending_;
  QMetaObject::invokeMethod(
      worker_,
      [this, worker = worker_, kind, task = std::move(task)] {
        auto answer = worker->answer(kind, task);
        QMetaObject::invokeMethod(
            this,
            [this, answer = std::move(answer)] {
              --pending_;
              Q_EMIT news(answer);
            },
            Qt::QueuedConnection);
      },
      Qt::QueuedConnection);
}

void AuditSession::flush() {
  QMetaObject::invokeMethod(
      worker_, [] {}, Qt::BlockingQueuedConnection);
  QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

void AuditSession::preview(const store::ReviewFilter& filter, double threshold, double target) {
  post(AuditNews::Kind::Previewed, [=, author = author_](store::Connection& connection) {
    auto found = AuditService(connection, author).preview(filter, threshold, target);
    if (!found) return failed(AuditNews::Kind::Previewed, found.error());
    AuditNews news;
    news.ok = true;
    news.preview = std::move(*found);
    return news;
  });
}

void AuditSession::start(const AuditService::Request& request) {
  post(AuditNews::Kind::Started, [=, author = author_](store::Connection& connection) {
    auto news = about(AuditNews::Kind::Started, AuditService(connection, author).start(request));
    if (news.audit) readSample(connection, news);
    return news;
  });
}

void AuditSession::judge(AuditId audit, CandidateId meant, Verdict verdict) {
  post(AuditNews::Kind::Judged, [=, author = author_](store::Connection& connection) {
    auto news = about(AuditNews::Kind::Judged,
                      AuditService(connection, author).judge(audit, verdict, {}, meant));
    if (news.audit) news.changed = {meant};
    return news;
  });
}

void AuditSession::takeBack(AuditId audit) {
  post(AuditNews::Kind::TakenBack, [=, author = author_](store::Connection& connection) {
    auto news = about(AuditNews::Kind::TakenBack, AuditService(connection, author).takeBack(audit));
    if (news.audit)
      news.changed = {news.audit->sample[static_cast<size_t>(news.audit->judged)].candidate};
    return news;
  });
}

void AuditSession::accept(AuditId audit) {
  post(AuditNews::Kind::Accepted, [=, author = author_](store::Connection& connection) {
    const auto outcome = AuditService(connection, author).accept(audit);
    if (!outcome) return failed(AuditNews::Kind::Accepted, outcome.error());
    AuditNews news;
    news.kind = AuditNews::Kind::Accepted;
    news.ok = true;
    news.changed = outcome->changed;
    return news;
  });
}

void AuditSession::giveUp(AuditId audit) {
  post(AuditNews::Kind::GivenUp, [=, author = author_](store::Connection& connection) {
    const auto done = AuditService(connection, author).giveUp(audit);
    if (!done) return failed(AuditNews::Kind::GivenUp, done.error());
    AuditNews news;
    news.kind = AuditNews::Kind::GivenUp;
    news.ok = true;
    return news;
  });
}

}  // namespace maskwright::ui
