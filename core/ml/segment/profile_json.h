#pragma once

#include "core/ml/segment/solo_profile.h"

#include <sstream>
#include <string>

namespace maskwright::ml {

/// Members of a JSON object, one after the other.
class JsonMembers {
 public:
  template <typename T>
  JsonMembers& add(const char* name, const T& value) {
    text_ << (text_.tellp() > 0 ? "," : "") << '"' << name << "\":" << value;
    return *this;
  }
  JsonMembers& add(const char* name, bool value) { return add(name, value ? "true" : "false"); }
  JsonMembers& text(const char* name, const std::string& value) {
    text_ << (text_.tellp() > 0 ? "," : "") << '"' << name << "\":\"" << value << '"';
    return *this;
  }
  std::string object() const {
    std::ostringstream all;
    all << '{' << text_.str() << '}';
    return all.str();
  }

 private:
  std::ostringstream text_;
};

/// Parts that the profiles of all segmenters have, as JSON objects.
std::string json(const SoloSchedule& schedule);
std::string json(const SoloViewOptions& views);

/// "R-18" for "resnet18"; other names stay.
std::string shortName(const std::string& architecture);

}  // namespace maskwright::ml
