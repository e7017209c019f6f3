#include "app/cli/signals.h"

#include <csignal>
#include <cstdlib>
#include <thread>
#include <unistd.h>

namespace maskwright::cli {
namespace {

int pipeEnds[2];

// Libraries start threads before main(), and any of them may receive the signal: so a handler that
// does nothing but write to a pipe, instead of a blocked mask.
void onSignal(int) {
  const char byte = 1;
  static_cast<void>(!::write(pipeEnds[1], &byte, 1));
}

void waitForSignals(const std::stop_source& source) {
  char byte = 0;
  while (::read(pipeEnds[0], &byte, 1) != 1) {
  }
  source.request_stop();
  while (::read(pipeEnds[0], &byte, 1) != 1) {
  }
  std::_Exit(130);
}

}  // namespace

CancelToken stopOnSignals() {
  static std::stop_source source;
  static const bool started = [] {
    if (::pipe(pipeEnds) != 0) return false;
    struct sigaction action {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::thread(waitForSignals, source).detach();
    return true;
  }();
  static_cast<void>(started);
  return source.get_token();
}

}  // namespace maskwright::cli
