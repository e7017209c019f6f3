#include "ui/editor/mask_editor.h"

#include "core/coco/rle.h"
#include "core/imaging/mask_edit_boolean.h"
#include "core/imaging/mask_edit_clean.h"
#include "core/imaging/mask_edit_grabcut.h"
#include "core/imaging/mask_edit_snap.h"
#include "core/imaging/mask_ops.h"
#include "ui/editor/editor_options.h"
#include "ui/support/shortcuts.h"
#include "ui/views/elided_label.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace maskwright::ui {
namespace {

constexpr double kSpeckShare = 0.05;  ///< of the largest part
constexpr double kBrushStep = 1.25;   ///< of [ and ]
constexpr double kBrushShare = 0.12;  ///< of the root of a mask's area: the size at first
constexpr double kSnapShare = 0.035;  ///< likewise, the distance of snapping
constexpr double kSurround = 0.35;    ///< context for the automatic edits
constexpr int kLeastSurroundPx = 72;

/// Keys that are letters or signs do nothing but what the editor says.
bool isPlain(const QKeyEvent& key) {
  return (key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0 &&
         key.key() != Qt::Key_F1 && key.text() != QLatin1String("?");
}

}  // namespace

MaskEditor::MaskEditor(ImageLoader* loader, QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("maskEditor"));
  setAccessibleName(tr("Mask editor"));
  setProperty("takesAllKeys", true);  // the key overlay shows these alone
  job_ = new MaskJob(this);
  build(loader);
  connect(job_, &MaskJob::finished, this, &MaskEditor::takeJob);
  connect(canvas_, &EditorCanvas::edited, this, [this] {
    say({});
    showState();
  });
  connect(canvas_, &EditorCanvas::strokeMoved, this, &MaskEditor::showNumbers);
  connect(canvas_, &EditorCanvas::polygonChanged, this, &MaskEditor::showState);
  connect(canvas_, &EditorCanvas::pictureLoaded, this, &MaskEditor::showState);
  connect(canvas_, &EditorCanvas::brushSizeChanged, options_, &EditorOptions::setBrushSize);
  connect(options_, &EditorOptions::brushSizeChosen, canvas_, &EditorCanvas::setBrushSize);
  connect(options_, &EditorOptions::polygonCutsChosen, canvas_, &EditorCanvas::setPolygonCuts);
  connect(options_, &EditorOptions::nextNeighbourChosen, this, [this] {
    run(EditorCommand::NextNeighbour);
  });
  options_->setBrushSize(canvas_->brushSize());
  showState();
}

MaskEditor::~MaskEditor() {
  canvas_->close();
}

void MaskEditor::edit(EditTask task) {
  job_->cancel();
  askToLeave(false);
  const bool isFirst = !document_;
  task_ = std::move(task);
  auto document = std::make_unique<MaskDocument>(task_.mask);
  canvas_->open(task_.file, document.get());
  document_ = std::move(document);
  const double side = std::sqrt(static_cast<double>(document_->area()));
  if (side > 0) {
    options_->proposeSnapRadius(
        std::clamp(static_cast<int>(std::lround(kSnapShare * side)), 3, 40));
    if (isFirst) canvas_->setBrushSize(std::clamp(std::round(kBrushShare * side), 4.0, 160.0));
  }
  title_->setFullText(task_.title);
  place_->setText(task_.place);
  chooseNeighbour(0);
  say({});
  showState();
  canvas_->setFocus();
}

void MaskEditor::close() {
  job_->cancel();
  askToLeave(false);
  canvas_->close();
  document_.reset();
  task_ = {};
}

QString MaskEditor::message() const {
  return message_->toolTip();
}

bool MaskEditor::isPossible(EditorCommand command) const {
  if (!document_) return false;
  const bool isFree = !job_->isRunning();
  const bool hasMask = document_->area() > 0;
  switch (command) {
    case EditorCommand::Undo:
      return isFree && document_->canUndo();
    case EditorCommand::Redo:
      return isFree && document_->canRedo();
    case EditorCommand::GrabCut:
    case EditorCommand::Snap:
      return isFree && hasMask && !canvas_->picture().isNull();
    case EditorCommand::FillHoles:
    case EditorCommand::RemoveSpecks:
      return isFree && hasMask;
    case EditorCommand::Unite:
    case EditorCommand::Subtract:
    case EditorCommand::Intersect:
      return isFree && !task_.neighbours.empty();
    case EditorCommand::NextNeighbour:
      return task_.neighbours.size() > 1;
    case EditorCommand::Restore:
      return isFree && task_.found.has_value();
    case EditorCommand::RemoveCorner:
      return canvas_->hasPolygon();
    case EditorCommand::Accept:
      return isFree;
    default:
      return true;
  }
}

void MaskEditor::run(EditorCommand command) {
  if (canvas_->isPainting()) return;  // a stroke ends with the button that began it
  if (!isPossible(command)) {
    if (document_ && job_->isRunning())
      say(withKey(tr("%1 is still at work; leaving stops it").arg(job_->name()),
                  infoOf(EditorCommand::Leave).id));
    else if (document_ && canvas_->picture().isNull() &&
             (command == EditorCommand::GrabCut || command == EditorCommand::Snap))
      say(canvas_->isBroken() ? tr("This needs the picture, which can't be read.")
                              : tr("The picture is still being read."));
    return;
  }
  switch (command) {
    case EditorCommand::GrabCut:
    case EditorCommand::Snap:
      runAutomatic(command);
      break;
    case EditorCommand::FillHoles:
      editNow(tr("fill holes"), [](const cv::Mat& mask) { return imaging::fillHoles(mask); });
      break;
    case EditorCommand::RemoveSpecks:
      editNow(tr("remove specks"),
              [](const cv::Mat& mask) { return imaging::removeSpecks(mask, kSpeckShare); });
      break;
    case EditorCommand::Unite:
    case EditorCommand::Subtract:
    case EditorCommand::Intersect:
      combine(command);
      break;
    case EditorCommand::NextNeighbour:
      chooseNeighbour((neighbour_ + 1) % task_.neighbours.size());
      break;
    case EditorCommand::Restore:
      restore();
      break;
    case EditorCommand::Undo:
      step(true);
      break;
    case EditorCommand::Redo:
      step(false);
      break;
    case EditorCommand::Accept:
      accept();
      break;
    case EditorCommand::Leave:
      leave();
      break;
    default:
      runTool(command);
  }
  showState();
}

void MaskEditor::runTool(EditorCommand command) {
  const auto choose = [this](EditorTool tool) {
    canvas_->setTool(tool);
    canvas_->setFocus();
  };
  switch (command) {
    case EditorCommand::Brush:
      return choose(EditorTool::Brush);
    case EditorCommand::Eraser:
      return choose(EditorTool::Eraser);
    case EditorCommand::Polygon:
      return choose(EditorTool::Polygon);
    case EditorCommand::Swap:
      if (canvas_->tool() == EditorTool::Polygon)
        return options_->setPolygonCuts(!canvas_->polygonCuts());
      return choose(canvas_->tool() == EditorTool::Brush ? EditorTool::Eraser : EditorTool::Brush);
    case EditorCommand::Smaller:
      // At least by one pixel.
      return canvas_->setBrushSize(
          std::min(canvas_->brushSize() - 1, std::round(canvas_->brushSize() / kBrushStep)));
    case EditorCommand::Larger:
      return canvas_->setBrushSize(
          std::max(canvas_->brushSize() + 1, std::round(canvas_->brushSize() * kBrushStep)));
    case EditorCommand::RemoveCorner:
      return canvas_->removeCorner();
    default:
      runView(command);
  }
}

void MaskEditor::runView(EditorCommand command) {
  switch (command) {
    case EditorCommand::Before:  // by the palette, which holds nothing
      return setBefore(!before_->isDown());
    case EditorCommand::Outline:
      return canvas_->setFilled(!canvas_->isFilled());
    case EditorCommand::ZoomToMask:
      return canvas_->zoomToMask();
    case EditorCommand::Fit:
      return canvas_->zoomToFit();
    case EditorCommand::ActualSize:
      return canvas_->zoomToActualSize();
    case EditorCommand::ZoomIn:
      return canvas_->zoomIn();
    case EditorCommand::ZoomOut:
      return canvas_->zoomOut();
    default:
      return;
  }
}

void MaskEditor::runAutomatic(EditorCommand command) {
  const bool isSnap = command == EditorCommand::Snap;
  const auto snap = options_->snap();
  const auto cut = options_->grabCut();
  const cv::Rect around =
      imaging::surroundOf(document_->mask(), isSnap ? 0 : kSurround, kLeastSurroundPx);
  const auto work = [isSnap, snap, cut](const cv::Mat& bgr, const cv::Mat& mask) {
    return isSnap ? imaging::snapToEdges(bgr, mask, snap)
                  : imaging::grabCutFromMask(bgr, mask, cut);
  };
  canvas_->dropPolygon();
  canvas_->setLocked(true);
  const QString name = isSnap ? tr("snap to edges") : tr("GrabCut");
  job_->start(name, canvas_->picture(), document_->mask(), around, work);
  say(tr("%1 …").arg(name));
}

void MaskEditor::takeJob(const QString& name,
                         const cv::Rect& around,
                         const imaging::MaskEditResult& result) {
  canvas_->setLocked(false);
  if (!document_) return;
  if (result.isChanged()) {
    canvas_->refresh(document_->replace(around, result.mask, name.toStdString()));
    say({});
  } else {
    say(tr("%1: %2.").arg(name, QString::fromStdString(result.reason)));
  }
  showState();
}

void MaskEditor::editNow(const QString& name, const EditFunction& edit) {
  const auto result = edit(document_->mask());
  if (!result.isChanged())
    return say(tr("%1: %2.").arg(name, QString::fromStdString(result.reason)));
  const cv::Rect all({}, result.mask.size());
  document_->replace(all, result.mask, name.toStdString());
  canvas_->refresh(all);
  say({});
}

void MaskEditor::combine(EditorCommand command) {
  const auto& neighbour = task_.neighbours[neighbour_];
  const cv::Mat other = imaging::toMat(coco::decode(neighbour.mask));
  const auto how = command == EditorCommand::Unite      ? imaging::BooleanEdit::Unite
                   : command == EditorCommand::Subtract ? imaging::BooleanEdit::Subtract
                                                        : imaging::BooleanEdit::Intersect;
  const QString name = command == EditorCommand::Unite      ? tr("unite")
                       : command == EditorCommand::Subtract ? tr("subtract")
                                                            : tr("intersect");
  editNow(name, [&](const cv::Mat& mask) { return imaging::combineMasks(mask, other, how); });
}

void MaskEditor::restore() {
  const cv::Mat found = imaging::toMat(coco::decode(*task_.found));
  const cv::Rect all({}, found.size());
  canvas_->refresh(document_->replace(all, found, "restore"));
  say(tr("Back to the mask as it was found."));
}

void MaskEditor::step(bool undo) {
  const QString name = QString::fromStdString(undo ? document_->undoName() : document_->redoName());
  canvas_->refresh(undo ? document_->undo() : document_->redo());
  say(undo ? tr("Undone: %1").arg(name) : tr("Done again: %1").arg(name));
}

void MaskEditor::accept() {
  if (canvas_->hasPolygon()) {
    if (!canvas_->closePolygon()) say(tr("A polygon needs three corners."));
    return;
  }
  if (document_->area() == 0) {
    say(task_.candidate == 0
            ? tr("Nothing is drawn yet.")
            : tr("The mask is empty. Leave; if it is none: %1.")
                  .arg(withKey(tr("Not an object"), QStringLiteral("review.reject"))),
        true);
    return;
  }
  Q_EMIT accepted(document_->toRle(), QString::fromStdString(document_->tools()));
}

void MaskEditor::leave() {
  if (canvas_->hasPolygon()) {
    canvas_->dropPolygon();
  } else if (job_->isRunning()) {
    say(tr("%1 stopped.").arg(job_->name()));
    job_->cancel();
    canvas_->setLocked(false);
  } else if (foot_->currentIndex() == 1) {
    askToLeave(false);
  } else if (isChanged()) {
    askToLeave(true);
  } else {
    Q_EMIT left();
  }
}

void MaskEditor::askToLeave(bool ask) {
  foot_->setCurrentIndex(ask ? 1 : 0);
  if (ask)
    keep_->setFocus();
  else if (isVisible())
    canvas_->setFocus();
}

void MaskEditor::chooseNeighbour(size_t index) {
  neighbour_ = index;
  const auto& all = task_.neighbours;
  canvas_->setNeighbour(all.empty() ? nullptr : &all[index].mask);
  options_->setNeighbour(all.empty() ? tr("none is near") : all[index].name, all.size() > 1);
}

void MaskEditor::setBefore(bool before) {
  if (!document_) return;
  canvas_->setBefore(before);
  before_->setDown(before);
}

bool MaskEditor::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && document_) {
    const auto& key = *static_cast<QKeyEvent*>(event);
    // Elsewhere these keys are verdicts and moves.
    if (editorCommandOf(key) || isPlain(key)) {
      event->accept();
      return true;
    }
  }
  if (event->type() == QEvent::WindowDeactivate) setBefore(false);
  return QWidget::event(event);
}

void MaskEditor::keyPressEvent(QKeyEvent* event) {
  const auto command = editorCommandOf(*event);
  if (command == EditorCommand::Before) {
    if (!event->isAutoRepeat()) {
      beforeKey_ = {event->key(), event->nativeScanCode()};
      setBefore(true);
    }
    return;
  }
  if (command)
    run(*command);
  else
    QWidget::keyPressEvent(event);
}

void MaskEditor::keyReleaseEvent(QKeyEvent* event) {
  // The key that was pressed, whatever it means by now: modifiers come and go meanwhile, and with
  // them what a key is called.
  const bool isSame =
      beforeKey_ &&
      (beforeKey_->key == event->key() ||
       (beforeKey_->scanCode != 0 && beforeKey_->scanCode == event->nativeScanCode()));
  if (!isSame || event->isAutoRepeat()) return QWidget::keyReleaseEvent(event);
  beforeKey_.reset();
  setBefore(false);
}

void MaskEditor::say(const QString& message, bool isProblem) {
  message_->setProperty("tone",
                        isProblem ? QStringLiteral("problem") : QStringLiteral("secondary"));
  message_->setFullText(message);
}

void MaskEditor::showState() {
  for (const auto& [command, button] : buttons_) button->setEnabled(isPossible(command));
  const auto tool = canvas_->tool();
  buttons_[EditorCommand::Brush]->setChecked(tool == EditorTool::Brush);
  buttons_[EditorCommand::Eraser]->setChecked(tool == EditorTool::Eraser);
  buttons_[EditorCommand::Polygon]->setChecked(tool == EditorTool::Polygon);
  buttons_[EditorCommand::Restore]->setVisible(task_.found.has_value());
  restoreRule_->setVisible(task_.found.has_value());
  accept_->setEnabled(isPossible(EditorCommand::Accept));
  setKeyText(accept_,
             task_.candidate == 0 ? tr("Accept the mask")
             : isChanged()        ? tr("Accept the edit")
                                  : tr("Accept as it is"),
             infoOf(EditorCommand::Accept).id);
  showNumbers();
}

void MaskEditor::showNumbers() {
  if (!document_) return numbers_->clear();
  const QLocale locale = QLocale::system();
  QString text = tr("Area %1 px").arg(locale.toString(static_cast<qlonglong>(document_->area())));
  const double start = static_cast<double>(document_->startArea());
  if (start > 0 && isChanged()) {
    const double change = 100 * (static_cast<double>(document_->area()) - start) / start;
    text +=
        tr(" (%1%2 %)").arg(change < 0 ? QString() : QStringLiteral("+")).arg(change, 0, 'f', 1);
    text += tr("  ·  IoU with before %1").arg(document_->iouWithStart(), 0, 'f', 3);
  }
  if (const auto tools = document_->tools(); !tools.empty())
    text += QStringLiteral("  ·  ") + QString::fromStdString(tools);
  numbers_->setText(text);
}

}  // namespace maskwright::ui
