#pragma once

#include <QString>

namespace maskwright::ui {

/// Name of a training curve for people, from the one that is stored ("max": the projection loss of
/// that kind). One that is not known stays as it is.
QString curveText(const QString& name);

}  // namespace maskwright::ui
