#pragma once

#include "core/base/atomic_file.h"

#include <rapidjson/document.h>

#include <stdexcept>
#include <string>

namespace maskwright::testing {

inline constexpr const char* kGoldenWeights = "tests/golden/weights/";

/// tests/golden/weights/manifest.json: what each file there is to give; tests run in the source
/// root.
inline rapidjson::Document goldenManifest() {
  const auto text = readFile(std::string(kGoldenWeights) + "manifest.json");
  if (!text) throw std::runtime_error(text.error().text());
  rapidjson::Document manifest;
  manifest.Parse<rapidjson::kParseFullPrecisionFlag>(text->c_str());
  if (manifest.HasParseError()) throw std::runtime_error("manifest.json is no JSON");
  return manifest;
}

}  // namespace maskwright::testing
