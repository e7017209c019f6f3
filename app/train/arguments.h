#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace maskwright::train {

/// An option that a program knows.
struct OptionSpec {
  std::string name;       ///< with its dashes: "--steps"
  std::string valueName;  ///< as shown in the help; empty = a flag without a value
  std::string help;
};

/// Long options and positional words of a command line: the ML-only program has no library for it.
/// "--name value" and "--name=value" are the same; after "--" all words are positional.
class Arguments {
 public:
  /// Error: WrongUse (an unknown option, a missing or needless value, an option given twice).
  static Result<Arguments> parse(const std::vector<std::string>& words,
                                 const std::vector<OptionSpec>& known);

  const std::vector<std::string>& positional() const { return positional_; }
  bool has(const std::string& name) const { return values_.count(name) > 0; }
  std::string text(const std::string& name, const std::string& fallback = {}) const;
  /// Error: WrongUse (no whole number, or outside of least..most).
  Result<int64_t> whole(const std::string& name,
                        int64_t fallback,
                        int64_t least,
                        int64_t most) const;
  /// Error: WrongUse (no number, or not above 0).
  Result<double> positive(const std::string& name, double fallback) const;
  /// Error: WrongUse (none of `allowed`).
  Result<std::string> choice(const std::string& name,
                             const std::string& fallback,
                             const std::vector<std::string>& allowed) const;

 private:
  std::map<std::string, std::string> values_;
  std::vector<std::string> positional_;
};

/// One line an option, aligned.
std::string describe(const std::vector<OptionSpec>& options);

}  // namespace maskwright::train
