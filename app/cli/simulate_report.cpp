#include "app/cli/simulate_report.h"

#include "core/base/atomic_file.h"
#include "core/imaging/curve_file.h"

#include <algorithm>
#include <cmath>

namespace maskwright::cli {
namespace {

constexpr double kEverySeconds = 10;

/// The state at every tenth second, the end included.
std::vector<SimulationPoint> sampled(const std::vector<SimulationPoint>& curve) {
  std::vector<SimulationPoint> out;
  size_t next = 0;
  for (double at = 0; next < curve.size(); at += kEverySeconds) {
    while (next < curve.size() && curve[next].seconds <= at) ++next;
    SimulationPoint point = curve[next == 0 ? 0 : next - 1];
    point.seconds = next == curve.size() ? curve.back().seconds : at;
    out.push_back(point);
  }
  return out;
}

double precisionAt(const SimulationPoint& point) {
  return point.accepted == 0
             ? 1
             : static_cast<double>(point.right) / static_cast<double>(point.accepted);
}

double coverageAt(const SimulationPoint& point, const SimulationOutcome& outcome) {
  return outcome.objects == 0
             ? 1
             : static_cast<double>(point.covered) / static_cast<double>(outcome.objects);
}

std::string number(double value, int digits = 4) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

double mean(const std::vector<SimulationOutcome>& runs, auto&& value) {
  double sum = 0;
  for (const auto& run : runs) sum += static_cast<double>(value(run));
  return sum / static_cast<double>(runs.size());
}

std::string curveJson(const SimulationOutcome& outcome) {
  std::string json = "[";
  for (const auto& point : sampled(outcome.curve)) {
    if (json.size() > 1) json += ',';
    json += "[" + number(point.seconds, 1) + "," + std::to_string(point.accepted) + "," +
            number(precisionAt(point)) + "," + number(coverageAt(point, outcome)) + "]";
  }
  return json + "]";
}

/// Of audits that passed: how many, whether the statement held, what they brought.
struct AuditTotals {
  int64_t drawn = 0, passed = 0, held = 0, accepted = 0, runsThatAccepted = 0;
};

AuditTotals auditTotals(const std::vector<SimulationOutcome>& runs, double target) {
  AuditTotals out;
  for (const auto& run : runs) {
    bool any = false;
    for (const auto& audit : run.audits) {
      ++out.drawn;
      if (!audit.passed) continue;
      any = true;
      ++out.passed;
      out.accepted += audit.accepted;
      out.held += static_cast<double>(audit.right) >= target * static_cast<double>(audit.accepted);
    }
    out.runsThatAccepted += any;
  }
  return out;
}

}  // namespace

std::string SimulatedPolicy::name() const {
  std::string out(policyName(policy));
  if (rounds > 0) out += "+" + std::to_string(rounds) + (rounds == 1 ? "-round" : "-rounds");
  return out;
}

void reportSimulation(const std::vector<SimulatedPolicy>& results,
                      const SimulationSettings& settings,
                      Context& context) {
  std::string text, json;
  for (const auto& result : results) {
    const auto& runs = result.runs;
    const double accepted = mean(runs, [](const auto& run) { return run.end().accepted; });
    const double precision = mean(runs, [](const auto& run) { return run.precision(); });
    const double coverage = mean(runs, [](const auto& run) { return run.coverage(); });
    const double decisions = mean(runs, [](const auto& run) { return run.end().decisions; });
    const double refused = mean(runs, [](const auto& run) { return run.refused; });
    const double corrected = mean(runs, [](const auto& run) { return run.corrected; });
    const double relabelled = mean(runs, [](const auto& run) { return run.relabelled; });
    if (json.empty()) {
      context.result("accepted", accepted, runs.size() == 1 ? 0 : 1);
      context.result("precision", precision, 4);
      context.result("coverage", coverage, 4);
    }
    const std::string name = result.name();
    text += "\n  " + name + ": " + number(accepted, 0) + " masks accepted, precision " +
            number(precision, 3) + ", coverage " + number(coverage, 3) + ", " +
            number(decisions, 0) + " decisions (" + number(refused, 0) + " refused, " +
            number(corrected, 0) + " corrected, " + number(relabelled, 0) + " relabelled)";
    json += (json.empty() ? "" : ",") + ("{\"policy\":" + jsonString(name)) +
            ",\"rounds\":" + std::to_string(result.rounds) +
            ",\"runs\":" + std::to_string(runs.size()) + ",\"accepted\":" + number(accepted, 1) +
            ",\"precision\":" + number(precision) + ",\"coverage\":" + number(coverage) +
            ",\"decisions\":" + number(decisions, 1) + ",\"refused\":" + number(refused, 1) +
            ",\"corrected\":" + number(corrected, 1) + ",\"relabelled\":" + number(relabelled, 1);
    if (result.policy == SimulationPolicy::Audited) {
      const auto audits = auditTotals(runs, settings.target);
      text += "; audits: " + std::to_string(audits.drawn) + " drawn, " +
              std::to_string(audits.passed) + " passed, of these " + std::to_string(audits.held) +
              " as precise as stated, " + std::to_string(audits.accepted) + " masks accepted, in " +
              std::to_string(audits.runsThatAccepted) + " of " + std::to_string(runs.size()) +
              " runs";
      json += ",\"audits\":{\"drawn\":" + std::to_string(audits.drawn) +
              ",\"passed\":" + std::to_string(audits.passed) +
              ",\"held\":" + std::to_string(audits.held) +
              ",\"accepted\":" + std::to_string(audits.accepted) +
              ",\"runs_that_accepted\":" + std::to_string(audits.runsThatAccepted) + "}";
    }
    if (const auto& judged = runs.front().calibration; judged && judged->count > 0) {
      text += "; confidence on " + std::to_string(judged->count) +
              " candidates of images not decided, after " + std::to_string(settings.judgeAt) +
              " decisions: calibration error " + number(judged->error, 3) + ", AUC " +
              number(judged->auc, 3) + ", Brier score " + number(judged->brier) +
              " against the base rate's " + number(judged->baseBrier);
      json += ",\"calibration\":{\"candidates\":" + std::to_string(judged->count) +
              ",\"error\":" + number(judged->error) + ",\"auc\":" + number(judged->auc) +
              ",\"brier\":" + number(judged->brier, 6) +
              ",\"base_brier\":" + number(judged->baseBrier, 6) + ",\"bins\":[";
      for (const auto& bin : judged->bins)
        json += (json.back() == '[' ? "[" : ",[") + number(bin.confidence) + "," +
                number(bin.accepted) + "," + std::to_string(bin.count) + "]";
      json += "]}";
    }
    json += ",\"curve\":" + curveJson(runs.front()) + "}";
  }
  context.resultJson("curve",
                     number(settings.seconds, 0) + " s, a point every ten (see --csv)",
                     curveJson(results.front().runs.front()));
  context.resultJson("policies", text, "[" + json + "]");
}

Result<void> writeSimulationCsv(const std::vector<SimulatedPolicy>& results,
                                const std::filesystem::path& file) {
  std::string text = "policy,run,seconds,decisions,accepted,precision,coverage\n";
  for (const auto& result : results)
    for (size_t run = 0; run < result.runs.size(); ++run)
      for (const auto& point : sampled(result.runs[run].curve))
        text += result.name() + "," + std::to_string(run + 1) + "," + number(point.seconds, 1) +
                "," + std::to_string(point.decisions) + "," + std::to_string(point.accepted) + "," +
                number(precisionAt(point)) + "," + number(coverageAt(point, result.runs[run])) +
                "\n";
  return writeFileAtomically(file, text);
}

Result<void> writeSimulationChart(const std::vector<SimulatedPolicy>& results,
                                  const std::filesystem::path& file) {
  imaging::CurveChart chart;
  chart.title = "Masks accepted by a simulated annotator";
  chart.xName = "seconds of the annotator";
  chart.yName = "masks";
  for (const auto& result : results) {
    imaging::Curve curve;
    curve.name = result.name();
    for (const auto& point : sampled(result.runs.front().curve))
      curve.points.emplace_back(point.seconds, static_cast<double>(point.accepted));
    chart.curves.push_back(std::move(curve));
  }
  return imaging::writeCurveChart(chart, file);
}

}  // namespace maskwright::cli
