#include "ui/commands/prototype_writer.h"

#include <QMetaObject>

#include <exception>

namespace maskwright::ui {

PrototypeWriter::PrototypeWriter(std::unique_ptr<store::Project> project,
                                 const std::string& author,
                                 QObject* parent)
    : QObject(parent), project_(std::move(project)), author_(author), worker_(new QObject) {
  thread_.setObjectName(QStringLiteral("prototype-writer"));
  worker_->moveToThread(&thread_);
  connect(&thread_, &QThread::finished, worker_, &QObject::deleteLater);
  thread_.start();
}

PrototypeWriter::~PrototypeWriter() {
  QMetaObject::invokeMethod(
      worker_, [] {}, Qt::BlockingQueuedConnection);
  thread_.quit();
  thread_.wait();
}

void PrototypeWriter::post(Task task) {
  ++pending_;
  QMetaObject::invokeMethod(
      worker_,
      [this, task = std::move(task)] {
        PrototypeWriteResult result;
        try {
          result = task(*project_);
        } catch (const std::exception& exception) {  // none may pass through Qt
          result.error = QString::fromUtf8(exception.what());
        }
        QMetaObject::invokeMethod(
            this,
            [this, result] {
              --pending_;
              Q_EMIT finished(result);
            },
            Qt::QueuedConnection);
      },
      Qt::QueuedConnection);
}

void PrototypeWriter::edit(const Run& run, const PrototypeEdits& edits, const QString& text) {
  post([run, edits, text, author = author_](store::Project& project) {
    const auto done = editPrototypes(project, run, edits, author);
    PrototypeWriteResult result;
    result.ok = done.ok();
    result.text = text;
    if (!done) result.error = QString::fromStdString(done.error().text());
    return result;
  });
}

void PrototypeWriter::undo(const Run& run) {
  post([run, author = author_](store::Project& project) {
    const auto done = undoPrototypeEdit(project, run, author);
    PrototypeWriteResult result;
    result.ok = done.ok();
    result.isUndo = true;
    if (!done) {
      result.nothingToDo = done.error().kind == ErrorKind::WrongUse;
      result.error = QString::fromStdString(done.error().text());
    }
    return result;
  });
}

}  // namespace maskwright::ui
