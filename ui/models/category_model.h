#pragma once

#include "core/domain/category.h"
#include "core/store/connection.h"

#include <QAbstractListModel>
#include <QString>

#include <vector>

namespace maskwright::ui {

/// Roles of CategoryModel; Qt::DisplayRole and Qt::EditRole are the name.
enum CategoryModelRole {
  CategoryIdRole = Qt::UserRole + 1,  ///< qlonglong
  CategoryPaletteRole                 ///< int, palette index
};

/// All categories of the project by name; also what the completion popups offer.
class CategoryModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  explicit CategoryModel(QObject* parent = nullptr);

  void setConnection(store::Connection* connection);  ///< null = empty
  void reload();
  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

  const std::vector<Category>& categories() const { return categories_; }
  const Category* find(CategoryId id) const;
  const Category* findByName(const QString& name) const;
  QString nameOf(CategoryId id) const;  ///< empty = none

 private:
  store::Connection* connection_ = nullptr;
  std::vector<Category> categories_;
};

}  // namespace maskwright::ui
