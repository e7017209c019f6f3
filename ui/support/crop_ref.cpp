#include "ui/support/crop_ref.h"

#include <algorithm>
#include <cmath>

namespace maskwright::ui {

QRect contextRect(const QRectF& box, const QSize& imageSize, double margin) {
  const double side = std::ceil(std::max({box.width(), box.height(), 8.0}) * (1 + 2 * margin));
  const auto place = [side](double centre, int extent) {
    const int length = static_cast<int>(std::min<double>(side, extent));
    const int start = static_cast<int>(std::lround(centre - length / 2.0));
    return std::pair{std::clamp(start, 0, extent - length), length};
  };
  if (imageSize.isEmpty()) return box.toAlignedRect();
  const auto [x, w] = place(box.center().x(), imageSize.width());
  const auto [y, h] = place(box.center().y(), imageSize.height());
  return {x, y, w, h};
}

}  // namespace maskwright::ui
