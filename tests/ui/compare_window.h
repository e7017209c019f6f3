#pragma once

#include "core/store/round_mark_repository.h"
#include "tests/support/second_round.h"
#include "tests/ui/review_window.h"
#include "ui/views/compare_view.h"

#include <QLabel>
#include <QListView>

namespace maskwright::test {

/// The window on a project with a discovery and one round, and what its comparison shows.
class CompareWindow : protected ReviewWindow {
 protected:
  static constexpr int kImages = 3, kEach = 4;
  std::vector<CandidateId> second_;

  void startWithRound() {
    start(kImages, kEach, 2, [this](ReviewProject& project) {
      second_ = SecondRound(project, kImages, kEach).masks;
    });
  }
  ui::CompareView& view() { return *window_->findChild<ui::CompareView*>(); }
  QAbstractItemModel& images() {
    return *window_->findChild<QListView*>(QStringLiteral("comparedImages"))->model();
  }
  ui::ImageCanvas& left() { return view().canvas(ui::CompareView::Before); }
  ui::ImageCanvas& right() { return view().canvas(ui::CompareView::After); }
  QString focusText() {
    return window_->findChild<QLabel*>(QStringLiteral("compareFocus"))->toolTip();
  }
  template <typename Widget>
  Widget& named(const char* name) {
    return *window_->findChild<Widget*>(QString::fromLatin1(name));
  }
  QLabel* visibleLabel(const QString& text) {
    for (auto* label : view().findChildren<QLabel*>())
      if (label->isVisible() && label->text() == text) return label;
    return nullptr;
  }
  Verdict verdictOf(CandidateId id) { return project_->verdictOf(id).verdict; }
  RoundMark mark() { return store::RoundMarkRepository(project_->connection()).of(1); }
};

}  // namespace maskwright::test
