#include "ui/controllers/audit_session.h"

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

}  // namespace

AuditSession::AuditSession(const std::filesystem::path& database,
                           const std::string& author,
                           QObject* parent)
    : QObject(parent),
      author_(author),
      reader_(
          database,
          QStringLiteral("audit"),
          [](store::Connection& connection, const Task& task) { return task(connection); },
          [this](const AuditNews& answer) {
            busy_ = false;
            Q_EMIT news(answer);
          }) {}

void AuditSession::post(Task task) {
  busy_ = true;
  reader_.request(std::move(task));
}

void AuditSession::preview(const store::ReviewFilter& filter, double threshold, double target) {
  post([=, author = author_](store::Connection& connection) {
    auto found = AuditService(connection, author).preview(filter, threshold, target);
    if (!found) return failed(AuditNews::Kind::Previewed, found.error());
    AuditNews news;
    news.ok = true;
    news.preview = std::move(*found);
    return news;
  });
}

void AuditSession::start(const AuditService::Request& request) {
  post([=, author = author_](store::Connection& connection) {
    auto news = about(AuditNews::Kind::Started, AuditService(connection, author).start(request));
    if (!news.audit) return news;
    std::vector<int64_t> ids;
    for (const auto& sampled : news.audit->sample) ids.push_back(sampled.candidate.value);
    news.items = store::ReviewQuery(connection).items(ids);
    return news;
  });
}

void AuditSession::judge(AuditId audit, Verdict verdict) {
  post([=, author = author_](store::Connection& connection) {
    auto news =
        about(AuditNews::Kind::Judged, AuditService(connection, author).judge(audit, verdict));
    if (news.audit && news.audit->judged > 0)
      news.changed = {news.audit->sample[static_cast<size_t>(news.audit->judged - 1)].candidate};
    return news;
  });
}

void AuditSession::takeBack(AuditId audit) {
  post([=, author = author_](store::Connection& connection) {
    auto news = about(AuditNews::Kind::TakenBack, AuditService(connection, author).takeBack(audit));
    if (news.audit)
      news.changed = {news.audit->sample[static_cast<size_t>(news.audit->judged)].candidate};
    return news;
  });
}

void AuditSession::accept(AuditId audit) {
  post([=, author = author_](store::Connection& connection) {
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
  post([=, author = author_](store::Connection& connection) {
    const auto done = AuditService(connection, author).giveUp(audit);
    if (!done) return failed(AuditNews::Kind::GivenUp, done.error());
    AuditNews news;
    news.kind = AuditNews::Kind::GivenUp;
    news.ok = true;
    return news;
  });
}

}  // namespace maskwright::ui
