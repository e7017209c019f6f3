#include "app/cli/weights_report.h"

namespace maskwright::cli {
namespace {

constexpr size_t kShownNames = 12;  // to a person; --json lists all

void resultNames(const std::string& field,
                 const std::vector<std::string>& names,
                 Context& context) {
  std::string json, text;
  for (size_t i = 0; i < names.size(); ++i) {
    json += (i > 0 ? "," : "") + jsonString(names[i]);
    if (i < kShownNames) text += (i > 0 ? ", " : "") + names[i];
  }
  if (names.size() > kShownNames)
    text += " and " + std::to_string(names.size() - kShownNames) + " more";
  context.resultJson(field, names.empty() ? "none" : text, "[" + json + "]");
}

/// name -> value as a JSON object of numbers or texts.
template <typename Map, typename ToJson>
std::string objectOf(const Map& values, const ToJson& toJson) {
  std::string json;
  for (const auto& [name, value] : values)
    json += (json.empty() ? "" : ",") + jsonString(name) + ":" + toJson(value);
  return "{" + json + "}";
}

const char* feedForwardName(ml::VitFeedForward kind) {
  switch (kind) {
    case ml::VitFeedForward::Mlp:
      return "MLP";
    case ml::VitFeedForward::GatedJoint:
      return "gated (w12)";
    case ml::VitFeedForward::Gated:
      return "gated (w1, w2)";
  }
  return "";
}

void reportVit(const ml::VitSettings& vit, Context& context) {
  context.result("embed", vit.embed);
  context.result("depth", vit.depth);
  context.result("heads", vit.heads);
  context.result("patch", vit.patch);
  context.result("registers", vit.registers);
  context.result("feed_forward", feedForwardName(vit.feedForward));
  context.result("hidden", vit.hidden);
  context.resultJson("layer_norm_eps",
                     vit.family == ml::VitFamily::DinoV3 ? "1e-5" : "1e-6",
                     vit.family == ml::VitFamily::DinoV3 ? "1e-5" : "1e-6");
  context.result("positions",
                 vit.gridHeight == 0 ? "rotary"
                                     : "learned, " + std::to_string(vit.gridHeight) + "x" +
                                           std::to_string(vit.gridWidth));
}

void reportLayout(const ml::TensorDirectory& directory,
                  const ml::BackboneLayout& layout,
                  Context& context) {
  context.result("architecture", layout.architecture);
  context.result("naming", layout.naming);
  context.resultJson(
      "stripped", layout.prefix.empty() ? "nothing" : layout.prefix, jsonString(layout.prefix));
  int64_t parameters = 0;
  for (const auto& source : layout.tensors)
    for (const size_t part : source.parts)
      if (part != ml::TensorSource::kZeros) parameters += directory.tensors[part].numbers();
  context.result("backbone_values", parameters);
  if (layout.vit) reportVit(*layout.vit, context);
  resultNames("missing", layout.missing, context);
  resultNames("unexpected", layout.unexpected, context);
  std::string passed;
  for (const auto& [name, count] : layout.passedOver)
    passed += (passed.empty() ? "" : ", ") + name + " (" + std::to_string(count) + ")";
  context.resultJson(
      "passed_over",
      passed.empty() ? "nothing" : passed,
      objectOf(layout.passedOver, [](int64_t count) { return std::to_string(count); }));
  if (!layout.notes.empty()) resultNames("notes", layout.notes, context);
}

}  // namespace

void reportCheckpoint(const ml::TensorDirectory& directory,
                      const Result<ml::BackboneLayout>& layout,
                      Context& context) {
  context.result("container", containerName(directory.container));
  context.result("tensors", static_cast<int64_t>(directory.tensors.size()));
  int64_t values = 0;
  std::map<std::string, int64_t> types;
  for (const auto& entry : directory.tensors) {
    values += entry.numbers();
    ++types[numberTypeName(entry.type)];
  }
  context.result("values", values);
  std::string typeText;
  for (const auto& [name, count] : types)
    typeText += (typeText.empty() ? "" : ", ") + name + " (" + std::to_string(count) + ")";
  context.resultJson("number_types",
                     typeText.empty() ? "none" : typeText,
                     objectOf(types, [](int64_t count) { return std::to_string(count); }));
  if (layout) {
    reportLayout(directory, *layout, context);
  } else {
    context.result("architecture", "none that is known");
    context.result("why", layout.error().message);
  }
  std::string told;
  for (const auto& [name, value] : directory.metadata)
    told += (told.empty() ? "" : "; ") + name + ": " + value;
  context.resultJson(
      "metadata",
      told.empty() ? "none" : told,
      objectOf(directory.metadata, [](const std::string& text) { return jsonString(text); }));
}

}  // namespace maskwright::cli
