#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace maskwright {

/// What kind of failure it was; the command line maps it to an exit code, the desktop to a text.
enum class ErrorKind {
  NotFound,     ///< a file, folder or row is missing
  Unreadable,   ///< exists, but can't be read (permission, corrupt, wrong format)
  Unwritable,   ///< can't be written (permission, full disk)
  WrongUse,     ///< arguments that make no sense
  NewerSchema,  ///< made by a newer Maskwright
  Busy,         ///< another process holds it
  Conflict,     ///< contradicts what is stored
  Cancelled,    ///< the user asked to stop
  Internal      ///< a broken assumption of ours
};

/// An expected failure: what happened and to which file or object.
struct Error {
  ErrorKind kind = ErrorKind::Internal;
  std::string message;  ///< one sentence without the place, lower-case start
  std::string where;    ///< file, folder or object; may be empty

  /// "where: message", or the message alone.
  std::string text() const { return where.empty() ? message : where + ": " + message; }
  bool operator==(const Error&) const = default;
};

/// A value or an Error. Callers must look: `if (!r) return r.error();`.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(Error error) : state_(std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}
  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

}  // namespace maskwright
