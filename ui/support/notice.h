#pragma once

namespace maskwright::ui {

/// What a short announcement is: something was done, undone or done again; it only tells something,
/// perhaps why nothing was done; or something went wrong.
enum class Notice { Done, Undone, Redone, Note, Problem };

}  // namespace maskwright::ui
