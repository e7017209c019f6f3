#include "ui/actions/gestures.h"

#include "ui/actions/action_registry.h"
#include "ui/cluster_workspace.h"
#include "ui/map_workspace.h"
#include "ui/project_view.h"
#include "ui/views/scatter_view.h"

#include <QCoreApplication>

namespace maskwright::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

QString named(Qt::Key key) {
  return QKeySequence(key).toString(QKeySequence::NativeText);
}

}  // namespace

void registerGestures(ProjectView& view, ActionRegistry& actions) {
  const auto add = [&](const QString& group, const QWidget& scope) {
    return [&actions, group, where = &scope](const QString& how, const QString& text) {
      actions.addGesture({group, how, text, where});
    };
  };
  const auto map = add(tr("Map"), view.map().plot());
  map(tr("Drag"), tr("Select with a lasso"));
  map(tr("Shift+drag"), tr("Select as well"));
  map(tr("Right or middle drag, Space+drag"), tr("Move the map"));
  map(tr("Wheel, + and -"), tr("Zoom"));
  map(QStringLiteral("0"), tr("The whole map"));
  map(named(Qt::Key_Return), tr("Show the selected masks in the grid"));
  map(named(Qt::Key_Escape), tr("Select nothing"));
  const auto wall = add(tr("Wall"), view.clusters().wall());
  wall(named(Qt::Key_Return), tr("Show the masks of the cluster"));
  wall(tr("Ctrl+click, Shift+click"), tr("Select several clusters"));
  wall(tr("Drag onto another"), tr("Merge"));
}

}  // namespace maskwright::ui
