#pragma once

namespace maskwright::ui {

class ActionRegistry;
class ProjectView;

/// Fills the table with everything a person can do in an open project.
void registerProjectActions(ProjectView& view, ActionRegistry& actions);

}  // namespace maskwright::ui
