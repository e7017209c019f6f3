#pragma once

#include <QString>
#include <QVector>

namespace maskwright::ui {

/// A published weights file that the program opens, from resources/weights/catalogue.json. It is
/// never fetched by the program: the person brings the file.
struct PublishedBackbone {
  QString name;          ///< "DINO ViT-S/16"
  QString architecture;  ///< "dino_vits16", as `maskwright weights inspect` says it
  QString file;          ///< as the publisher calls it; may be empty
  QString licence, source, goodFor;
  QString address;      ///< of the file itself; may be empty
  qint64 values = 0;    ///< numbers in the file, 4 bytes each; 0 = not known
  bool labels = false;  ///< learned from labels: for comparison only
};

QVector<PublishedBackbone> publishedBackbones();

/// "resnet50" -> "ResNet-50", "dinov2_vits14_reg" -> "DINOv2 ViT-S/14 with registers". Unknown
/// names come back as they are.
QString architectureText(const QString& architecture);

/// What a network of this architecture is good for, one sentence; empty if nothing is known.
QString architecturePurpose(const QString& architecture);

}  // namespace maskwright::ui
