#include "app/cli/context.h"

#include "app/cli/signals.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <unistd.h>

namespace maskwright::cli {
namespace {

constexpr double kReportEveryS = 0.1;

double secondsNow() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string progressLine(const Progress& p) {
  std::string line = "{\"event\":\"progress\",\"stage\":" + jsonString(p.stage) +
                     ",\"done\":" + std::to_string(p.done) +
                     ",\"total\":" + std::to_string(p.total);
  if (p.etaS >= 0) line += ",\"eta_s\":" + number(p.etaS);
  if (!p.note.empty()) line += ",\"note\":" + jsonString(p.note);
  if (!p.metrics.empty()) {
    line += ",\"metrics\":{";
    for (const auto& [name, value] : p.metrics)
      line += jsonString(name) + ":" + number(value) + ",";
    line.back() = '}';
  }
  return line + "}";
}

}  // namespace

Context::Context(std::string program) : cancel_(stopOnSignals()), program_(std::move(program)) {}

void Context::configure(bool json, bool progressJson, const std::string& command) {
  json_ = json;
  progressJson_ = progressJson;
  command_ = command;
  if (progressJson_) emit("{\"event\":\"started\",\"command\":" + jsonString(command) + "}");
}

void Context::emit(const std::string& line) {
  // The reader may be gone (a killed desktop): the job still ends in order, so errors are ignored.
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

void Context::report(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  const double now = secondsNow();
  const bool due = progress.stage != lastStage_ || progress.done == progress.total ||
                   !progress.metrics.empty() || now - lastReportS_ >= kReportEveryS;
  if (!due) return;
  if (progressJson_) {
    emit(progressLine(progress));
  } else if (::isatty(STDERR_FILENO)) {
    std::fprintf(
        stderr, "\r\033[K%s %lld", progress.stage.c_str(), static_cast<long long>(progress.done));
    if (progress.total > 0) std::fprintf(stderr, "/%lld", static_cast<long long>(progress.total));
    if (progress.etaS >= 0) std::fprintf(stderr, ", %.0f s left", progress.etaS);
    if (!progress.note.empty()) std::fprintf(stderr, " (%s)", progress.note.c_str());
    if (progress.total > 0 && progress.done >= progress.total) std::fputc('\n', stderr);
  } else if (progress.stage != lastStage_) {
    std::fprintf(stderr, "%s ...\n", progress.stage.c_str());
  }
  lastReportS_ = now;
  lastStage_ = progress.stage;
}

void Context::issue(const std::string& where, const std::string& message) {
  const std::lock_guard lock(mutex_);
  ++issues_;
  if (progressJson_)
    emit("{\"event\":\"issue\",\"where\":" + jsonString(where) +
         ",\"message\":" + jsonString(message) + "}");
  else
    std::fprintf(stderr, "%s: %s\n", where.c_str(), message.c_str());
}

void Context::message(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (progressJson_)
    emit("{\"event\":\"message\",\"text\":" + jsonString(text) + "}");
  else
    std::fprintf(stderr, "%s\n", text.c_str());
}

void Context::result(const std::string& name, const std::string& text) {
  fields_.push_back({name, text, {}});
}

void Context::result(const std::string& name, int64_t value) {
  fields_.push_back({name, std::to_string(value), std::to_string(value)});
}

void Context::result(const std::string& name, double value, int digits) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  char exact[48];
  std::snprintf(exact, sizeof exact, "%.17g", value);
  fields_.push_back({name, text, std::isfinite(value) ? exact : "null"});
}

void Context::resultJson(const std::string& name,
                         const std::string& text,
                         const std::string& rawJson) {
  fields_.push_back({name, text, rawJson});
}

int Context::finish() {
  const int code = issues_ > 0 ? kDoneWithIssues : kDone;
  std::string object = "{";
  for (const auto& field : fields_)
    object += jsonString(field.name) + ":" +
              (field.rawJson.empty() ? jsonString(field.text) : field.rawJson) + ",";
  object += "\"issues\":" + std::to_string(issues_) + "}";
  if (progressJson_) {
    emit("{\"event\":\"finished\",\"exit\":" + std::to_string(code) + ",\"summary\":" + object +
         "}");
  } else if (json_) {
    emit(object);
  } else {
    for (const auto& field : fields_)
      std::printf("%-24s %s\n", field.name.c_str(), field.text.c_str());
    if (issues_ > 0)
      std::printf("%-24s %lld (listed above)\n", "issues", static_cast<long long>(issues_));
    std::fflush(stdout);
  }
  return code;
}

int Context::fail(const Error& error) {
  if (error.kind == ErrorKind::Cancelled) {
    if (progressJson_)
      emit("{\"event\":\"cancelled\"}");
    else
      std::fprintf(stderr,
                   "%s %s: cancelled; what was done so far is kept\n",
                   program_.c_str(),
                   command_.c_str());
    return kCancelled;
  }
  if (progressJson_)
    emit("{\"event\":\"failed\",\"error\":" + jsonString(error.text()) + "}");
  else
    std::fprintf(stderr, "%s %s: %s\n", program_.c_str(), command_.c_str(), error.text().c_str());
  return error.kind == ErrorKind::WrongUse ? kWrongUse : kFailed;
}

int runGuarded(const std::function<int(Context&)>& action, Context& context) {
  try {
    return action(context);
  } catch (const std::bad_alloc&) {
    return context.fail({ErrorKind::Internal, "out of memory", ""});
  } catch (const std::exception& exception) {
    return context.fail({ErrorKind::Internal, exception.what(), ""});
  }
}

std::string jsonString(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          char escaped[8];
          std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
          out += escaped;
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

}  // namespace maskwright::cli
