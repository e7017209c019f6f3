#include "core/services/cluster_edit.h"

#include "core/base/grouped.h"
#include "core/cluster/kmeans.h"
#include "core/services/cluster_centre.h"
#include "core/store/cluster_edit_repository.h"
#include "core/store/decision_repository.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace maskwright {
namespace {

using store::ClusterChange;
using store::ClusterEditRepository;
using store::ClusterState;

/// Restarts of 2-means: a person looks at the halves, so they should be the best there are.
constexpr int kSplitRestarts = 10;

std::string masks(size_t count) {
  return count == 1 ? "1 mask" : grouped(count) + " masks";
}

}  // namespace

/// What a command is about to do: states and members of all clusters that it touches.
struct ClusterEdit::Edit {
  struct Touched {
    std::optional<ClusterState> before, now;
    std::vector<ClusterEditRepository::Member> members;  ///< before
  };
  ClusterEditRepository& store;
  const std::string file;
  std::string kind = {}, text = {};
  int round = 0;
  std::map<ClusterId, Touched> touched = {};
  std::map<CandidateId, ClusterId> to = {};  ///< members that go elsewhere

  /// Reads a cluster once. Error WrongUse: it is gone, or of another round than the first.
  Result<Touched*> take(ClusterId cluster) {
    if (const auto known = touched.find(cluster); known != touched.end()) return &known->second;
    const auto state = store.state(cluster);
    const auto in = store.roundOf(cluster);
    if (!state || !in)
      return problem("there is no cluster with id " + std::to_string(cluster.value));
    if (!touched.empty() && *in != round)
      return problem("clusters of different rounds can't be edited together");
    round = *in;
    return &touched.emplace(cluster, Touched{state, state, store.members(cluster)}).first->second;
  }

  Error problem(const std::string& what) const { return {ErrorKind::WrongUse, what, file}; }

  /// "3", or "3 (chair)".
  std::string label(store::Connection& connection, ClusterId cluster) const {
    const ClusterState& state = *touched.at(cluster).before;
    std::string shown = std::to_string(state.number + 1);  // people count from 1
    if (const auto name = store::CategoryRepository(connection).byId(state.category))
      shown += " (" + name->name + ")";
    return shown;
  }

  Error locked(store::Connection& connection, ClusterId cluster) const {
    return problem("cluster " + label(connection, cluster) + " is locked: unlock it first");
  }
};

ClusterEdit::ClusterEdit(store::Connection& connection, std::string author)
    : connection_(connection), author_(std::move(author)) {}

/// Distances of all members of the clusters whose members change are taken anew.
Result<ClusterEdit::Outcome> ClusterEdit::write(Edit& edit) {
  std::map<ClusterId, std::vector<ClusterEditRepository::Member>> after;
  std::unordered_set<ClusterId> regrouped;
  for (const auto& [cluster, touched] : edit.touched) {
    for (const auto& member : touched.members) {
      const auto moved = edit.to.find(member.candidate);
      const ClusterId now = moved == edit.to.end() ? cluster : moved->second;
      after[now].push_back(member);
      if (now != cluster) regrouped.insert({cluster, now});
    }
  }
  Outcome outcome;
  std::vector<store::ClusterMove> moves;
  for (const auto& [cluster, members] : after) {
    if (!regrouped.contains(cluster)) continue;
    std::vector<CandidateId> ids;
    for (const auto& member : members) ids.push_back(member.candidate);
    const auto distances = distancesToCentre(connection_, edit.round, ids);
    for (size_t i = 0; i < members.size(); ++i) {
      moves.push_back(
          {members[i].candidate, members[i].cluster, cluster, members[i].distance, distances[i]});
      if (members[i].cluster != cluster) outcome.changed.push_back(members[i].candidate);
    }
  }
  std::vector<ClusterChange> changes;
  for (auto& [cluster, touched] : edit.touched) {
    if (touched.before && !touched.members.empty() && after[cluster].empty()) touched.now.reset();
    if (touched.before == touched.now && !regrouped.contains(cluster)) continue;
    changes.push_back({cluster, touched.before, touched.now});
    outcome.clusters.push_back(cluster);
  }
  if (changes.empty()) return Outcome{};
  store::DecisionRepository history(connection_);
  history.dropUndone();
  outcome.text = edit.text;
  outcome.command = history.addCommand(edit.text, edit.kind, author_);
  edit.store.write(outcome.command, edit.round, changes, moves);
  return outcome;
}

Result<ClusterEdit::Outcome> ClusterEdit::merge(const std::vector<ClusterId>& from,
                                                ClusterId into) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    ClusterEditRepository repository(connection_);
    Edit edit{repository, connection_.file().string(), store::kMergeClusters};
    const auto target = edit.take(into);
    if (!target) return target.error();
    std::set<ClusterId> sources(from.begin(), from.end());
    sources.erase(into);
    if (sources.empty()) return edit.problem("at least two clusters are needed to merge");
    std::set<CategoryId> names;
    std::string list;
    for (const ClusterId source : sources) {
      const auto taken = edit.take(source);
      if (!taken) return taken.error();
      const Edit::Touched& touched = **taken;
      if (touched.before->locked) return edit.locked(connection_, source);
      if (touched.before->category) names.insert(touched.before->category);
      for (const auto& member : touched.members) edit.to[member.candidate] = into;
      list += (list.empty() ? "" : ", ") + edit.label(connection_, source);
    }
    Edit::Touched& kept = edit.touched.at(into);
    if (!kept.before->category && names.size() == 1) kept.now->category = *names.begin();
    edit.text = (sources.size() == 1 ? "merge cluster " : "merge clusters ") + list + " into " +
                edit.label(connection_, into);
    for (const ClusterId source : sources) edit.touched.at(source).now.reset();
    auto outcome = write(edit);
    if (outcome) transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<SplitProposal> ClusterEdit::proposeSplit(ClusterId cluster) {
  try {
    ClusterEditRepository repository(connection_);
    Edit edit{repository, connection_.file().string()};
    const auto taken = edit.take(cluster);
    if (!taken) return taken.error();
    if ((*taken)->before->locked) return edit.locked(connection_, cluster);
    std::vector<CandidateId> ids;
    for (const auto& member : (*taken)->members) ids.push_back(member.candidate);
    const auto rows = memberEmbeddings(connection_, edit.round, ids);
    cluster::KMeansSettings settings;
    settings.k = 2;
    settings.restarts = kSplitRestarts;
    const auto found = cluster::kmeans(rows.values, std::max(1, rows.dimension), settings);
    if (found.size.size() < 2)
      return edit.problem("cluster " + edit.label(connection_, cluster) +
                          " can't be split by looks: its masks are all alike or have no embedding");
    std::vector<size_t> order;
    for (size_t i = 0; i < rows.ids.size(); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
      return found.label[a] >= 0 && (found.label[b] < 0 || found.distance[a] < found.distance[b]);
    });
    SplitProposal proposal;
    proposal.cluster = cluster;
    std::unordered_set<CandidateId> placed;
    for (const size_t i : order) {
      (found.label[i] == 1 ? proposal.part : proposal.stay).push_back(rows.ids[i]);
      placed.insert(rows.ids[i]);
    }
    for (const CandidateId id : ids)
      if (!placed.contains(id)) proposal.stay.push_back(id);
    return proposal;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ClusterEdit::Outcome> ClusterEdit::split(ClusterId cluster,
                                                const std::vector<CandidateId>& part) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    ClusterEditRepository repository(connection_);
    Edit edit{repository, connection_.file().string(), store::kSplitCluster};
    const auto taken = edit.take(cluster);
    if (!taken) return taken.error();
    const Edit::Touched& source = **taken;
    if (source.before->locked) return edit.locked(connection_, cluster);
    const std::string label = edit.label(connection_, cluster);
    const ClusterId fresh = repository.nextId();
    const std::set<CandidateId> wanted(part.begin(), part.end());
    for (const auto& member : source.members)
      if (wanted.contains(member.candidate)) edit.to[member.candidate] = fresh;
    if (edit.to.size() < wanted.size())
      return edit.problem("not all of these masks are in cluster " + label);
    if (edit.to.empty() || edit.to.size() == source.members.size())
      return edit.problem("a split of cluster " + label + " needs a mask on either side");
    const ClusterState now{repository.nextNumber(edit.round), {}, false, source.before->junk};
    edit.text = "split " + masks(edit.to.size()) + " off cluster " + label + " as " +
                std::to_string(now.number + 1);
    edit.touched[fresh].now = now;
    auto outcome = write(edit);
    if (outcome) transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ClusterEdit::Outcome> ClusterEdit::move(const std::vector<CandidateId>& candidates,
                                               ClusterId into) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    ClusterEditRepository repository(connection_);
    Edit edit{repository, connection_.file().string(), store::kMoveMembers};
    if (candidates.empty()) return edit.problem("no masks are given to move");
    auto known = connection_.prepare("SELECT round_number FROM candidate WHERE id = ?");
    known.bind(1, candidates.front().value);
    if (!known.executeStep())
      return edit.problem("there is no candidate " + std::to_string(candidates.front().value));
    const int round = known.getColumn(0).getInt();
    const ClusterId target = into ? into : repository.nextId();
    if (into) {
      const auto taken = edit.take(into);
      if (!taken) return taken.error();
      if (edit.round != round) return edit.problem("the masks are of another round");
    }
    std::set<ClusterId> sources;
    for (const CandidateId id : candidates) {
      const auto member = repository.memberOf(id, round);
      if (!member || member->cluster == into) continue;
      const auto taken = edit.take(member->cluster);
      if (!taken) return taken.error();
      if ((*taken)->before->locked) return edit.locked(connection_, member->cluster);
      edit.to[id] = target;
      sources.insert(member->cluster);
    }
    if (edit.to.empty())
      return edit.problem(into ? "none of these masks is in another cluster of the round"
                               : "none of these masks is in a cluster");
    if (!into)
      edit.touched[target].now = ClusterState{repository.nextNumber(round), {}, false, false};
    edit.text = "move " + masks(edit.to.size());
    if (sources.size() == 1)
      edit.text += " from cluster " + edit.label(connection_, *sources.begin());
    edit.text += into ? " to " + edit.label(connection_, into)
                      : " to new cluster " + std::to_string(edit.touched[target].now->number + 1);
    auto outcome = write(edit);
    if (outcome) transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ClusterEdit::Outcome> ClusterEdit::setFlag(const std::vector<ClusterId>& clusters,
                                                  bool junkFlag,
                                                  bool value) {
  try {
    store::Transaction transaction(connection_, store::Durability::Human);
    ClusterEditRepository repository(connection_);
    Edit edit{repository, connection_.file().string()};
    std::string list;
    size_t count = 0;
    for (const ClusterId cluster : std::set<ClusterId>(clusters.begin(), clusters.end())) {
      const auto taken = edit.take(cluster);
      if (!taken) return taken.error();
      ClusterState& now = *(*taken)->now;
      bool& flag = junkFlag ? now.junk : now.locked;
      if (flag == value) continue;
      flag = value;
      list += (count++ == 0 ? "" : ", ") + edit.label(connection_, cluster);
    }
    if (count == 0) return Outcome{};
    edit.kind = std::string(value ? "" : "un") + (junkFlag ? "junk-cluster" : "lock-cluster");
    const std::string what = (count == 1 ? "cluster " : "clusters ") + list;
    if (junkFlag)
      edit.text = value ? "mark " + what + " as junk" : "take " + what + " out of the junk";
    else
      edit.text = (value ? "lock " : "unlock ") + what;
    auto outcome = write(edit);
    if (outcome) transaction.commit();
    return outcome;
  } catch (const std::exception& exception) {
    return store::toError(exception, connection_.file());
  }
}

Result<ClusterEdit::Outcome> ClusterEdit::setLocked(const std::vector<ClusterId>& clusters,
                                                    bool locked) {
  return setFlag(clusters, false, locked);
}

Result<ClusterEdit::Outcome> ClusterEdit::setJunk(const std::vector<ClusterId>& clusters,
                                                  bool junk) {
  return setFlag(clusters, true, junk);
}

}  // namespace maskwright
