#include "ui/controllers/live_ranking.h"

#include <cmath>
#include <unordered_map>
#include <utility>

namespace maskwright::ui {
namespace {

/// After the last decision, so that a burst of keys is learned from once.
constexpr int kDelayMs = 700;
constexpr double kNoticeable = 0.01;

RankingNews failed(int round, const Error& error) {
  RankingNews news;
  news.round = round;
  news.error = QString::fromStdString(error.text());
  return news;
}

}  // namespace

LiveRanking::LiveRanking(const std::filesystem::path& database, QObject* parent)
    : QObject(parent),
      memory_(std::make_shared<Memory>()),
      reader_(
          database,
          QStringLiteral("ranking"),
          [memory = memory_](store::Connection& connection, const Request& request) {
            return answer(*memory, connection, request);
          },
          [this](const Answer& answer) { take(answer); }) {
  timer_.setSingleShot(true);
  timer_.setInterval(kDelayMs);
  connect(&timer_, &QTimer::timeout, this, [this] {
    waiting_ = false;
    next_.learn = true;
    next_.always |= std::exchange(edited_, false);
    next_.listed |= std::exchange(listRead_, false);
    send();
  });
}

LiveRanking::~LiveRanking() = default;

void LiveRanking::setRound(int round) {
  if (round != round_) next_.explain = 0;
  round_ = round;
  next_.tell = true;
  send();
}

void LiveRanking::decided() {
  waiting_ = true;
  if (!paused_) timer_.start();
}

void LiveRanking::listRead() {
  listRead_ = true;
}

void LiveRanking::clustersEdited() {
  edited_ = true;
  decided();
}

void LiveRanking::setPaused(bool paused) {
  paused_ = paused;
  if (paused) {
    timer_.stop();
  } else if (waiting_) {
    timer_.start();
  }
}

void LiveRanking::explain(qint64 candidate) {
  next_.explain = candidate;
  send();
}

void LiveRanking::send() {
  if (busy_) return;
  busy_ = true;
  next_.round = round_;
  reader_.request(std::exchange(next_, {}));
}

void LiveRanking::take(const Answer& answer) {
  busy_ = false;
  if (answer.news) Q_EMIT ranked(*answer.news);
  if (answer.reasons.candidate != 0) Q_EMIT explained(answer.reasons);
  if (next_.tell || next_.learn || next_.explain != 0) send();
}

LiveRanking::Answer LiveRanking::answer(Memory& memory,
                                        store::Connection& connection,
                                        const Request& request) {
  Answer answer;
  if (request.learn) {
    answer.news = learn(memory, connection, request);
  } else if (request.tell) {
    RankingNews news;
    news.round = request.round;
    if (const auto report = store::RankingRepository(connection).report(request.round))
      news.report = *report;
    news.ok = true;
    answer.news = news;
  }
  if (request.explain != 0) answer.reasons = reasonsOf(memory, connection, request);
  return answer;
}

Result<bool> LiveRanking::openSession(Memory& memory, store::Connection& connection, int round) {
  if (memory.session &&
      (memory.session->round() != round || !memory.session->isCurrent(connection)))
    memory.session.reset();
  if (memory.session) return false;
  auto opened = RankingSession::open(connection, round);
  if (!opened) return opened.error();
  memory.session = std::move(*opened);
  return true;
}

RankingNews LiveRanking::learn(Memory& memory,
                               store::Connection& connection,
                               const Request& request) {
  const int round = request.round;
  if (const auto opened = openSession(memory, connection, round); !opened)
    return failed(round, opened.error());
  const auto refit = memory.session->refit(connection);
  if (!refit) return failed(round, refit.error());
  RankingNews news;
  news.round = round;
  store::RankingRepository rankings(connection);
  // Too few decisions teach nothing: what is stored is no worse, unless junk has a say.
  if (refit->kind != rank::ModelKind::First || request.always || memory.session->hasJunk()) {
    std::unordered_map<CandidateId, double> before;
    for (const auto& row : rankings.ranking(round)) before.emplace(row.candidate, row.confidence);
    if (request.listed || memory.listed.empty()) memory.listed = before;
    const auto differs = [](const auto& known, const auto& row) {
      const auto old = known.find(row.candidate);
      return old == known.end() || std::abs(old->second - row.confidence) >= kNoticeable;
    };
    for (const auto& row : refit->rows) {
      news.changed += differs(before, row);
      news.moved += differs(memory.listed, row);
    }
    if (const auto written = memory.session->write(connection, *refit); !written)
      return failed(round, written.error());
  }
  if (const auto report = rankings.report(round)) news.report = *report;
  news.ok = true;
  return news;
}

/// Where nothing was learned from decisions there is nothing to tell, and nothing is read for it.
RankingReasons LiveRanking::reasonsOf(Memory& memory,
                                      store::Connection& connection,
                                      const Request& request) {
  RankingReasons out;
  out.candidate = request.explain;
  const auto report = store::RankingRepository(connection).report(request.round);
  if (!report || report->decisions == 0) return out;
  const auto fresh = openSession(memory, connection, request.round);
  if (!fresh || (*fresh && !memory.session->refit(connection))) return out;
  out.reasons = memory.session->reasons(CandidateId(request.explain));
  return out;
}

}  // namespace maskwright::ui
