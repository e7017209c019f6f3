#pragma once

#include "core/domain/prototype.h"
#include "core/store/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace maskwright::store {

/// Prototypes of semantic runs, where they were found, and the edits of people. Throws
/// SQLite::Exception.
class PrototypeRepository {
 public:
  explicit PrototypeRepository(Connection& connection) : connection_(connection) {}

  /// Rows for prototypes 0 .. count - 1 of a run; those that are there stay.
  void ensure(RunId run, int count);
  std::vector<Prototype> all(RunId run);  ///< by number

  /// What an image gave; replaces what was known of the image.
  void setImage(RunId run, ImageId image, const std::vector<PrototypeInImage>& found);
  /// Recomputes share, images and mean score of all prototypes of the run from its images.
  void summarize(RunId run);
  /// Best images of each prototype by score, at most `limit` each and only where the prototype has
  /// at least `minShare` of the image's pixels. By number, then by falling score.
  std::vector<PrototypeInImage> nearest(RunId run, int limit, double minShare);

  void replaceRegions(RunId run, const std::vector<PrototypeRegion>& regions);
  std::vector<PrototypeRegion> regions(RunId run, int number);  ///< by rank

  /// One change of one prototype.
  struct Edit {
    int number = 0;
    PrototypeState now;
  };
  /// Appends the edits as one step, which the trigger applies. Returns its number, 0 if nothing
  /// would change. Write inside a Transaction with Durability::Human.
  int64_t append(RunId run, const std::vector<Edit>& edits, const std::string& author);
  /// Takes back the newest step that is neither an undo nor undone, as a step of its own. Returns
  /// the step that was undone, or nothing.
  std::optional<int64_t> undo(RunId run, const std::string& author);

 private:
  int64_t appendStep(RunId run,
                     const std::vector<Edit>& edits,
                     std::optional<int64_t> undoes,
                     const std::string& author);
  std::optional<PrototypeState> state(RunId run, int number);
  Connection& connection_;
};

}  // namespace maskwright::store
