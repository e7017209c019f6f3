#pragma once

#include "core/base/result.h"
#include "core/domain/category.h"
#include "core/domain/decision.h"
#include "core/domain/mask.h"
#include "core/store/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace maskwright {

/// The one way verdicts get into the store. Each call is one transaction that is on disk
/// (synchronous=FULL) when it returns, and one undoable command; undo and redo survive restarts.
class ReviewService {
 public:
  ReviewService(store::Connection& connection, std::string author);

  struct Outcome {
    CommandId command;
    std::string text;  ///< what was done, e.g. "reject 37 in cluster 12"
    std::vector<CandidateId> changed;
    std::vector<ClusterId> clusters = {};  ///< named, changed, made or removed by it
  };

  struct Request {
    std::vector<CandidateId> candidates;
    Verdict verdict = Verdict::Undecided;
    std::optional<std::string> category =
        {};  ///< name, made if new; nothing = keep the candidate's
    DecisionOrigin origin = DecisionOrigin::Person;
    ClusterId cluster = {};  ///< for origin Cluster
    std::string text = {};   ///< for the undo list; made up if empty
  };
  /// Candidates that already stand so are left out; an empty outcome writes nothing.
  /// Errors: WrongUse (unknown candidate), Unwritable, Busy.
  Result<Outcome> decide(const Request& request);

  struct EditRequest {
    CandidateId candidate;
    Rle mask;           ///< displayed frame, the candidate's size, at least one pixel
    std::string tools;  ///< what was done, e.g. "brush 4, GrabCut 1"
    std::optional<std::string> category = {};  ///< name, made if new; nothing = keep
  };
  /// Gives a candidate an edited mask and accepts it; a relabelled one stays relabelled. One
  /// command: undo brings the former mask and verdict back. A mask that is the present one already
  /// is accepted without an edit, and nothing is written if it is accepted too. Errors: WrongUse
  /// (unknown candidate, empty mask, another size), Unwritable, Busy.
  Result<Outcome> editMask(const EditRequest& request);

  struct DrawRequest {
    ImageId image;
    int round = 0;  ///< among whose candidates it is shown
    Rle mask;       ///< displayed frame, the image's size, at least one pixel
    std::optional<std::string> category = {};  ///< name, made if new; nothing = "object"
  };
  /// Adds a mask that no candidate covers, as an accepted candidate of source "drawn". Undo takes
  /// the verdict away: it is undecided then. Errors: WrongUse (unknown image, empty mask, another
  /// size), Unwritable, Busy.
  Result<Outcome> drawMask(const DrawRequest& request);

  /// Gives a cluster a category name (all its undecided members stay undecided) or takes it away.
  /// Undoable; nothing is written if it has that name.
  Result<Outcome> nameCluster(ClusterId cluster, const std::string& name);

  /// Takes back the newest command that is still done; WrongUse if there is none.
  Result<Outcome> undo();
  /// Does the oldest undone command again; WrongUse if there is none.
  Result<Outcome> redo();
  struct Jump {
    int undone = 0, redone = 0;        ///< commands
    std::string text;                  ///< of the command that is the newest done one now
    std::vector<CandidateId> changed;  ///< each once, in the order in which they changed
    std::vector<ClusterId> clusters;   ///< likewise
    std::vector<CommandId> commands;   ///< that were undone or done again, in that order
  };
  /// Makes `command` the newest one that is done: undoes or does again as many as that takes, each
  /// with the rows that undo() or redo() writes, in one transaction. None: undoes everything.
  /// Errors: WrongUse (no such command; one that was undone and then replaced), Unwritable, Busy.
  Result<Jump> goTo(CommandId command);
  std::optional<std::string> undoText();
  std::optional<std::string> redoText();

 private:
  Result<Outcome> restore(bool undo);
  void apply(CommandId command, const std::string& kind, bool undo, Outcome& outcome);
  store::Connection& connection_;
  std::string author_;
};

/// Name that stands in decisions: the login name, else "unknown".
std::string currentAuthor();

}  // namespace maskwright
