#pragma once

#include <QDateTime>
#include <QStringList>
#include <QWidget>

#include <memory>

class QVBoxLayout;

namespace maskwright::ui {

class ImageLoader;

/// A project opened before.
struct RecentProject {
  QString path;  ///< absolute, NAME.maskwright
  QString name;
  qint64 images = 0, candidates = 0, decided = 0;
  QDateTime lastOpened;
  QString picture;  ///< absolute path of an image; empty = none
  int pictureOrientation = 1;
  bool missing = false;
};

/// What was found in a folder and what will happen with it.
struct FolderProposal {
  QString folder;
  QString projectPath;
  qint64 images = 0, unreadable = 0, bytes = 0;
  QStringList examples;        ///< a few absolute image paths
  QStringList issues;          ///< one line each: file and cause
  QString steps;               ///< what will happen: method, backbone, profile
  QString duration;            ///< "about 4 minutes (estimate)"
  bool counting = false;       ///< still looking; numbers grow
  bool projectExists = false;  ///< it will be opened, not made
};

/// First thing seen: three choices, recent projects, drop anywhere; after a folder was chosen what
/// was found and one button.
class StartPage : public QWidget {
  Q_OBJECT
 public:
  explicit StartPage(ImageLoader* loader, QWidget* parent = nullptr);
  ~StartPage() override;

  void setRecentProjects(const QVector<RecentProject>& projects);
  void setProposal(const FolderProposal& proposal);  ///< shows the second state
  void showChoices();                                ///< back to the first state
  /// One line about a folder or project that could not be opened; empty hides it.
  void setMessage(const QString& message);
  void setBusy(const QString& what);  ///< e.g. "Rendering the sample..."; empty = done

 Q_SIGNALS:
  void preferencesRequested();
  void folderDialogRequested();
  void projectDialogRequested();
  void sampleRequested();
  void folderDropped(const QString& folder);
  void projectChosen(const QString& path);  ///< recent one or dropped
  void recentRemoved(const QString& path);
  void proposalAccepted();
  void proposalDismissed();

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void buildHead(QVBoxLayout* layout);
  void buildChoices(QVBoxLayout* layout);
  struct Private;
  std::unique_ptr<Private> d_;
};

}  // namespace maskwright::ui
