#include "ui/commands/review_writer.h"

#include "core/services/round_marks.h"
#include "core/services/verdict_inheritance.h"

#include <QMetaObject>

#include <unordered_set>

namespace maskwright::ui {

/// Lives in the writer thread; owns its connection.
class ReviewWriter::Worker final : public QObject {
 public:
  Worker(std::unique_ptr<store::Connection> connection, const std::string& author)
      : connection_(std::move(connection)),
        author_(author),
        review_(*connection_, author),
        clusters_(*connection_, author) {}

  ReviewService& review() { return review_; }
  ClusterEdit& clusters() { return clusters_; }

  void take(const Result<ReviewService::Outcome>& outcome, WriteResult& result) {
    if (!outcome) {
      result.nothingToDo =
          outcome.error().kind == ErrorKind::WrongUse &&
          (result.kind == WriteResult::Kind::Undo || result.kind == WriteResult::Kind::Redo ||
           result.kind == WriteResult::Kind::EditClusters);
      result.error = QString::fromStdString(result.nothingToDo ? outcome.error().message
                                                               : outcome.error().text());
      return;
    }
    result.ok = true;
    result.text = QString::fromStdString(outcome->text);
    result.changed = outcome->changed;
    result.clusters = outcome->clusters;
  }

  void goTo(CommandId command, WriteResult& result) {
    const auto jump = review_.goTo(command);
    if (!jump) {
      result.error = QString::fromStdString(jump.error().text());
      return;
    }
    result.ok = true;
    result.text = QString::fromStdString(jump->text);
    result.changed = jump->changed;
    result.clusters = jump->clusters;
    result.undone = jump->undone;
    result.redone = jump->redone;
    result.edited = editedAmong(jump->changed);
  }

  void markRound(int round, RoundMark mark, WriteResult& result) {
    const auto marked = maskwright::markRound(*connection_, round, mark, author_);
    result.ok = marked.ok();
    if (marked)
      result.text = QString::fromStdString(marked->text);
    else
      result.error = QString::fromStdString(marked.error().text());
  }

  void handDown(int round, WriteResult& result) {
    const auto handed = handDownNews(*connection_, round);
    result.ok = handed.ok();
    if (handed)
      result.handedDown = handed->inherited + handed->linked;
    else
      result.error = QString::fromStdString(handed.error().text());
  }

  void writeSetting(const std::string& key, const std::string& value, WriteResult& result) {
    try {
      store::Transaction transaction(*connection_);
      {
        auto query = connection_->prepare(
            "INSERT INTO setting(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = "
            "excluded.value");
        query.bind(1, key);
        query.bind(2, value);
        query.exec();
      }
      transaction.commit();
      result.ok = true;
    } catch (const std::exception& exception) {
      result.error = QString::fromStdString(store::toError(exception, connection_->file()).text());
    }
  }

  void nameNext(WriteResult& result) {
    try {
      result.undoText = QString::fromStdString(review_.undoText().value_or(""));
      result.redoText = QString::fromStdString(review_.redoText().value_or(""));
    } catch (const std::exception&) {
      // The texts are for the menu alone; the failed write itself was reported.
    }
  }

 private:
  std::vector<CandidateId> editedAmong(const std::vector<CandidateId>& changed) {
    std::vector<CandidateId> edited;
    try {
      std::unordered_set<int64_t> known;
      auto query = connection_->prepare("SELECT DISTINCT candidate_id FROM mask_edit");
      while (query.executeStep()) known.insert(query.getColumn(0).getInt64());
      for (const CandidateId id : changed)
        if (known.contains(id.value)) edited.push_back(id);
    } catch (const std::exception&) {
      return changed;  // the jump itself is stored: reading more masks anew than needed is no harm
    }
    return edited;
  }

  std::unique_ptr<store::Connection> connection_;
  std::string author_;
  ReviewService review_;
  ClusterEdit clusters_;
};

ReviewWriter::ReviewWriter(std::unique_ptr<store::Connection> connection,
                           const std::string& author,
                           QObject* parent)
    : QObject(parent), worker_(new Worker(std::move(connection), author)) {
  thread_.setObjectName(QStringLiteral("review-writer"));
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  thread_.start();
}

ReviewWriter::~ReviewWriter() {
  flush();
  thread_.quit();
  thread_.wait();
}

int ReviewWriter::post(WriteResult::Kind kind, Task task) {
  const int sequence = nextSequence_++;
  Q_EMIT pendingChanged(++pending_);
  QMetaObject::invokeMethod(
      worker_,
      [this, worker = worker_, kind, sequence, task = std::move(task)] {
        WriteResult result;
        result.sequence = sequence;
        result.kind = kind;
        task(*worker, result);
        worker->nameNext(result);
        QMetaObject::invokeMethod(
            this,
            [this, result] {
              Q_EMIT pendingChanged(--pending_);
              Q_EMIT finished(result);
            },
            Qt::QueuedConnection);
      },
      Qt::QueuedConnection);
  return sequence;
}

int ReviewWriter::decide(ReviewService::Request request) {
  return post(WriteResult::Kind::Decide,
              [request = std::move(request)](Worker& worker, WriteResult& result) {
                result.asked = request.candidates;
                worker.take(worker.review().decide(request), result);
              });
}

int ReviewWriter::editMask(ReviewService::EditRequest request) {
  return post(WriteResult::Kind::Edit,
              [request = std::move(request)](Worker& worker, WriteResult& result) {
                result.asked = {request.candidate};
                worker.take(worker.review().editMask(request), result);
              });
}

int ReviewWriter::drawMask(ReviewService::DrawRequest request) {
  return post(WriteResult::Kind::Draw,
              [request = std::move(request)](Worker& worker, WriteResult& result) {
                worker.take(worker.review().drawMask(request), result);
              });
}

int ReviewWriter::undo() {
  return post(WriteResult::Kind::Undo, [](Worker& worker, WriteResult& result) {
    worker.take(worker.review().undo(), result);
  });
}

int ReviewWriter::redo() {
  return post(WriteResult::Kind::Redo, [](Worker& worker, WriteResult& result) {
    worker.take(worker.review().redo(), result);
  });
}

int ReviewWriter::goTo(CommandId command) {
  return post(WriteResult::Kind::Jump,
              [command](Worker& worker, WriteResult& result) { worker.goTo(command, result); });
}

int ReviewWriter::markRound(int round, RoundMark mark) {
  return post(WriteResult::Kind::MarkRound, [round, mark](Worker& worker, WriteResult& result) {
    worker.markRound(round, mark, result);
  });
}

int ReviewWriter::handDown(int round) {
  return post(WriteResult::Kind::HandDown,
              [round](Worker& worker, WriteResult& result) { worker.handDown(round, result); });
}

int ReviewWriter::nameCluster(ClusterId cluster, const QString& name) {
  return post(WriteResult::Kind::NameCluster,
              [cluster, name = name.toStdString()](Worker& worker, WriteResult& result) {
                worker.take(worker.review().nameCluster(cluster, name), result);
              });
}

int ReviewWriter::editClusters(std::function<Result<ClusterEdit::Outcome>(ClusterEdit&)> edit) {
  return post(WriteResult::Kind::EditClusters,
              [edit = std::move(edit)](Worker& worker, WriteResult& result) {
                worker.take(edit(worker.clusters()), result);
              });
}

int ReviewWriter::setSetting(const QString& key, const QString& value) {
  return post(
      WriteResult::Kind::Setting,
      [key = key.toStdString(), value = value.toStdString()](Worker& worker, WriteResult& result) {
        worker.writeSetting(key, value, result);
      });
}

void ReviewWriter::flush() {
  if (!thread_.isRunning()) return;
  QMetaObject::invokeMethod(
      worker_, [] {}, Qt::BlockingQueuedConnection);
}

}  // namespace maskwright::ui
