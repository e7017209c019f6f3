#pragma once

#include "core/base/cancel.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace maskwright::cli {

/// Exit codes of every command (README, "Command line").
enum ExitCode { kDone = 0, kFailed = 1, kWrongUse = 2, kDoneWithIssues = 3, kCancelled = 130 };

/// What a command gets: where to report, whether to stop, how to print. With `--progress json`
/// events go to stdout as JSON lines: {"event":"started"|"progress"|"issue"|"message", ...} and at
/// the end exactly one of {"event":"finished","summary":{...}}, {"event":"failed","error":...},
/// {"event":"cancelled"}.
class Context final : public ProgressSink {
 public:
  /// `program` stands before messages to a person: "maskwright discover: ...".
  explicit Context(std::string program = "maskwright");
  void report(const Progress& progress) override;
  void issue(const std::string& where, const std::string& message) override;
  void message(const std::string& text) override;

  const CancelToken& cancel() const { return cancel_; }
  bool json() const { return json_; }
  int64_t issues() const { return issues_; }

  /// The command's result: flat name -> value pairs, printed as text, as one JSON object with
  /// `--json`, or inside the `finished` event.
  struct Field {
    std::string name;
    std::string text;     ///< for people
    std::string rawJson;  ///< the value as JSON; empty = `text` as a JSON string
  };
  void result(const std::string& name, const std::string& text);
  void result(const std::string& name, int64_t value);
  void result(const std::string& name, double value, int digits = 3);
  /// `rawJson` must be valid JSON (arrays, objects).
  void resultJson(const std::string& name, const std::string& text, const std::string& rawJson);

  /// Ends the command: prints and returns the exit code. Call exactly one of these last.
  int finish();
  int fail(const Error& error);  ///< Cancelled -> event `cancelled`, 130; WrongUse -> 2; else 1

  /// Called by the framework before the command runs.
  void configure(bool json, bool progressJson, const std::string& command);

 private:
  void emit(const std::string& line);
  CancelToken cancel_;
  std::mutex mutex_;
  bool json_ = false, progressJson_ = false;
  std::string program_, command_;
  int64_t issues_ = 0;
  std::vector<Field> fields_;
  double lastReportS_ = 0;
  std::string lastStage_;
};

/// Runs a command's action; the one place where exceptions of the libraries become an error (1).
int runGuarded(const std::function<int(Context&)>& action, Context& context);

/// A JSON string literal of `text`, quotes included.
std::string jsonString(const std::string& text);

}  // namespace maskwright::cli
