#pragma once

namespace maskwright::ml {

/// Processors this process may run on.
int usableProcessors();

/// Processors that nobody used during a fifth of a second from now; all where it can't be told.
/// Threads that share one product wait for each other in a busy loop, so one that finds no
/// processor holds up and starves the others: on a loaded machine one thread trains several times
/// faster than two.
int idleProcessors();

}  // namespace maskwright::ml
