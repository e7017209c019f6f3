#include "ui/models/published_backbones.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace maskwright::ui {

QVector<PublishedBackbone> publishedBackbones() {
  QFile file(QStringLiteral(":/weights/catalogue.json"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  const auto files =
      QJsonDocument::fromJson(file.readAll()).object().value(QLatin1String("files")).toArray();
  QVector<PublishedBackbone> backbones;
  for (const auto& item : files) {
    const auto json = item.toObject();
    const auto text = [&](const char* key) { return json.value(QLatin1String(key)).toString(); };
    PublishedBackbone backbone;
    backbone.name = text("name");
    backbone.architecture = text("architecture");
    backbone.file = text("file");
    backbone.licence = text("licence");
    backbone.source = text("source");
    backbone.goodFor = text("good_for");
    backbone.address = text("address");
    backbone.values = json.value(QLatin1String("values")).toInteger();
    backbone.labels = json.value(QLatin1String("labels")).toBool();
    backbones.push_back(backbone);
  }
  return backbones;
}

QString architectureText(const QString& architecture) {
  if (architecture.startsWith(QLatin1String("resnet")))
    return QStringLiteral("ResNet-") + architecture.mid(6);
  for (const auto& known : publishedBackbones())
    if (known.architecture == architecture) return known.name;
  return architecture;
}

QString architecturePurpose(const QString& architecture) {
  if (architecture.startsWith(QLatin1String("resnet")))
    return QCoreApplication::translate(
        "Backbones", "Finding masks with Free Mask, pre-training from it, and training rounds.");
  for (const auto& known : publishedBackbones())
    if (known.architecture == architecture) return known.goodFor;
  return {};
}

}  // namespace maskwright::ui
