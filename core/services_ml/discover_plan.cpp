#include "core/services_ml/discover_plan.h"

#include "core/rank/confidence.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace maskwright {
namespace {

constexpr std::array kMethods{"free-mask", "slots", "tree", "attention", "mask-cut"};

/// The methods of "free-mask,slots" and the like.
std::vector<std::string> methodsOf(const DiscoverRequest& request) {
  std::vector<std::string> methods;
  std::istringstream text(request.method);
  for (std::string method; std::getline(text, method, ',');) methods.push_back(method);
  return methods;
}

}  // namespace

bool asksFor(const DiscoverRequest& request, const std::string& method) {
  const auto methods = methodsOf(request);
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool shareMethod(const std::string& a, const std::string& b) {
  const auto madeBy = [](const std::string& named) {
    DiscoverRequest request;
    request.method = named;
    auto methods = methodsOf(request);
    // Free Mask brings the tree along.
    if (asksFor(request, "free-mask")) methods.push_back("tree");
    return methods;
  };
  const auto other = madeBy(b);
  const auto methods = madeBy(a);
  return std::any_of(methods.begin(), methods.end(), [&](const std::string& method) {
    return std::find(other.begin(), other.end(), method) != other.end();
  });
}

bool asksForVit(const DiscoverRequest& request) {
  return asksFor(request, "attention") || asksFor(request, "mask-cut");
}

Result<void> checkRequest(const DiscoverRequest& request) {
  const auto wrong = [](const char* what) { return Error{ErrorKind::WrongUse, what, ""}; };
  const auto methods = methodsOf(request);
  const bool known = std::all_of(methods.begin(), methods.end(), [](const std::string& method) {
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
  });
  if (methods.empty() || !known)
    return wrong(
        "the discovery methods are free-mask, slots, tree, attention and mask-cut, or "
        "several with commas");
  if (request.stride != 16 && request.stride != 32) return wrong("the stride is 16 or 32");
  if (request.shortSide < 64 || request.shortSide > 4096) return wrong("short side: 64 to 4096");
  if (request.candidates < 1 || request.candidates > 1000) return wrong("candidates: 1 to 1000");
  for (const double view : request.furtherViews) {
    if (view < 0.1 || view > 1) return wrong("further views: shares from 0.1 to 1");
  }
  if (request.limit < 0) return wrong("the limit is a number of images");
  if (request.vitSide < 64 || request.vitSide > 2048) return wrong("ViT side: 64 to 2048");
  if (request.cutMasks < 1 || request.cutMasks > 10) return wrong("masks of a cut: 1 to 10");
  for (const double tau : request.cutTaus) {
    if (tau <= -1 || tau >= 1) return wrong("taus: cosines between -1 and 1");
  }
  if (request.cutTaus.empty()) return wrong("mask-cut needs a tau");
  return {};
}

ml::DiscoverSettings settingsOf(const DiscoverRequest& request) {
  ml::DiscoverSettings settings;
  settings.shortSide = request.shortSide;
  settings.longSide = request.shortSide * 2;
  settings.enlargeMap = request.stride == 16 && !request.dilate ? 2 : 1;
  settings.furtherViews = request.furtherViews;
  settings.freeMasks = asksFor(request, "free-mask");
  // Free Mask brings the tree along unless told not to.
  settings.mergeTree =
      asksFor(request, "tree") || (request.mergeTree && asksFor(request, "free-mask"));
  settings.vit.attention = asksFor(request, "attention");
  settings.vit.maskCut = asksFor(request, "mask-cut");
  settings.vit.attentionShortSide = settings.vit.cutSide = request.vitSide;
  settings.vit.taus = request.cutTaus;
  settings.vit.cut.masks = request.cutMasks;
  settings.maxCandidates = request.candidates;
  settings.refine = request.refine;
  settings.filters.topFraction = request.topFraction;
  settings.filters.maxWidthFraction = request.maxWidthFraction;
  settings.filters.minScore = request.minScore;
  settings.filters.minAreaFraction = request.minAreaFraction;
  settings.zoom.enabled = request.zoom && (settings.freeMasks || settings.mergeTree);
  settings.zoom.maxCandidates = std::max(request.candidates, settings.zoom.maxCandidates);
  settings.confidence = rank::firstConfidence;
  return settings;
}

std::string profileOf(const DiscoverRequest& request,
                      const std::string& backbone,
                      const std::string& vit) {
  std::ostringstream name;
  if (!backbone.empty()) {
    name << (backbone.starts_with("resnet") ? "R-" + backbone.substr(6) : backbone) << ", "
         << request.shortSide << " px, stride " << request.stride
         << (request.dilate ? ", dilated" : "");
  }
  if (!request.furtherViews.empty() && asksFor(request, "free-mask"))
    name << ", " << 1 + request.furtherViews.size() << " views";
  if (asksFor(request, "slots")) name << ", slots";
  const auto settings = settingsOf(request);
  if (settings.mergeTree) name << ", merge tree";
  if (!vit.empty())
    name << (backbone.empty() ? "" : ", ") << vit << ", " << request.vitSide << " px";
  if (settings.vit.attention) name << ", attention";
  if (settings.vit.maskCut) name << ", mask-cut";
  if (settings.zoom.enabled) name << ", tiles for small objects";
  return name.str();
}

}  // namespace maskwright
