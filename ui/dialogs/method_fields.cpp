#include "ui/dialogs/method_fields.h"

#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSpinBox>

namespace maskwright::ui {

QDialogButtonBox* verbButtons(QDialog* dialog, const QString& verb) {
  auto* box = new QDialogButtonBox(QDialogButtonBox::Cancel, dialog);
  auto* go = new QPushButton(verb, dialog);
  go->setProperty("primary", true);  // before it is laid out, or the style sheet misses it
  box->addButton(go, QDialogButtonBox::AcceptRole);
  go->setObjectName(QStringLiteral("start"));
  go->setDefault(true);
  QObject::connect(box, &QDialogButtonBox::accepted, dialog, &QDialog::accept);
  QObject::connect(box, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  return box;
}

QComboBox* architectureBox(QWidget* parent) {
  auto* box = new QComboBox(parent);
  box->setObjectName(QStringLiteral("architecture"));
  box->addItem(QObject::tr("ResNet-18 (fast)"), QStringLiteral("resnet18"));
  box->addItem(QObject::tr("ResNet-50 (slower, finer)"), QStringLiteral("resnet50"));
  return box;
}

QSpinBox* minutesBox(QWidget* parent, int value, const QString& automatic) {
  auto* box = new QSpinBox(parent);
  box->setObjectName(QStringLiteral("minutes"));
  box->setRange(automatic.isEmpty() ? 1 : 0, 24 * 60);
  box->setSuffix(QObject::tr(" min"));
  if (!automatic.isEmpty()) box->setSpecialValueText(automatic);
  box->setValue(value);
  return box;
}

}  // namespace maskwright::ui
