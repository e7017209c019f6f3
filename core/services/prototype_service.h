#pragma once

#include "core/base/result.h"
#include "core/domain/prototype.h"
#include "core/domain/run.h"
#include "core/store/project.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace maskwright {

/// What a person wants of the prototypes of a run. Applied in this order, as one step.
struct PrototypeEdits {
  std::vector<std::pair<int, std::string>> names;  ///< empty name = take the name away
  std::vector<std::vector<int>> merges;            ///< all but the first into the first
  std::vector<int> split;                          ///< no longer merged into another
  std::vector<int> off, on;
  bool empty() const {
    return names.empty() && merges.empty() && split.empty() && off.empty() && on.empty();
  }
};

/// The semantic run of the project that finished last, else the newest one.
/// Error: NotFound (says how to make one).
Result<Run> newestSemanticRun(store::Project& project);

/// Whether the label 0 of a semantic run stands for what is no object.
bool zeroIsBackground(const Run& run);

/// Folder of a semantic run: label maps at the images' relative paths plus ".png", and legend.json.
std::filesystem::path semanticFolder(const store::Project& project, const Run& run);

/// The prototype that each one is shown as after merging, by number; -1 = switched off.
std::vector<int> shownPrototypes(const std::vector<Prototype>& prototypes);

/// Applies the edits as one step that is on disk when the call returns, and writes the legend anew;
/// the label maps stay. A merge takes along what was merged into its members; a name given to a
/// merged prototype goes to the one it is shown as. Returns how many prototypes changed.
/// Errors: WrongUse (no such prototype), Unwritable, Busy.
Result<int> editPrototypes(store::Project& project,
                           const Run& run,
                           const PrototypeEdits& edits,
                           const std::string& author);

/// Takes back the newest step and writes the legend. WrongUse if there is none.
Result<void> undoPrototypeEdit(store::Project& project, const Run& run, const std::string& author);

/// legend.json of a run: for each pixel value its name, what it is shown as, whether it is on, its
/// share of the pixels, images and mean score. Error: Unwritable.
Result<void> writeLegend(store::Project& project, const Run& run);

}  // namespace maskwright
