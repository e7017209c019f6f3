#pragma once

namespace maskwright::ui {

class ActionRegistry;
class ProjectView;

/// What map and wall do by pointer and by keys that stay their own, for the key overlay.
void registerGestures(ProjectView& view, ActionRegistry& actions);

}  // namespace maskwright::ui
