#pragma once

#include "core/domain/decision.h"
#include "ui/views/cluster_command.h"

#include <QStringList>
#include <QWidget>

class QAbstractItemModel;
class QListView;
class QMenu;

namespace maskwright::ui {

class ClusterListView;
class ImageLoader;
class MaskProvider;
class ClusterDelegate;
class EmptyState;

enum class ClusterLayout {
  List,
  Wall
};  ///< narrow list beside the grid, or the Clusters workspace

/// Clusters over a model with ClusterModelRole roles: mosaic of first members, name, size, mean
/// confidence, accepted and rejected share. The current cluster (by id) and the place in the list
/// outlive a reset of the model.
class ClusterPanel : public QWidget {
  Q_OBJECT
 public:
  ClusterPanel(ImageLoader* loader, ClusterLayout layout, QWidget* parent = nullptr);

  void setModel(QAbstractItemModel* model);
  /// Crops show which part is the mask; null = bare crops.
  void setMaskProvider(MaskProvider* masks);
  void setCategoryNames(const QStringList& names);  ///< completion of the name field
  qint64 currentCluster() const;                    ///< 0 = none
  /// Marks a cluster as the one that is filtered by, without emitting; 0 = none.
  void setCurrentCluster(qint64 cluster);
  void setEmptyState(const QString& title, const QString& text);
  QList<qint64> selectedClusters() const;    ///< of the wall; else the current one
  ClusterListView* wall() { return wall_; }  ///< null for a list
  void moveToNext();                         ///< the next cluster becomes current, if there is one
  void leaveSelected();  ///< current is the first after the selected ones, else before them
  /// Of the wall: selects those that it has and brings them into sight.
  void showClusters(const QList<qint64>& clusters);
  void renameCurrent();  ///< opens the name field of the current cluster

 Q_SIGNALS:
  void clusterFocused(qint64 cluster);  ///< the current one changed; 0 = none
  void clusterChosen(qint64 cluster);   ///< 0 = all candidates again
  void clusterOpened(qint64 cluster);   ///< Enter or double click
  /// For what is undecided in them; Relabelled: the category is still to be asked for.
  void verdictRequested(const QList<qint64>& clusters, maskwright::Verdict verdict);
  void clusterRenamed(qint64 cluster, const QString& name);
  void commandGiven(maskwright::ui::ClusterCommand command);  ///< for the selected ones
  void selectionChanged();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fitCards();
  void showMenu(const QPoint& position);
  void addCommands(QMenu* menu);
  void rebuildEmptyState();
  /// What a reset of the model makes the view forget.
  struct Place {
    qint64 cluster = 0;
    QList<qint64> selected;
    int row = -1, scrolled = 0;
    int top = 0;           ///< of the current card in the viewport
    bool inSight = false;  ///< any of it
  };
  Place place() const;
  void restore(const Place& place);
  QListView* list_ = nullptr;
  ClusterListView* wall_ = nullptr;  ///< the same, if it is one
  ClusterDelegate* delegate_ = nullptr;
  EmptyState* empty_ = nullptr;
};

}  // namespace maskwright::ui
