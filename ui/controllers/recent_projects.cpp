#include "ui/controllers/recent_projects.h"

#include <QFileInfo>
#include <QSettings>

namespace maskwright::ui {
namespace {

constexpr int kKept = 12;

void write(const QVector<RecentProject>& projects) {
  QSettings settings;
  settings.beginWriteArray(QStringLiteral("recent"), static_cast<int>(projects.size()));
  for (int i = 0; i < projects.size(); ++i) {
    const RecentProject& one = projects[i];
    settings.setArrayIndex(i);
    settings.setValue(QStringLiteral("path"), one.path);
    settings.setValue(QStringLiteral("images"), one.images);
    settings.setValue(QStringLiteral("candidates"), one.candidates);
    settings.setValue(QStringLiteral("decided"), one.decided);
    settings.setValue(QStringLiteral("opened"), one.lastOpened);
    settings.setValue(QStringLiteral("picture"), one.picture);
    settings.setValue(QStringLiteral("orientation"), one.pictureOrientation);
  }
  settings.endArray();
}

}  // namespace

QVector<RecentProject> recentProjects() {
  QSettings settings;
  QVector<RecentProject> projects;
  const int count = settings.beginReadArray(QStringLiteral("recent"));
  for (int i = 0; i < count; ++i) {
    settings.setArrayIndex(i);
    RecentProject one;
    one.path = settings.value(QStringLiteral("path")).toString();
    one.name = projectName(one.path);
    one.images = settings.value(QStringLiteral("images")).toLongLong();
    one.candidates = settings.value(QStringLiteral("candidates")).toLongLong();
    one.decided = settings.value(QStringLiteral("decided")).toLongLong();
    one.lastOpened = settings.value(QStringLiteral("opened")).toDateTime();
    one.picture = settings.value(QStringLiteral("picture")).toString();
    one.pictureOrientation = settings.value(QStringLiteral("orientation"), 1).toInt();
    one.missing = !QFileInfo::exists(one.path);
    projects.push_back(one);
  }
  settings.endArray();
  return projects;
}

QString projectName(const QString& folder) {
  const QFileInfo info(folder);
  const QString name = info.fileName().remove(QStringLiteral(".maskwright"));
  const bool saysNothing = name.compare(QLatin1String("images"), Qt::CaseInsensitive) == 0;
  return saysNothing ? QFileInfo(info.path()).fileName() : name;
}

void rememberProject(const RecentProject& project) {
  auto projects = recentProjects();
  projects.removeIf([&](const RecentProject& one) { return one.path == project.path; });
  projects.prepend(project);
  if (projects.size() > kKept) projects.resize(kKept);
  write(projects);
}

void forgetProject(const QString& path) {
  auto projects = recentProjects();
  projects.removeIf([&](const RecentProject& one) { return one.path == path; });
  write(projects);
}

}  // namespace maskwright::ui
