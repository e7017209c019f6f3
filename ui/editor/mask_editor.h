#pragma once

#include "ui/editor/editor_canvas.h"
#include "ui/editor/editor_commands.h"
#include "ui/editor/mask_document.h"
#include "ui/editor/mask_job.h"

#include <QWidget>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

class QHBoxLayout;
class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace maskwright::ui {

class EditorOptions;
class ElidedLabel;

/// What is to be edited.
struct EditTask {
  struct Neighbour {
    Rle mask;
    QString name;  ///< e.g. "mask 12, accepted"
  };
  qint64 candidate = 0;  ///< 0 = a mask that is drawn anew
  qint64 image = 0;
  PictureFile file;
  Rle mask;                           ///< the present one
  std::optional<Rle> found;           ///< as its source made it, if that is another
  std::vector<Neighbour> neighbours;  ///< nearest first
  QString title;                      ///< e.g. "cup"
  QString place;                      ///< e.g. "3 of 12 to fix"
};

/// The mask editor as a page: bar, settings, tool column, canvas, status line. It changes nothing
/// that is stored; accepted() carries the outcome.
class MaskEditor final : public QWidget {
  Q_OBJECT
 public:
  explicit MaskEditor(ImageLoader* loader, QWidget* parent = nullptr);
  ~MaskEditor() override;

  void edit(EditTask task);
  void close();  ///< forgets the task
  bool isOpen() const { return document_ != nullptr; }
  bool isChanged() const { return document_ && document_->isChanged(); }
  qint64 candidate() const { return task_.candidate; }
  const EditTask& task() const { return task_; }
  const MaskDocument* document() const { return document_.get(); }
  EditorCanvas& canvas() { return *canvas_; }
  QString message() const;  ///< what the status line says last

  void run(EditorCommand command);
  bool isPossible(EditorCommand command) const;

 Q_SIGNALS:
  /// `mask` equals the present one if nothing was changed.
  void accepted(const maskwright::Rle& mask, const QString& tools);
  void left();  ///< without change

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;

 private:
  using EditFunction = std::function<imaging::MaskEditResult(const cv::Mat&)>;
  void build(ImageLoader* loader);
  void buildBar(QVBoxLayout* layout);
  void buildTools(QHBoxLayout* layout);
  QWidget* buildStatus();
  QWidget* buildLeaveBar();
  QToolButton* addButton(QHBoxLayout* layout, EditorCommand command);
  void runTool(EditorCommand command);
  void runView(EditorCommand command);
  void runAutomatic(EditorCommand command);
  void editNow(const QString& name, const EditFunction& edit);
  void combine(EditorCommand command);
  void takeJob(const QString& name, const cv::Rect& around, const imaging::MaskEditResult& result);
  void restore();
  void step(bool undo);
  void accept();
  void leave();
  void askToLeave(bool ask);
  void chooseNeighbour(size_t index);
  void setBefore(bool before);
  void say(const QString& message, bool isProblem = false);
  void showState();
  void showNumbers();

  EditTask task_;
  struct HeldKey {
    int key = 0;
    quint32 scanCode = 0;
  };

  std::unique_ptr<MaskDocument> document_;
  EditorCanvas* canvas_ = nullptr;
  EditorOptions* options_ = nullptr;
  MaskJob* job_ = nullptr;
  size_t neighbour_ = 0;
  std::map<EditorCommand, QToolButton*> buttons_;
  QWidget* restoreRule_ = nullptr;
  ElidedLabel* title_ = nullptr;
  QLabel* place_ = nullptr;
  QLabel* zoom_ = nullptr;
  QToolButton* before_ = nullptr;
  std::optional<HeldKey> beforeKey_;  ///< while it is down
  QLabel* numbers_ = nullptr;
  ElidedLabel* message_ = nullptr;
  QPushButton *discard_ = nullptr, *accept_ = nullptr;
  QStackedWidget* foot_ = nullptr;  ///< status line, or the question whether to leave
  QPushButton* keep_ = nullptr;
};

}  // namespace maskwright::ui
