#include "ui/models/category_model.h"

#include "core/store/decision_repository.h"
#include "ui/models/guarded_read.h"

#include <algorithm>

namespace maskwright::ui {

CategoryModel::CategoryModel(QObject* parent) : QAbstractListModel(parent) {}

void CategoryModel::setConnection(store::Connection* connection) {
  connection_ = connection;
  reload();
}

void CategoryModel::reload() {
  auto fresh = std::vector<Category>{};
  if (connection_) {
    fresh = guardedRead([this] { return store::CategoryRepository(*connection_).all(); });
  }
  if (fresh == categories_) return;
  beginResetModel();
  categories_ = std::move(fresh);
  endResetModel();
}

int CategoryModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(categories_.size());
}

QVariant CategoryModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const Category& category = categories_[static_cast<size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
      return QString::fromStdString(category.name);
    case CategoryIdRole:
      return static_cast<qlonglong>(category.id.value);
    case CategoryPaletteRole:
      return category.colour;
    default:
      return {};
  }
}

const Category* CategoryModel::find(CategoryId id) const {
  const auto found = std::find_if(
      categories_.begin(), categories_.end(), [id](const Category& one) { return one.id == id; });
  return found == categories_.end() ? nullptr : &*found;
}

const Category* CategoryModel::findByName(const QString& name) const {
  const std::string wanted = name.toStdString();
  const auto found = std::find_if(categories_.begin(),
                                  categories_.end(),
                                  [&wanted](const Category& one) { return one.name == wanted; });
  return found == categories_.end() ? nullptr : &*found;
}

QString CategoryModel::nameOf(CategoryId id) const {
  const Category* category = find(id);
  return category ? QString::fromStdString(category->name) : QString();
}

}  // namespace maskwright::ui
