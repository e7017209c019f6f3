#pragma once

#include "core/services/ranking_session.h"
#include "ui/models/background_reader.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace maskwright::ui {

/// What the last refit made of the decisions.
struct RankingNews {
  bool ok = false;
  QString error;  ///< if not ok
  int round = 0;
  store::RankingRepository::Report report;
  qint64 changed = 0;  ///< candidates whose confidence moved by a hundredth or more
  qint64 moved = 0;    ///< the same since the list was read (listRead)
};

/// What decisions taught about one candidate.
struct RankingReasons {
  qint64 candidate = 0;
  std::vector<rank::RankingModel::Reason> reasons;  ///< largest first; empty = nothing
};

/// Learns from the decisions while the person goes on: a second after the last one the confidences
/// are computed anew in a thread of their own and stored. What is on the screen stays where it is.
class LiveRanking final : public QObject {
  Q_OBJECT
 public:
  explicit LiveRanking(const std::filesystem::path& database, QObject* parent = nullptr);
  ~LiveRanking() override;

  void setRound(int round);  ///< of the list; what is known about its ranking comes as news
  void decided();            ///< something was decided, undone or done again
  void listRead();           ///< the list on the screen shows the present order
  /// Clusters were edited: what is junk counts at once, also before there is much to learn from.
  void clustersEdited();
  /// No refits while a job of the engine ranks by itself.
  void setPaused(bool paused);
  /// Asks why a candidate of the round stands where it stands; explained() answers.
  void explain(qint64 candidate);

 Q_SIGNALS:
  void ranked(const maskwright::ui::RankingNews& news);
  void explained(const maskwright::ui::RankingReasons& reasons);

 private:
  struct Request {
    int round = 0;
    bool tell = false;    ///< what is stored
    bool learn = false;   ///< anew, and store it
    bool always = false;  ///< also if decisions taught nothing
    bool listed = false;  ///< the list was read since the last one
    qint64 explain = 0;   ///< candidate; 0 = none
  };
  struct Answer {
    std::optional<RankingNews> news;
    RankingReasons reasons;
  };
  struct Memory {  ///< the thread's
    std::unique_ptr<RankingSession> session;
    std::unordered_map<CandidateId, double> listed;  ///< confidences when the list was read
  };
  static Answer answer(Memory& memory, store::Connection& connection, const Request& request);
  /// Whether it was read anew.
  static Result<bool> openSession(Memory& memory, store::Connection& connection, int round);
  static RankingNews learn(Memory& memory, store::Connection& connection, const Request& request);
  static RankingReasons reasonsOf(Memory& memory,
                                  store::Connection& connection,
                                  const Request& request);
  void send();
  void take(const Answer& answer);

  std::shared_ptr<Memory> memory_;
  BackgroundReader<Request, Answer> reader_;
  QTimer timer_;
  int round_ = 0;
  Request next_;  ///< collected while one is answered
  bool busy_ = false, paused_ = false, waiting_ = false, edited_ = false, listRead_ = false;
};

}  // namespace maskwright::ui
