#pragma once

#include "ui/views/scatter_renderer.h"

#include <QElapsedTimer>
#include <QPolygonF>
#include <QWidget>

namespace maskwright::ui {

/// A scatter plot of up to some hundred thousand points. The wheel zooms to the pointer, the middle
/// or right button (or Space and the left) pans, a drag of the left one is a lasso. What is seen
/// while that goes on is the picture drawn last, moved and scaled; a fresh one comes from a thread.
class ScatterView final : public QWidget {
  Q_OBJECT
 public:
  enum class Pick { Replace, Add };

  explicit ScatterView(QWidget* parent = nullptr);

  /// Places; kinds, colours and selection are cleared. All in view.
  void setPlaces(std::vector<float> x, std::vector<float> y);
  /// `kind`: one for each point.
  void setKinds(std::vector<uint8_t> kind, const QVector<QColor>& colours);
  void setSelected(const std::vector<int>& points, Pick pick = Pick::Replace);
  const std::vector<int>& selected() const { return selected_; }  ///< rising
  int count() const { return static_cast<int>(scene_->x.size()); }
  const ScatterScene& scene() const { return *scene_; }

  void fit();
  void zoomBy(double factor, const QPointF& around);
  void panBy(const QPointF& pixels);
  const ScatterCamera& camera() const { return camera_; }
  /// The point nearest to a place of the widget, within a few pixels; -1 = none.
  int pointAt(const QPointF& position) const;
  QPointF positionOf(int point) const;
  /// Points inside a polygon of the widget, rising.
  std::vector<int> pointsIn(const QPolygonF& polygon) const;
  bool isSettled() const;  ///< what is shown is what the thread drew for this view

 Q_SIGNALS:
  void selectionChanged();
  void hovered(int point);  ///< -1 = none
  void activated();         ///< Enter, or a double click on a point

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  enum class Drag { None, Lasso, Pan };
  ScatterScene& change();  ///< a scene of our own to write to
  void lookFrom(const ScatterCamera& camera);
  void draw();
  void take(const QImage& picture, const ScatterRenderer::Request& request);
  void buildCells();
  void hover(const QPointF& position);
  void endLasso(Qt::KeyboardModifiers modifiers);

  std::shared_ptr<const ScatterScene> scene_;
  ScatterRenderer renderer_;
  ScatterCamera camera_;
  double fitScale_ = 1;
  QRectF bounds_;
  bool fitted_ = true;  ///< nobody has moved the view: it follows the widget's size
  std::vector<int> selected_;
  // Points by cells of a grid over the bounds, for what is near the pointer.
  int cells_ = 1;
  std::vector<int> cellStart_, cellPoints_;
  QImage picture_;
  ScatterRenderer::Request pictured_;
  Drag drag_ = Drag::None;
  bool spaceHeld_ = false;
  bool byTab_ = false;  ///< the focus came from the keyboard: it is marked
  int hovered_ = -1;
  QPointF pressed_, last_;
  QPolygonF lasso_;
};

}  // namespace maskwright::ui
