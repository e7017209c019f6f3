#include "ui/actions/cluster_actions.h"

#include "ui/actions/action_registry.h"
#include "ui/cluster_workspace.h"
#include "ui/project_view.h"

#include <QCoreApplication>

namespace maskwright::ui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("maskwright::ui", text);
}

QKeySequence key(const char* text) {
  return QKeySequence(QString::fromLatin1(text));
}

}  // namespace

void registerClusterActions(ProjectView& view, ActionRegistry& actions) {
  const QString group = tr("Clusters");
  const auto onWall = [&view] {
    return view.workspace() == Workspace::Clusters && !view.clusters().isSplitting();
  };
  const auto add = [&](const char* id, const QString& text, const char* keys, ClusterCommand what) {
    actions.add({QString::fromLatin1(id),
                 group,
                 text,
                 {key(keys)},
                 [&view, what] { view.clusters().run(what); },
                 onWall,
                 &view.clusters()});
  };
  add("cluster.merge",
      tr("Merge the selected clusters (one: into which?)"),
      "M",
      ClusterCommand::Merge);
  add("cluster.split", tr("Split the cluster…"), "P", ClusterCommand::Split);
  add("cluster.lock", tr("Lock or unlock"), "L", ClusterCommand::Lock);
  add("cluster.junk", tr("Junk, or no longer"), "Del", ClusterCommand::Junk);
  add("cluster.name", tr("Name the cluster"), "F2", ClusterCommand::Name);
  const auto whereMasksAre = [&view] {
    return (view.workspace() == Workspace::Review && !view.isEditingMask()) ||
           view.workspace() == Workspace::Clusters || view.workspace() == Workspace::Map;
  };
  // On the wall clusters are selected, and all of their masks are one new cluster when merged.
  const auto whereMasksAreChosen = [&view, whereMasksAre] {
    return whereMasksAre() && view.workspace() != Workspace::Clusters;
  };
  actions.add({QStringLiteral("cluster.move"),
               group,
               tr("Move the selected masks to another cluster…"),
               {key("V")},
               [&view] { view.moveMasks(false); },
               whereMasksAre});
  actions.add({QStringLiteral("cluster.fresh"),
               group,
               tr("Make a new cluster of the selected masks"),
               {key("Shift+V")},
               [&view] { view.moveMasks(true); },
               whereMasksAreChosen});
}

}  // namespace maskwright::ui
