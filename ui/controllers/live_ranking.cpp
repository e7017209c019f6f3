#include "ui/controllers/live_ranking.h"

#include <cmath>
#include <unordered_map>

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
          [this](const RankingNews& news) { Q_EMIT ranked(news); }) {
  timer_.setSingleShot(true);
  timer_.setInterval(kDelayMs);
  connect(&timer_, &QTimer::timeout, this, [this] {
    waiting_ = false;
    reader_.request({round_, true});
  });
}

LiveRanking::~LiveRanking() = default;

void LiveRanking::setRound(int round) {
  round_ = round;
  reader_.request({round, false});
}

void LiveRanking::decided() {
  waiting_ = true;
  if (!paused_) timer_.start();
}

void LiveRanking::setPaused(bool paused) {
  paused_ = paused;
  if (paused) {
    timer_.stop();
  } else if (waiting_) {
    timer_.start();
  }
}

RankingNews LiveRanking::answer(Memory& memory,
                                store::Connection& connection,
                                const Request& request) {
  RankingNews news;
  news.round = request.round;
  store::RankingRepository rankings(connection);
  if (!request.learn) {
    if (const auto report = rankings.report(request.round)) news.report = *report;
    news.ok = true;
    return news;
  }
  if (memory.session &&
      (memory.session->round() != request.round || !memory.session->isCurrent(connection)))
    memory.session.reset();
  if (!memory.session) {
    auto opened = RankingSession::open(connection, request.round);
    if (!opened) return failed(request.round, opened.error());
    memory.session = std::move(*opened);
  }
  const auto refit = memory.session->refit(connection);
  if (!refit) return failed(request.round, refit.error());
  // Too few decisions teach nothing: what is stored is no worse.
  if (refit->kind != rank::ModelKind::First) {
    std::unordered_map<CandidateId, double> before;
    for (const auto& row : rankings.ranking(request.round))
      before.emplace(row.candidate, row.confidence);
    for (const auto& row : refit->rows) {
      const auto old = before.find(row.candidate);
      news.changed += old == before.end() || std::abs(old->second - row.confidence) >= kNoticeable;
    }
    if (const auto written = memory.session->write(connection, *refit); !written)
      return failed(request.round, written.error());
  }
  if (const auto report = rankings.report(request.round)) news.report = *report;
  news.ok = true;
  return news;
}

}  // namespace maskwright::ui
