#pragma once

#include "core/domain/mask.h"
#include "ui/models/candidate_roles.h"
#include "ui/models/candidate_tile.h"
#include "ui/support/mask_provider.h"

#include <QAbstractListModel>
#include <QFile>
#include <QHash>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPainter>

#include <array>
#include <cmath>
#include <vector>

// Candidates for the gallery: masks of a COCO file with made-up confidences and verdicts.
namespace maskwright::bench {

using namespace maskwright::ui;

struct Item : CandidateTile {
  Rle mask;
};

inline Rle rleOf(const QImage& bitmap) {
  Rle rle{bitmap.height(), bitmap.width(), {}};
  bool inside = false;
  uint32_t run = 0;
  for (int x = 0; x < bitmap.width(); ++x) {
    for (int y = 0; y < bitmap.height(); ++y) {
      if ((qGray(bitmap.pixel(x, y)) > 127) != inside) {
        rle.counts.push_back(run);
        run = 0;
        inside = !inside;
      }
      ++run;
    }
  }
  rle.counts.push_back(run);
  return rle;
}

inline Rle maskOf(const QJsonValue& segmentation, const QSize& size) {
  if (segmentation.isObject()) {
    Rle rle{size.height(), size.width(), {}};
    for (const QJsonValue& n : segmentation["counts"].toArray())
      rle.counts.push_back(static_cast<uint32_t>(n.toInt()));
    return rle;
  }
  QImage canvas(size, QImage::Format_RGB32);
  canvas.fill(Qt::black);
  QPainter painter(&canvas);
  painter.setBrush(Qt::white);
  painter.setPen(Qt::NoPen);
  for (const QJsonValue& part : segmentation.toArray()) {
    QPolygonF polygon;
    const QJsonArray xy = part.toArray();
    for (int i = 0; i + 1 < xy.size(); i += 2)
      polygon << QPointF(xy[i].toDouble(), xy[i + 1].toDouble());
    painter.drawPolygon(polygon);
  }
  painter.end();
  return rleOf(canvas);
}

inline std::vector<Item> readItems(const QString& folder, int limit) {
  QFile file(folder + "/instances.json");
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QJsonDocument json = QJsonDocument::fromJson(file.readAll());
  QHash<int, QJsonObject> images;
  for (const QJsonValue& v : json["images"].toArray()) images[v["id"].toInt()] = v.toObject();
  QHash<int, QString> names;
  for (const QJsonValue& v : json["categories"].toArray())
    names[v["id"].toInt()] = v["name"].toString();
  std::vector<Item> items;
  const QJsonArray annotations = json["annotations"].toArray();
  for (const QJsonValue& v : annotations) {
    const QJsonObject image = images[v["image_id"].toInt()];
    const QJsonArray box = v["bbox"].toArray();
    if (v["area"].toDouble() < 300) continue;
    Item item;
    const QSize size(image["width"].toInt(), image["height"].toInt());
    item.crop = {
        qint64(items.size()) + 1,
        folder + "/images/" + image["file_name"].toString(),
        1,
        size,
        QRectF(box[0].toDouble(), box[1].toDouble(), box[2].toDouble(), box[3].toDouble())};
    item.mask = maskOf(v["segmentation"], size);
    item.category = names.value(v["category_id"].toInt());
    item.categoryColour = v["category_id"].toInt();
    items.push_back(std::move(item));
    if (int(items.size()) == limit) break;
  }
  // Spread over images, then made-up confidences and verdicts, the same in each run.
  for (size_t i = 0; i < items.size(); ++i)
    std::swap(items[i], items[(i * 7919 + 13) % items.size()]);
  for (size_t i = 0; i < items.size(); ++i) {
    items[i].confidence = 0.985 - 0.7 * std::pow(double(i) / items.size(), 1.3);
    const int dice = static_cast<int>((i * 2654435761u >> 7) % 17);
    if (i < 24 && dice < 11) {
      static constexpr std::array kShown{Verdict::Accepted,
                                         Verdict::Accepted,
                                         Verdict::Accepted,
                                         Verdict::NotAnObject,
                                         Verdict::Relabelled,
                                         Verdict::BadMask,
                                         Verdict::FixLater,
                                         Verdict::Accepted,
                                         Verdict::NotAnObject,
                                         Verdict::BadMask,
                                         Verdict::Accepted};
      items[i].verdict = kShown[dice];
    }
    items[i].saved = i % 9 != 4;
    if (!isPositive(items[i].verdict) && i % 3 != 0) items[i].category.clear();
  }
  return items;
}

class ItemModel : public QAbstractListModel {
 public:
  explicit ItemModel(std::vector<Item> items, int rows) : items_(std::move(items)), rows_(rows) {}
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() || items_.empty() ? 0 : rows_;
  }
  const Item& item(int row) const { return items_[row % items_.size()]; }
  QVariant data(const QModelIndex& index, int role) const override {
    const Item& one = item(index.row());
    switch (role) {
      case CandidateIdRole:
        return one.crop.candidate;
      case ImagePathRole:
        return one.crop.imagePath;
      case OrientationRole:
        return one.crop.orientation;
      case ImageSizeRole:
        return one.crop.imageSize;
      case BoxRole:
        return one.crop.box;
      case ConfidenceRole:
        return one.confidence;
      case VerdictRole:
        return static_cast<int>(one.verdict);
      case SavedRole:
        return one.saved;
      case CategoryRole:
        return one.category;
      case CategoryColourRole:
        return one.categoryColour;
      default:
        return {};
    }
  }
  const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;
  int rows_;
};

class Masks : public MaskProvider {
 public:
  explicit Masks(const ItemModel* model) {
    for (const Item& one : model->items()) masks_[one.crop.candidate] = one.mask;
  }
  bool maskFor(qint64 id, Rle* mask) override {
    *mask = masks_.value(id);
    return masks_.contains(id);
  }

 private:
  QHash<qint64, Rle> masks_;
};

}  // namespace maskwright::bench
