#pragma once

#include "core/imaging/mask_edit_grabcut.h"
#include "core/imaging/mask_edit_snap.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QSlider;
class QToolButton;

namespace maskwright::ui {

class ElidedLabel;

/// The settings of the editor's tools in one line: brush size, what a polygon does, how far edges
/// and GrabCut may move the outline, and the neighbour of boolean operations.
class EditorOptions final : public QWidget {
  Q_OBJECT
 public:
  explicit EditorOptions(QWidget* parent = nullptr);

  void setBrushSize(double px);
  void setPolygonCuts(bool cuts);
  /// Proposes how far to look for edges, unless a person has chosen that already.
  void proposeSnapRadius(int px);
  imaging::SnapSettings snap() const;
  imaging::GrabCutSettings grabCut() const;
  void setNeighbour(const QString& text, bool hasOthers);

 Q_SIGNALS:
  void brushSizeChosen(double px);
  void polygonCutsChosen(bool cuts);
  void nextNeighbourChosen();

 private:
  QSlider* addSlider(QHBoxLayout* layout,
                     const QString& name,
                     const QString& tip,
                     int least,
                     int most,
                     const QString& unit);
  void buildPolygon(QHBoxLayout* layout);
  void buildNeighbour(QHBoxLayout* layout);
  QSlider* brush_ = nullptr;
  QLabel* brushText_ = nullptr;
  QToolButton *adds_ = nullptr, *cuts_ = nullptr;
  QSlider *radius_ = nullptr, *strength_ = nullptr, *reach_ = nullptr;
  bool radiusChosen_ = false;
  ElidedLabel* neighbour_ = nullptr;
  QToolButton* next_ = nullptr;
};

}  // namespace maskwright::ui
