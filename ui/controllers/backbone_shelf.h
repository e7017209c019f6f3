#pragma once

#include <QJsonObject>
#include <QObject>
#include <QStringList>

namespace maskwright::ui {

class EngineProcess;

/// The weights files that a person has added, kept for all projects in one folder. The engine reads
/// them: the desktop knows no format.
class BackboneShelf final : public QObject {
  Q_OBJECT
 public:
  /// `folder` empty: the person's data folder.
  explicit BackboneShelf(const QString& folder = {}, QObject* parent = nullptr);

  QString folder() const { return folder_; }
  /// Full paths, by name.
  QStringList files() const;
  bool isBusy() const { return adding_ != nullptr; }

  /// Writes the backbone of any weights file as safetensors into the folder; ends with added() or
  /// refused(). A file of the same name that is there stays; the new one gets a number.
  void add(const QString& file);
  void cancelAdding();
  /// Asks what a file holds; ends with described() or notDescribed().
  void describe(const QString& file);
  bool remove(const QString& file);

 Q_SIGNALS:
  void added(const QString& path);
  void refused(const QString& why);  ///< empty = cancelled
  /// `facts`: what `weights inspect` says.
  void described(const QString& file, const QJsonObject& facts);
  void notDescribed(const QString& file, const QString& why);

 private:
  QString freePathFor(const QString& file) const;
  QString folder_;
  EngineProcess* adding_ = nullptr;
};

}  // namespace maskwright::ui
