#include "core/ml/discover/discover_settings.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace maskwright::ml {

std::string settingsJson(const DiscoverSettings& s) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
  const auto number = [&](const char* name, double value) {
    json.Key(name);
    json.Double(value);
  };
  json.StartObject();
  number("short_side", s.shortSide);
  number("long_side", s.longSide);
  json.Key("further_views");
  json.StartArray();
  for (const double view : s.furtherViews) json.Double(view);
  json.EndArray();
  number("enlarge_map", s.enlargeMap);
  number("centred_map", s.centredMap ? 1 : 0);
  json.Key("scales");
  json.StartArray();
  for (const double scale : s.freeMask.scales) json.Double(scale);
  json.EndArray();
  number("threshold", s.freeMask.threshold);
  number("min_cells", static_cast<double>(s.freeMask.minCells));
  number("sigma", s.freeMask.sigma);
  number("keep", static_cast<double>(s.freeMask.keep));
  number("merge_tree", s.mergeTree ? s.treeRegions.keep : 0);
  number("slots", s.slotScorer ? s.slotRegions.keep : 0);
  number("slot_short_side", s.slotScorer ? s.slotShortSide : 0);
  number("refine", s.refine ? 1 : 0);
  number("top_fraction", s.filters.topFraction);
  number("max_width_fraction", s.filters.maxWidthFraction);
  number("min_score", s.filters.minScore);
  number("min_area_fraction", s.filters.minAreaFraction);
  number("free_masks", s.freeMasks ? s.maxFreeMasks : 0);
  number("coarse_duplicate_iou", s.coarseDuplicateIou);
  number("max_compared", s.maxCompared);
  number("max_candidates", s.maxCandidates);
  number("zoom", s.zoom.enabled ? s.zoom.maxCandidates : 0);
  number("duplicate_iou", s.duplicateIou);
  // Only where they count, so that earlier discoveries keep their identity.
  if (s.vit.attention) {
    number("attention_side", s.vit.attentionShortSide);
    number("attention_top", s.vit.attentionMask.topShare);
    number("attention_gate", s.vit.attentionMask.gateMass);
  }
  if (s.vit.maskCut) {
    number("cut_side", s.vit.cutSide);
    number("cut_masks", s.vit.cut.masks);
    json.Key("cut_taus");
    json.StartArray();
    for (const double tau : s.vit.taus) json.Double(tau);
    json.EndArray();
  }
  json.EndObject();
  return buffer.GetString();
}

}  // namespace maskwright::ml
