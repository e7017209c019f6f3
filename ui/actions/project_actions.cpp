#include "ui/actions/project_actions.h"

#include "ui/actions/action_registry.h"
#include "ui/actions/cluster_actions.h"
#include "ui/actions/gestures.h"
#include "ui/cluster_workspace.h"
#include "ui/editor/mask_editor.h"
#include "ui/project_view.h"
#include "ui/prototype_workspace.h"
#include "ui/review_workspace.h"
#include "ui/support/shortcuts.h"
#include "ui/views/candidate_grid.h"
#include "ui/views/image_canvas.h"

#include <QCoreApplication>

namespace maskwright::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

QKeySequence key(const char* text) {
  return QKeySequence(QString::fromLatin1(text));
}

/// The wall of clusters itself, not the halves to split one into.
bool isWallShown(ProjectView& view) {
  return view.workspace() == Workspace::Clusters && !view.clusters().isSplitting();
}

/// Review, not one image, two rounds or the editor in its place.
bool hasGrid(ProjectView& view) {
  auto& work = view.review();
  return view.workspace() == Workspace::Review && !work.isEditing() && !work.isComparing() &&
         !work.isImageOpen();
}

void addVerdicts(ProjectView& view, ActionRegistry& actions) {
  auto& work = view.review();
  auto& review = work.review();
  const QString group = tr("Verdict");
  const auto inReview = [&view] {
    return view.workspace() == Workspace::Review && !view.review().isEditing();
  };
  const auto whereMasksAre = [&view] {
    return (view.workspace() == Workspace::Review && !view.review().isEditing()) ||
           isWallShown(view) || view.workspace() == Workspace::Map;
  };
  const auto verdict = [&](const char* id, const QString& text, const char* letter, Verdict v) {
    actions.add({QString::fromLatin1(id),
                 group,
                 text,
                 {key(letter)},
                 [&view, v] { view.decide(v); },
                 whereMasksAre});
  };
  verdict("review.accept", tr("Accept"), "A", Verdict::Accepted);
  verdict("review.reject", tr("Not an object"), "X", Verdict::NotAnObject);
  verdict("review.bad", tr("Bad mask"), "S", Verdict::BadMask);
  verdict("review.fix", tr("Fix later"), "F", Verdict::FixLater);
  actions.add({QStringLiteral("review.relabel"),
               group,
               tr("Relabel…"),
               {key("T")},
               [&view] { view.relabel(); },
               whereMasksAre});
  actions.add({QStringLiteral("review.suggestion"),
               group,
               tr("Take the suggested category"),
               {key("Y")},
               [&work] { work.takeSuggestion(); },
               inReview});
  actions.add({QStringLiteral("review.edit"),
               group,
               tr("Edit the mask"),
               {key("E")},
               [&work] { work.editMask(); },
               inReview});
  actions.add({QStringLiteral("review.editQueue"),
               group,
               tr("Edit the masks to fix, one after the other"),
               {key("Shift+E")},
               [&work] { work.editQueue(); },
               inReview});
  actions.add({QStringLiteral("review.draw"),
               group,
               tr("Draw a new mask on this image"),
               {key("D")},
               [&work] { work.drawMask(); },
               inReview});
  actions.add({QStringLiteral("review.skip"),
               group,
               tr("Skip"),
               {key("N")},
               [&view] { view.skip(); },
               [&view, inReview] { return inReview() || isWallShown(view); }});
  actions.add({QStringLiteral("review.clear"),
               group,
               tr("Back to undecided"),
               {key("Backspace"), key("U")},
               [&review] { review.clearVerdict(); },
               inReview});
  actions.add({QStringLiteral("review.cluster"),
               group,
               tr("Next verdict for the whole cluster"),
               {key("G")},
               [&review] { review.setClusterScope(!review.isClusterScope()); },
               inReview});
  actions.add({QStringLiteral("review.acceptAbove"),
               group,
               tr("Accept all above the threshold, audited"),
               {key("Shift+A")},
               [&work] { work.acceptAbove(); },
               inReview});
  for (int i = 0; i < 9; ++i) {
    actions.add({QStringLiteral("review.category%1").arg(i + 1),
                 group,
                 tr("Category %1").arg(i + 1),
                 {QKeySequence(Qt::Key_1 + i)},
                 [&work, i] { work.giveCategory(i); },
                 inReview});
  }
}

void addHistoryAndMoves(ProjectView& view, ActionRegistry& actions) {
  auto& work = view.review();
  auto& review = work.review();
  const auto inReview = [&view] {
    return view.workspace() == Workspace::Review && !view.review().isEditing();
  };
  actions.add({QStringLiteral("edit.undo"),
               tr("History"),
               tr("Undo"),
               {key("Z"), key("Ctrl+Z")},
               [&view] { view.undo(); },
               [&view] { return !view.isEditingMask(); },
               nullptr,
               [&view, &review, &writer = view.session().writer()] {
                 // One that is still being written can be undone after it.
                 return view.workspace() == Workspace::Prototypes || !review.undoText().isEmpty() ||
                        writer.pending() > 0;
               }});
  actions.add(
      {QStringLiteral("edit.redo"),
       tr("History"),
       tr("Redo"),
       {key("Shift+Z"), key("Ctrl+Shift+Z")},
       [&review] { review.redo(); },
       [&view] { return view.workspace() != Workspace::Prototypes && !view.isEditingMask(); },
       nullptr,
       [&review] { return !review.redoText().isEmpty(); }});
  const QString group = tr("Move");
  const auto inList = [&view, inReview] { return inReview() || isWallShown(view); };
  actions.add({QStringLiteral("move.next"),
               group,
               tr("Next"),
               {key("J")},
               [&view] { view.move(1); },
               inList});
  actions.add({QStringLiteral("move.previous"),
               group,
               tr("Previous"),
               {key("K")},
               [&view] { view.move(-1); },
               inList});
  actions.add({QStringLiteral("move.uncertain"),
               group,
               tr("Next uncertain"),
               {key("Tab")},
               [&work] { work.moveToUncertain(); },
               inReview,
               &work.centre()});
  actions.add({QStringLiteral("move.peek"),
               group,
               tr("Whole image and back"),
               {key("Space")},
               [&work] { work.isImageOpen() ? work.closeImage() : work.openImage(); },
               inReview,
               &work.centre()});
  actions.add({QStringLiteral("move.open"),
               group,
               tr("Open the image"),
               {key("Return"), key("Enter")},
               [&work] { work.openImage(); },
               inReview,
               &work.centre()});
  for (const int step : {1, -1}) {
    actions.add({step > 0 ? QStringLiteral("move.nextImage") : QStringLiteral("move.previousImage"),
                 group,
                 step > 0 ? tr("Next image (from an image)") : tr("Previous image (from an image)"),
                 {key(step > 0 ? "PgDown" : "PgUp")},
                 [&work, step] { work.moveImage(step); },
                 inReview,
                 &work.imageArea()});
  }
  actions.add({QStringLiteral("move.back"),
               group,
               tr("Back"),
               {key("Esc")},
               [&work] { work.stepBack(); },
               inReview,
               &work.centre()});
  actions.add({QStringLiteral("move.all"),
               group,
               tr("Select all"),
               {key("Ctrl+A")},
               [&view] { view.selectAll(); },
               [&view] {
                 return hasGrid(view) || isWallShown(view) || view.workspace() == Workspace::Map;
               }});
  actions.add({QStringLiteral("move.screen"),
               group,
               tr("Select the undecided on the screen"),
               {key("W")},
               [&work] { work.selectScreen(); },
               [&view] { return hasGrid(view); }});
  actions.add({QStringLiteral("move.similar"),
               group,
               tr("More like this"),
               {key("M")},
               [&work] { work.showSimilar(); },
               inReview,
               &work.grid()});
  actions.add({QStringLiteral("view.refresh"),
               group,
               tr("Show new candidates and the new order"),
               {key("F5")},
               [&view] { view.refresh(); }});
}

/// Of an open image; they reach it alone, so that the grid's keys stay its own.
void addImage(ProjectView& view, ActionRegistry& actions) {
  auto& work = view.review();
  const auto add = [&](const char* id, const QString& text, const char* keys, auto act) {
    actions.add(
        {QString::fromLatin1(id),
         tr("Image"),
         text,
         {key(keys)},
         [&canvas = work.canvas(), act] { (canvas.*act)(); },
         [&view, &work] { return view.workspace() == Workspace::Review && work.isImageOpen(); },
         &work.imageArea()});
  };
  add("image.overlay", tr("Fill, outline or no masks"), "H", &ImageCanvas::cycleOverlayMode);
  add("image.mask", tr("Zoom to the mask"), "M", &ImageCanvas::zoomToFocused);
  add("image.fit", tr("Fit"), "Ctrl+0", &ImageCanvas::zoomToFit);
  // Ctrl+1 is the first workspace's.
  add("image.actual", tr("Actual size"), "Ctrl+Alt+0", &ImageCanvas::zoomToActualSize);
}

/// The editor takes its keys itself while it has the focus; here they are for palette and overlay.
void addEditor(ProjectView& view, ActionRegistry& actions) {
  auto& editor = view.review().editor();
  for (const auto& info : editorCommands()) {
    actions.add({info.id,
                 tr("Mask editor"),
                 info.text,
                 info.keys,
                 [&editor, command = info.command] { editor.run(command); },
                 [&view] { return view.isEditingMask(); },
                 &editor,
                 [&editor, command = info.command] { return editor.isPossible(command); }});
  }
}

void addViews(ProjectView& view, ActionRegistry& actions) {
  const QString group = tr("View");
  const auto space = [&](const char* id, const QString& text, const char* keys, Workspace w) {
    actions.add(
        {QString::fromLatin1(id), group, text, {key(keys)}, [&view, w] { view.showWorkspace(w); }});
  };
  space("view.review", tr("Review"), "Ctrl+1", Workspace::Review);
  space("view.clusters", tr("Clusters"), "Ctrl+2", Workspace::Clusters);
  space("view.map", tr("Map"), "Ctrl+3", Workspace::Map);
  space("view.rounds", tr("Rounds"), "Ctrl+4", Workspace::Rounds);
  space("view.prototypes", tr("Prototypes"), "Ctrl+5", Workspace::Prototypes);
  space("view.overview", tr("Overview"), "Ctrl+6", Workspace::Overview);
  actions.add(
      {QStringLiteral("view.preferences"), group, tr("Preferences…"), {key("Ctrl+,")}, [&view] {
         Q_EMIT view.preferencesRequested();
       }});
  actions.add(
      {QStringLiteral("view.compare"),
       group,
       tr("Compare rounds, and back"),
       {key("C")},
       [&view] { view.review().compare(); },
       [&view] { return view.workspace() == Workspace::Review && !view.review().isEditing(); }});
  actions.add({QStringLiteral("view.history"), group, tr("History"), {key("Ctrl+H")}, [&view] {
                 view.toggleHistory();
               }});
  actions.add({QStringLiteral("view.jobs"), group, tr("Jobs"), {key("Ctrl+J")}, [&view] {
                 view.toggleJobs();
               }});
  actions.add(
      {QStringLiteral("view.issues"), group, tr("Files that could not be used…"), {}, [&view] {
         view.showIssues();
       }});
  actions.add({QStringLiteral("view.keys"), group, tr("Keys"), {key("?"), key("F1")}, [&view] {
                 view.showKeys();
               }});
  actions.add(
      {QStringLiteral("view.palette"), group, tr("Command palette"), {key("Ctrl+K")}, [&view] {
         view.showPalette();
       }});
}

/// Their letters are verdicts elsewhere; the wall takes them while it has the focus.
void addPrototypes(ProjectView& view, ActionRegistry& actions) {
  const auto add = [&](const char* id, const QString& text, PrototypeCommand what) {
    actions.add({QString::fromLatin1(id),
                 tr("Prototypes"),
                 text,
                 Shortcuts::instance().defaults(QString::fromLatin1(id)),
                 [&view, what] { view.prototypes().run(what); },
                 [&view] { return view.workspace() == Workspace::Prototypes; },
                 &view.prototypes()});
  };
  add("prototype.name", tr("Name the prototype"), PrototypeCommand::Name);
  add("prototype.merge", tr("Merge the marked (Space) prototypes"), PrototypeCommand::Merge);
  add("prototype.split", tr("Split what is merged"), PrototypeCommand::Split);
  add("prototype.switch", tr("Switch off or on"), PrototypeCommand::Switch);
}

void addJobs(ProjectView& view, ActionRegistry& actions) {
  const QString group = tr("Collection");
  auto& jobs = view.jobs();
  actions.add({QStringLiteral("job.discover"),
               group,
               tr("Find masks…"),
               {key("Ctrl+D")},
               [&view] { view.showDiscoverDialog(); },
               {},
               nullptr,
               [&jobs] { return !jobs.isRunning(QStringLiteral("discover")); }});
  actions.add({QStringLiteral("job.pretrain"),
               group,
               tr("Pre-train…"),
               {},
               [&view] { view.showPretrainDialog(); },
               [&jobs] { return !jobs.isRunning(QStringLiteral("pretrain")); }});
  actions.add({QStringLiteral("job.semantic"),
               group,
               tr("Make semantic maps (SlotCon)"),
               {},
               [&jobs] { jobs.semantic(QStringLiteral("slotcon")); },
               [&view, &jobs] {
                 return view.session().hasSlotCon() && !jobs.isRunning(QStringLiteral("semantic"));
               }});
  actions.add({QStringLiteral("job.semanticFromMasks"),
               group,
               tr("Make semantic maps (MaskDistill)"),
               {},
               [&jobs] { jobs.semantic(QStringLiteral("maskdistill")); },
               [&view, &jobs] {
                 return view.session().hasCandidates() &&
                        !jobs.isRunning(QStringLiteral("semantic"));
               }});
  actions.add({QStringLiteral("tools.backbones"), group, tr("Backbones…"), {}, [&view] {
                 view.showBackbonesDialog();
               }});
  actions.add(
      {QStringLiteral("job.round"), group, tr("Start a training round…"), {key("Ctrl+R")}, [&view] {
         view.showWorkspace(Workspace::Rounds);
       }});
  actions.add({QStringLiteral("job.cluster"), group, tr("Group look-alikes anew"), {}, [&jobs] {
                 jobs.cluster();
               }});
  actions.add({QStringLiteral("job.map"),
               group,
               tr("Make the map"),
               {},
               [&jobs] { jobs.map(); },
               [&view, &jobs] {
                 return view.session().hasCandidates() && !jobs.isRunning(QStringLiteral("map"));
               }});
  actions.add(
      {QStringLiteral("job.rank"), group, tr("Order by what was decided so far"), {}, [&jobs] {
         jobs.rank();
       }});
  actions.add({QStringLiteral("job.duplicates"),
               group,
               tr("Look for near-duplicate images"),
               {},
               [&jobs] { jobs.duplicates(); },
               [&jobs] { return !jobs.isRunning(QStringLiteral("duplicates")); }});
  actions.add(
      {QStringLiteral("job.scan"), group, tr("Look for new and changed images"), {}, [&jobs] {
         jobs.scan();
       }});
  actions.add(
      {QStringLiteral("project.export"), group, tr("Export COCO…"), {key("Ctrl+E")}, [&view] {
         view.showExportDialog();
       }});
  actions.add({QStringLiteral("project.open"),
               group,
               tr("Open a folder or project…"),
               {key("Ctrl+O")},
               [&view] { Q_EMIT view.openRequested(); }});
  actions.add(
      {QStringLiteral("project.close"), group, tr("Close the project"), {key("Ctrl+W")}, [&view] {
         Q_EMIT view.closeRequested();
       }});
  actions.add({QStringLiteral("program.quit"), group, tr("Quit"), {key("Ctrl+Q")}, [&view] {
                 view.window()->close();
               }});
}

}  // namespace

void registerProjectActions(ProjectView& view, ActionRegistry& actions) {
  addVerdicts(view, actions);
  addHistoryAndMoves(view, actions);
  addImage(view, actions);
  addEditor(view, actions);
  addViews(view, actions);
  addPrototypes(view, actions);
  registerClusterActions(view, actions);
  registerGestures(view, actions);
  addJobs(view, actions);
}

}  // namespace maskwright::ui
