#pragma once

#include "ui/views/start_page.h"

#include <QVector>

namespace maskwright::ui {

/// Projects opened before, newest first, with what the start page shows of them; kept in QSettings,
/// so that listing them opens no database.
QVector<RecentProject> recentProjects();
/// Its folder without ".maskwright"; of "…/garden/images" it is "garden".
QString projectName(const QString& folder);
void rememberProject(const RecentProject& project);
void forgetProject(const QString& path);

}  // namespace maskwright::ui
