#include "app/cli/signals.h"

#include <csignal>
#include <thread>

namespace maskwright::cli {

CancelToken stopOnSignals() {
  // Blocked here and so in every later thread; one thread waits for them, so that no handler has to
  // be async-signal-safe.
  static std::stop_source source;
  static const bool started = [] {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    std::thread([signals] {
      int received = 0;
      sigwait(&signals, &received);
      source.request_stop();
      sigwait(&signals, &received);
      std::_Exit(130);
    }).detach();
    return true;
  }();
  static_cast<void>(started);
  return source.get_token();
}

}  // namespace maskwright::cli
