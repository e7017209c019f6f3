#include "ui/views/verdict_share.h"

#include "ui/support/theme.h"
#include "ui/support/verdict_style.h"

#include <QLocale>
#include <QPainter>
#include <QPainterPath>

#include <numeric>

namespace maskwright::ui {

VerdictShare::VerdictShare(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setAccessibleName(tr("Masks by verdict"));
}

void VerdictShare::setCounts(const std::array<int64_t, 6>& byVerdict) {
  counts_ = byVerdict;
  QStringList lines;
  for (const Verdict verdict : kAllVerdicts)
    lines << tr("%1: %2").arg(
        verdictText(verdict),
        QLocale().toString(static_cast<qlonglong>(byVerdict[static_cast<size_t>(verdict)])));
  setToolTip(lines.join(u'\n'));
  setAccessibleDescription(lines.join(QStringLiteral("; ")));
  update();
}

void VerdictShare::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath round;
  round.addRoundedRect(QRectF(rect()), 4, 4);
  painter.setClipPath(round);
  painter.fillRect(rect(), coloursOf(palette()).hairline);
  const double all =
      static_cast<double>(std::accumulate(counts_.begin(), counts_.end(), int64_t{0}));
  if (all <= 0) return;
  double x = 0;
  for (const Verdict verdict : kAllVerdicts) {
    if (verdict == Verdict::Undecided) continue;
    const double part = static_cast<double>(counts_[static_cast<size_t>(verdict)]) / all * width();
    painter.fillRect(QRectF(x, 0, part, height()), verdictStyle(verdict).colour);
    x += part;
  }
}

}  // namespace maskwright::ui
