#pragma once

namespace maskwright::cli {

/// The thread library reads once, while it is loaded, whether idle threads spin or sleep; by
/// default they spin, which starves the desktop and slows a busy machine down many times. Unless
/// the user has chosen (OMP_WAIT_POLICY), starts this program anew with sleeping threads. Call
/// first in main().
void restartWithPassiveThreads(char** argv);

}  // namespace maskwright::cli
