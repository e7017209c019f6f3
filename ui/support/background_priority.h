#pragma once

namespace maskwright::ui {

/// Work in the background steps back by this much (nice), so that a key press is answered at once
/// even while all processors are busy.
inline constexpr int kBackgroundNice = 5;

/// Lowers the calling thread for good. (QThread's priorities do nothing under Linux' usual
/// scheduler.)
void stepBehindInterface();

}  // namespace maskwright::ui
