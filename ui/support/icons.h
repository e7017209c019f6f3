#pragma once

#include <QIcon>
#include <QString>

namespace maskwright::ui {

/// Icon `name` of resources/icons as one-colour line drawing, tinted with the palette's text colour
/// at the time of painting (so it follows the theme); its own colour if `colour` is valid.
/// Names: accept, reject, bad-mask, fix-later, relabel, skip, undo, redo, folder, project, sample,
/// export, import, play, stop, pause, resume, log, close, zoom-in, zoom-out, fit, actual-size,
/// outline, fill, overlay-off, grid, image, clusters, map, rounds, filter, search, settings, info,
/// warning, check, chevron-down, chevron-right, more, keys, broken-image, trash, history, tag.
QIcon icon(const QString& name, const QColor& colour = {});

/// The program's icon.
QIcon programIcon();

}  // namespace maskwright::ui
