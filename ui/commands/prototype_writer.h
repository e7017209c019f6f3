#pragma once

#include "core/services/prototype_service.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>
#include <string>

namespace maskwright::ui {

/// What came of one edit of prototypes.
struct PrototypeWriteResult {
  bool ok = false;
  bool isUndo = false;
  bool nothingToDo = false;  ///< undo without a step: no failure worth a banner
  QString error;             ///< for people, if not ok
  QString text;              ///< what was done, as given by the caller
};

/// The thread that writes edits of prototypes and the legend, over a connection of its own. Each
/// result comes as a queued signal after its step is on disk (or refused). Calls from the GUI
/// thread.
class PrototypeWriter final : public QObject {
  Q_OBJECT
 public:
  PrototypeWriter(std::unique_ptr<store::Project> project,
                  const std::string& author,
                  QObject* parent = nullptr);
  /// Waits until all requests are written.
  ~PrototypeWriter() override;

  /// `text`: what it is for people, comes back with the result.
  void edit(const Run& run, const PrototypeEdits& edits, const QString& text);
  void undo(const Run& run);
  int pending() const { return pending_; }  ///< requests without a result yet

 Q_SIGNALS:
  void finished(const maskwright::ui::PrototypeWriteResult& result);

 private:
  using Task = std::function<PrototypeWriteResult(store::Project&)>;
  void post(Task task);

  std::unique_ptr<store::Project> project_;  ///< the thread's
  std::string author_;
  QThread thread_;
  QObject* worker_;  ///< lives in the thread
  int pending_ = 0;
};

}  // namespace maskwright::ui
