#pragma once

#include "ui/models/acceptance_model.h"

#include <QSortFilterProxyModel>
#include <QTableView>

namespace maskwright::ui {

/// Acceptance by cluster or category as bars, sorted by any column. A click or Enter on a row means
/// its group.
class AcceptanceTable final : public QTableView {
  Q_OBJECT
 public:
  AcceptanceTable(const QString& nameTitle, const QString& accessibleName, QWidget* parent);
  void setGroups(std::vector<GroupAcceptance> groups);
  QSize sizeHint() const override { return {280, 232}; }
  QSize minimumSizeHint() const override { return {200, 120}; }

 Q_SIGNALS:
  void groupChosen(qint64 id);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  int neededWidth(int column) const;
  void shareColumns();
  AcceptanceModel model_;
  QSortFilterProxyModel sorted_;
};

}  // namespace maskwright::ui
