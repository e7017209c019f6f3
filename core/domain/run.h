#pragma once

#include "core/domain/ids.h"

#include <cstdint>
#include <string>

namespace maskwright {

enum class RunState { Running = 0, Finished = 1, Failed = 2, Cancelled = 3 };

/// One execution of a job with everything needed to repeat it.
struct Run {
  RunId id;
  std::string kind;    ///< "scan", "pretrain", "discover", "cluster", "rank", "round", "import"
  std::string method;  ///< "free-mask", "densecl", "solo", "mask-rcnn", ...
  std::string profile;
  std::string settingsJson;
  uint64_t seed = 0;
  std::string version;  ///< of this program
  RunState state = RunState::Running;
  ModelId model;  ///< weights used or made
  int64_t startedMs = 0, finishedMs = 0;
  std::string error;
};

/// A weights file under models/.
struct Model {
  ModelId id;
  std::string kind;          ///< "backbone", "solo", "mask-rcnn"
  std::string architecture;  ///< "resnet18", ...
  std::string path;          ///< relative to the project folder
  std::string contentHash;
  std::string provenance;  ///< plain sentence: how these weights came about
  int64_t createdMs = 0;
};

/// A file or image that a job could not use.
struct Issue {
  int64_t id = 0;
  RunId run;
  std::string where;  ///< relative image path or a file
  std::string message;
  int64_t createdMs = 0;
};

/// One cluster of the active clustering.
struct Cluster {
  ClusterId id;
  int number = 0;  ///< 0-based, by falling size at the time of clustering
  int64_t size = 0;
  double meanConfidence = 0;
  CategoryId category;  ///< name given by a person, none = unnamed
  bool locked = false;  ///< a new grouping leaves its members alone
  bool junk = false;    ///< its members and their look-alikes come last
};

}  // namespace maskwright
