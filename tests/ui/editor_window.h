#pragma once

#include "core/coco/rle.h"
#include "core/imaging/mask_ops.h"
#include "core/store/decision_repository.h"
#include "core/store/mask_edit_repository.h"
#include "tests/support/temp_project.h"
#include "tests/ui/desktop_driver.h"
#include "ui/editor/mask_editor.h"
#include "ui/support/theme.h"

#include <QImage>
#include <QPainter>
#include <QSettings>
#include <QStandardPaths>

#include <cmath>
#include <memory>
#include <vector>

namespace maskwright::test {

inline constexpr int kWidth = 320, kHeight = 240;

/// A disc of the picture's size.
inline cv::Mat disc(double x, double y, double radius) {
  cv::Mat mask = cv::Mat::zeros(kHeight, kWidth, CV_8U);
  for (int row = 0; row < kHeight; ++row)
    for (int column = 0; column < kWidth; ++column)
      if (std::hypot(column + 0.5 - x, row + 0.5 - y) < radius) mask.at<uint8_t>(row, column) = 255;
  return mask;
}

inline Rle encode(const cv::Mat& mask) {
  return coco::encode(mask.data, mask.rows, mask.cols, mask.step);
}

inline cv::Mat decode(const Rle& mask) {
  return imaging::toMat(coco::decode(mask)) != 0;
}

/// The whole window on two pictures with a disc each, whose masks are poor.
class EditorWindow {
 protected:
  static void prepare() {
    QStandardPaths::setTestModeEnabled(true);
    QSettings().clear();
    ui::applyTheme(*qApp, ui::ThemeKind::Dark);
  }

  void start() {
    temp_ = std::make_unique<TempProject>();
    ids_.clear();
    for (const char* name : {"a.png", "b.png"}) {
      const ImageId image = temp_->addImage(name, kHeight, kWidth);
      paintPicture(name);
      ids_.push_back(add(image, disc(166, 122, 56), 0.9 - 0.2 * double(ids_.size())));
      if (ids_.size() == 1) ids_.push_back(add(image, disc(215, 120, 30), 0.8));
    }
    store::RunRepository(connection()).finish(temp_->run(), RunState::Finished);
    window_ = std::make_unique<ui::MainWindow>(prompts_);
    window_->resize(1280, 800);
    QVERIFY(window_->openProject(QString::fromStdString(temp_->project().folder().string())));
    showActive(*window_);
    grid().setFocus();
    grid().setCurrentRow(0);
  }

  void stop() {
    window_.reset();
    temp_.reset();
  }

  store::Connection& connection() { return temp_->connection(); }
  ui::ReviewWorkspace& work() { return window_->projectView()->review(); }
  ui::CandidateGrid& grid() { return work().grid(); }
  ui::MaskEditor& editor() { return work().editor(); }
  void waitSaved() {
    QTRY_COMPARE(window_->projectView()->session().writer().pending(), 0);
    QCoreApplication::processEvents();
  }
  Rle present(size_t i) { return store::CandidateRepository(connection()).byId(ids_[i])->mask; }
  Verdict verdict(size_t i) {
    return store::DecisionRepository(connection()).current(ids_[i]).verdict;
  }
  std::vector<MaskEdit> edits(size_t i) {
    return store::MaskEditRepository(connection()).history(ids_[i]);
  }
  int commands() { return connection().db().execAndGet("SELECT COUNT(*) FROM command").getInt(); }
  QRectF boxOf(int row) { return grid().model()->index(row, 0).data(ui::BoxRole).toRectF(); }

  CandidateId add(ImageId image, const cv::Mat& mask, double score) {
    Candidate candidate = temp_->rectangle(image, 1, 2, score);
    candidate.mask = encode(mask);
    candidate.box = coco::toBox(candidate.mask);
    candidate.area = coco::area(candidate.mask);
    return temp_->add(candidate);
  }

  void paintPicture(const char* name) {
    QImage image(kWidth, kHeight, QImage::Format_RGB32);
    image.fill(QColor(110, 130, 120));
    QPainter painter(&image);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(190, 90, 60));
    painter.drawEllipse(QPointF(160, 120), 60, 60);
    painter.end();
    const auto file = temp_->folder.path() / "bilder ä" / name;
    QVERIFY(image.save(QString::fromStdString(file.string())));
  }

  void send(QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons held) {
    auto& canvas = editor().canvas();
    const QPointF widget = canvas.toWidget(at);
    QMouseEvent event(type, widget, canvas.mapToGlobal(widget), button, held, Qt::NoModifier);
    QCoreApplication::sendEvent(&canvas, &event);
  }
  void move(const QPointF& at) { send(QEvent::MouseMove, at, Qt::NoButton, Qt::NoButton); }
  /// A stroke between two points of the picture.
  void drag(const QPointF& from, const QPointF& to, Qt::MouseButton button = Qt::LeftButton) {
    send(QEvent::MouseButtonPress, from, button, button);
    for (int i = 1; i <= 4; ++i)
      send(QEvent::MouseMove, from + (to - from) * i / 4, Qt::NoButton, button);
    send(QEvent::MouseButtonRelease, to, button, Qt::NoButton);
  }
  void clickAt(const QPointF& at) {
    send(QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, at, Qt::LeftButton, Qt::NoButton);
  }

  std::unique_ptr<TempProject> temp_;
  std::vector<CandidateId> ids_;  ///< in the order of the list
  AnsweringPrompts prompts_;
  std::unique_ptr<ui::MainWindow> window_;
};

}  // namespace maskwright::test
