#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

class QKeyEvent;

namespace maskwright::ui {

/// Everything the mask editor does by key, button or palette. Before is held by its key and its
/// button.
enum class EditorCommand {
  Brush,
  Eraser,
  Polygon,
  Swap,
  GrabCut,
  Snap,
  FillHoles,
  RemoveSpecks,
  Unite,
  Subtract,
  Intersect,
  NextNeighbour,
  Restore,
  Undo,
  Redo,
  Smaller,
  Larger,
  Before,
  Outline,
  ZoomToMask,
  Fit,
  ActualSize,
  ZoomIn,
  ZoomOut,
  RemoveCorner,
  Accept,
  Leave
};

struct EditorCommandInfo {
  EditorCommand command;
  QString id;                ///< of the action, e.g. "editor.brush"
  QString icon;              ///< empty = none
  QString text;              ///< for menus and the palette
  QList<QKeySequence> keys;  ///< at first; Shortcuts knows those that count
};

/// All commands in the order of the tool column, then the others.
const std::vector<EditorCommandInfo>& editorCommands();
const EditorCommandInfo& infoOf(EditorCommand command);
std::optional<EditorCommand> editorCommandOf(const QKeyEvent& key);

}  // namespace maskwright::ui
