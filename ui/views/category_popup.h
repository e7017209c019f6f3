#pragma once

#include "ui/views/filter_panel.h"
#include "ui/views/picker_popup.h"

namespace maskwright::ui {

/// Gives a category, known or new.
class CategoryPopup : public PickerPopup {
  Q_OBJECT
 public:
  explicit CategoryPopup(QWidget* parent);
  void setCategories(const QVector<CategoryChoice>& categories);

 Q_SIGNALS:
  void categoryChosen(const QString& name);  ///< trimmed, never empty

 protected:
  QVector<Row> rowsFor(const QString& typed) const override;
  void take(const QVariant& value, const QString& typed) override;

 private:
  QVector<CategoryChoice> categories_;
};

}  // namespace maskwright::ui
