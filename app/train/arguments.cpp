#include "app/train/arguments.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace maskwright::train {
namespace {

Error wrong(const std::string& message) {
  return {ErrorKind::WrongUse, message, ""};
}

std::string headOf(const OptionSpec& option) {
  return option.valueName.empty() ? option.name : option.name + " " + option.valueName;
}

}  // namespace

Result<Arguments> Arguments::parse(const std::vector<std::string>& words,
                                   const std::vector<OptionSpec>& known) {
  Arguments arguments;
  bool options = true;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!options || word.size() < 2 || word[0] != '-') {
      arguments.positional_.push_back(word);
      continue;
    }
    if (word == "--") {
      options = false;
      continue;
    }
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto option = std::find_if(
        known.begin(), known.end(), [&](const OptionSpec& o) { return o.name == name; });
    if (option == known.end()) return wrong("unknown option " + name);
    if (arguments.has(name)) return wrong(name + " is given twice");
    std::string value;
    if (option->valueName.empty()) {
      if (equals != std::string::npos) return wrong(name + " takes no value");
    } else if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else {
      if (i + 1 >= words.size()) return wrong(name + " needs a value");
      value = words[++i];
    }
    arguments.values_[name] = value;
  }
  return arguments;
}

std::string Arguments::text(const std::string& name, const std::string& fallback) const {
  const auto found = values_.find(name);
  return found == values_.end() ? fallback : found->second;
}

Result<int64_t> Arguments::whole(const std::string& name,
                                 int64_t fallback,
                                 int64_t least,
                                 int64_t most) const {
  if (!has(name)) return fallback;
  const std::string digits = text(name);
  const char* end = digits.data() + digits.size();
  int64_t value = 0;
  const auto read = std::from_chars(digits.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < least || value > most)
    return wrong(name + " must be a whole number from " + std::to_string(least) + " to " +
                 std::to_string(most) + ", not \"" + digits + "\"");
  return value;
}

Result<double> Arguments::positive(const std::string& name, double fallback) const {
  if (!has(name)) return fallback;
  const std::string digits = text(name);
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (digits.empty() || *end != '\0' || !std::isfinite(value) || value <= 0)
    return wrong(name + " must be a number above 0, not \"" + digits + "\"");
  return value;
}

Result<std::string> Arguments::choice(const std::string& name,
                                      const std::string& fallback,
                                      const std::vector<std::string>& allowed) const {
  const std::string value = text(name, fallback);
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  std::string list;
  for (const auto& word : allowed) list += (list.empty() ? "" : ", ") + word;
  return wrong(name + " must be one of " + list + ", not \"" + value + "\"");
}

std::string describe(const std::vector<OptionSpec>& options) {
  size_t widest = 0;
  for (const auto& option : options) widest = std::max(widest, headOf(option).size());
  std::string lines;
  for (const auto& option : options) {
    const std::string head = headOf(option);
    lines += "  " + head + std::string(widest - head.size() + 2, ' ') + option.help + "\n";
  }
  return lines;
}

}  // namespace maskwright::train
