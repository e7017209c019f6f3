#pragma once

#include <stop_token>

namespace maskwright {

/// Cancellation is cooperative: jobs poll it per image and per training step, commit and return
/// ErrorKind::Cancelled.
using CancelToken = std::stop_token;

}  // namespace maskwright
