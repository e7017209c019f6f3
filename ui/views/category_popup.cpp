#include "ui/views/category_popup.h"

#include "ui/support/verdict_style.h"

namespace maskwright::ui {

CategoryPopup::CategoryPopup(QWidget* parent)
    : PickerPopup(tr("Category"), tr("Category, new or known"), parent) {
  setObjectName(QStringLiteral("categoryPopup"));
}

void CategoryPopup::setCategories(const QVector<CategoryChoice>& categories) {
  categories_ = categories;
  showMatches();
}

QVector<PickerPopup::Row> CategoryPopup::rowsFor(const QString& typed) const {
  QVector<Row> rows;
  bool exact = false;
  // Names that begin with what was typed come before those that only contain it.
  for (const bool atStart : {true, false}) {
    for (const CategoryChoice& one : categories_) {
      if (one.name.startsWith(typed, Qt::CaseInsensitive) != atStart ||
          !one.name.contains(typed, Qt::CaseInsensitive))
        continue;
      exact |= one.name.compare(typed, Qt::CaseInsensitive) == 0;
      rows.append({one.name, one.name, stableColour(one.colour)});
    }
  }
  if (!typed.isEmpty() && !exact)
    rows.append({tr("New category \"%1\"").arg(typed), typed, stableColour(-1)});
  return rows;
}

void CategoryPopup::take(const QVariant& value, const QString& typed) {
  const QString name = value.isValid() ? value.toString() : typed;
  if (name.isEmpty()) return;
  finish();
  Q_EMIT categoryChosen(name);
}

}  // namespace maskwright::ui
