#pragma once

#include "core/services/ranking_session.h"
#include "ui/models/background_reader.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

namespace maskwright::ui {

/// What the last refit made of the decisions.
struct RankingNews {
  bool ok = false;
  QString error;  ///< if not ok
  int round = 0;
  store::RankingRepository::Report report;
  qint64 changed = 0;  ///< candidates whose confidence moved by a hundredth or more
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
  /// No refits while a job of the engine ranks by itself.
  void setPaused(bool paused);

 Q_SIGNALS:
  void ranked(const maskwright::ui::RankingNews& news);

 private:
  struct Request {
    int round = 0;
    bool learn = true;  ///< false: only tell what is stored
  };
  struct Memory {  ///< the thread's
    std::unique_ptr<RankingSession> session;
  };
  static RankingNews answer(Memory& memory, store::Connection& connection, const Request& request);

  std::shared_ptr<Memory> memory_;
  BackgroundReader<Request, RankingNews> reader_;
  QTimer timer_;
  int round_ = 0;
  bool paused_ = false, waiting_ = false;
};

}  // namespace maskwright::ui
