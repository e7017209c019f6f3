#include "ui/support/change_style.h"

#include <QCoreApplication>

namespace maskwright::ui {
namespace {

/// Okabe and Ito's yellow: the verdicts leave it free, and it stands out from any picture.
const QColor kStandsOut(0xf0, 0xe4, 0x42);
const QColor kNeutral(0xf2, 0xf3, 0xf5);

}  // namespace

ChangeStyle changeStyle(MaskChange change) {
  switch (change) {
    case MaskChange::Gained:
      return {kStandsOut, Qt::SolidLine, QStringLiteral("+")};
    case MaskChange::Lost:
      return {kStandsOut, Qt::SolidLine, QStringLiteral("−")};
    case MaskChange::Changed:
      return {kStandsOut, Qt::DashLine, QStringLiteral("≈")};
    case MaskChange::Kept:
      break;
  }
  return {kNeutral, Qt::SolidLine, QStringLiteral("=")};
}

QString changeText(MaskChange change) {
  const auto tr = [](const char* text) {
    return QCoreApplication::translate("maskwright::ui", text);
  };
  switch (change) {
    case MaskChange::Gained:
      return tr("Gained");
    case MaskChange::Lost:
      return tr("Lost");
    case MaskChange::Changed:
      return tr("Changed");
    case MaskChange::Kept:
      break;
  }
  return tr("Kept");
}

}  // namespace maskwright::ui
