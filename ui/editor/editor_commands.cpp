#include "ui/editor/editor_commands.h"

#include "ui/support/shortcuts.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLocale>

#include <algorithm>
#include <map>

namespace maskwright::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

EditorCommandInfo entry(EditorCommand command,
                        const char* id,
                        const char* icon,
                        const QString& text,
                        std::initializer_list<const char*> keys) {
  EditorCommandInfo info{
      command, QStringLiteral("editor.") + QLatin1String(id), QLatin1String(icon), text, {}};
  for (const char* key : keys) info.keys << QKeySequence(QLatin1String(key));
  return info;
}

std::vector<EditorCommandInfo> table() {
  using C = EditorCommand;
  return {
      entry(C::Brush, "brush", "brush", tr("Brush"), {"P"}),
      entry(C::Eraser, "eraser", "eraser", tr("Eraser"), {"E"}),
      entry(C::Polygon, "polygon", "polygon", tr("Polygon"), {"L"}),
      entry(C::GrabCut, "grabcut", "grabcut", tr("GrabCut from this mask"), {"G"}),
      entry(C::Snap, "snap", "snap", tr("Snap to edges"), {"W"}),
      entry(C::FillHoles, "holes", "fill-holes", tr("Fill holes"), {"H"}),
      entry(C::RemoveSpecks, "specks", "specks", tr("Remove specks"), {"K"}),
      entry(C::Unite, "unite", "mask-unite", tr("Unite with the neighbour"), {"U"}),
      entry(C::Subtract, "subtract", "mask-subtract", tr("Subtract the neighbour"), {"S"}),
      entry(C::Intersect, "intersect", "mask-intersect", tr("Intersect with the neighbour"), {"I"}),
      entry(C::NextNeighbour, "neighbour", "chevron-right", tr("Next neighbour"), {"N"}),
      entry(C::Restore, "restore", "history", tr("Back to the mask as it was found"), {}),
      entry(C::Swap, "swap", "switch", tr("Swap brush and eraser, adding and cutting"), {"X"}),
      entry(C::Undo, "undo", "undo", tr("Undo this edit"), {"Ctrl+Z", "Z"}),
      entry(C::Redo, "redo", "redo", tr("Redo this edit"), {"Ctrl+Shift+Z", "Shift+Z"}),
      entry(C::Smaller, "smaller", "", tr("Smaller brush"), {"["}),
      entry(C::Larger, "larger", "", tr("Larger brush"), {"]"}),
      entry(C::Before, "before", "", tr("The mask as it was, while held"), {"B"}),
      entry(C::Outline, "outline", "fill", tr("Fill or outline alone"), {"O"}),
      entry(C::ZoomToMask, "mask", "target", tr("Zoom to the mask"), {"M"}),
      entry(C::Fit, "fit", "fit", tr("Fit"), {"Ctrl+0"}),
      entry(C::ActualSize, "actual", "actual-size", tr("Actual size"), {"Ctrl+Alt+0"}),
      entry(C::ZoomIn, "zoomIn", "zoom-in", tr("Zoom in"), {"+", "=", "Ctrl++"}),
      entry(C::ZoomOut, "zoomOut", "zoom-out", tr("Zoom out"), {"-", "Ctrl+-"}),
      entry(C::RemoveCorner, "corner", "", tr("Take back the last corner"), {"Backspace"}),
      entry(C::Accept,
            "accept",
            "check",
            tr("Accept the mask and go to the next"),
            {"Return", "Enter"}),
      entry(C::Leave, "leave", "close", tr("Leave the editor"), {"Esc"})};
}

}  // namespace

const std::vector<EditorCommandInfo>& editorCommands() {
  static std::map<QString, std::vector<EditorCommandInfo>> byLanguage;
  auto& all = byLanguage[QLocale().name()];
  if (all.empty()) {
    all = table();
    for (const auto& info : all) Shortcuts::instance().declare(info.id, info.keys);
  }
  return all;
}

const EditorCommandInfo& infoOf(EditorCommand command) {
  const auto& all = editorCommands();
  return *std::find_if(
      all.begin(), all.end(), [command](const auto& one) { return one.command == command; });
}

std::optional<EditorCommand> editorCommandOf(const QKeyEvent& key) {
  for (const auto& info : editorCommands())
    if (isKeyOf(info.id, key)) return info.command;
  return std::nullopt;
}

}  // namespace maskwright::ui
