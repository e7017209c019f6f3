#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace maskwright {

/// One state of a running job. `total` 0 means unknown.
struct Progress {
  std::string stage;  ///< machine name of the stage: "scan", "pretrain", "discover", ...
  int64_t done = 0;   ///< finished units
  int64_t total = 0;  ///< all units, 0 = unknown
  double etaS = -1;   ///< estimated seconds left, < 0 = unknown
  std::string note;   ///< short text for a person, may be empty
  std::map<std::string, double> metrics;  ///< e.g. losses of this step
};

/// Receives progress; called from the job's own thread, any number of times.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  virtual void report(const Progress& progress) = 0;
  /// A problem with one image or file; the job goes on.
  virtual void issue(const std::string& where, const std::string& message) = 0;
  /// A sentence that a person should see (what the masks rest on, what was chosen and why).
  virtual void message(const std::string& text) = 0;
};

/// Drops everything.
class NullProgress final : public ProgressSink {
 public:
  void report(const Progress&) override {}
  void issue(const std::string&, const std::string&) override {}
  void message(const std::string&) override {}
};

}  // namespace maskwright
