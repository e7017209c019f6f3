#pragma once

#include "core/domain/mask.h"

#include <opencv2/core.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace maskwright::ui {

/// A mask while it is edited: pixels at the image's resolution, the edits made so far with their
/// own undo and redo, and how far it has come from where it started. Edits return the box of pixels
/// that may have changed, empty if none.
class MaskDocument {
 public:
  /// `start`: canonical run lengths; an empty mask is allowed (one to be drawn).
  explicit MaskDocument(const Rle& start);

  const cv::Mat& mask() const { return mask_; }    ///< CV_8U 0 or 255
  const cv::Mat& start() const { return start_; }  ///< as it was opened

  /// One piece of a stroke; pieces become one edit with commit(). See imaging::paintStroke.
  cv::Rect stroke(cv::Point2d from, cv::Point2d to, double radius, bool inside);
  /// A polygon as one edit of its own. See imaging::fillPolygon.
  cv::Rect polygon(std::span<const cv::Point2d> corners, bool inside, const std::string& tool);
  /// Puts `part` (CV_8U) in the place of the pixels of `box`, as one edit of its own.
  cv::Rect replace(const cv::Rect& box, const cv::Mat& part, const std::string& tool);
  /// Ends a stroke. False if it changed nothing: then there is nothing to undo.
  bool commit(const std::string& tool);
  /// Takes a stroke back that was not committed.
  cv::Rect abandon();

  cv::Rect undo();
  cv::Rect redo();
  bool canUndo() const { return done_ > 0; }
  bool canRedo() const { return done_ < edits_.size(); }
  std::string undoName() const { return canUndo() ? edits_[done_ - 1].tool : std::string(); }
  std::string redoName() const { return canRedo() ? edits_[done_].tool : std::string(); }

  bool isChanged() const { return area_ != common_ || startArea_ != common_; }
  int64_t area() const { return area_; }
  int64_t startArea() const { return startArea_; }
  double iouWithStart() const;  ///< 1 if both are empty
  std::string tools() const;    ///< e.g. "brush 3, GrabCut 1": edits that are not undone
  Rle toRle() const;

 private:
  struct Edit {
    std::string tool;
    cv::Rect box;
    Rle before, after;  ///< of the box
  };
  template <typename Change>
  void counted(const cv::Rect& box, Change change);
  void put(const cv::Rect& box, const Rle& pixels);

  cv::Mat mask_, start_;
  cv::Mat committed_;  ///< the mask without the stroke that is being made
  cv::Rect open_;      ///< what that stroke touched so far
  std::vector<Edit> edits_;
  size_t done_ = 0;  ///< edits that are not undone
  int64_t area_ = 0, startArea_ = 0, common_ = 0;
};

}  // namespace maskwright::ui
