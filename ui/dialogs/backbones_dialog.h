#pragma once

#include <QDialog>
#include <QHash>
#include <QJsonObject>
#include <QVector>

class QFormLayout;
class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace maskwright::ui {

class BackboneShelf;
class Prompts;

/// Weights that are here without the person having added them: the project's own, the bundled one.
struct InstalledBackbone {
  QString path, title, provenance;
};

/// Which backbones are on this computer, which published files can be brought, and what each is
/// good for. Adds a file of any format that the engine reads; nothing is downloaded. Not modal.
class BackbonesDialog final : public QDialog {
  Q_OBJECT
 public:
  BackbonesDialog(const QVector<InstalledBackbone>& installed,
                  BackboneShelf& shelf,
                  Prompts& prompts,
                  QWidget* parent = nullptr);

 private:
  void fill(const QString& current);
  QListWidgetItem* addItem(const QString& title, const QString& key, const QString& tip);
  void addHeading(const QString& text);
  void showCurrent();
  void showFacts(const QString& file, const QJsonObject& facts);
  void showPublished(int number);
  void addRow(const QString& name, const QString& text, bool link = false);
  void clearRows();
  void chooseFile();
  void removeCurrent();
  void tell(const QString& text, bool bad);

  QVector<InstalledBackbone> installed_;
  BackboneShelf& shelf_;
  Prompts& prompts_;
  QListWidget* list_;
  QLabel* title_;
  QLabel* purpose_;
  QFormLayout* rows_;
  QLabel* message_;
  QPushButton *add_, *showFolder_, *remove_;
  QHash<QString, QJsonObject> known_;  ///< what the engine said of a file
};

}  // namespace maskwright::ui
