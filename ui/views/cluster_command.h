#pragma once

namespace maskwright::ui {

/// What can be done to clusters, besides verdicts.
enum class ClusterCommand { Merge, Split, Lock, Junk, Name };

}  // namespace maskwright::ui
