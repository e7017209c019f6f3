#pragma once

namespace maskwright::ui {

class ActionRegistry;
class ProjectView;

/// What can be done to clusters and to the cluster of masks.
void registerClusterActions(ProjectView& view, ActionRegistry& actions);

}  // namespace maskwright::ui
