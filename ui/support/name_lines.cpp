#include "ui/support/name_lines.h"

#include <QTextBoundaryFinder>

namespace maskwright::ui {
namespace {

/// How much of `name` fits, at a boundary between letters; better after a separator near the end.
qsizetype firstLine(const QString& name, const QFontMetrics& metrics, int width) {
  QTextBoundaryFinder letters(QTextBoundaryFinder::Grapheme, name);
  qsizetype fits = 0, separated = 0;
  for (qsizetype end = letters.toNextBoundary(); end > 0; end = letters.toNextBoundary()) {
    if (fits > 0 && metrics.horizontalAdvance(name.left(end)) > width) break;
    fits = end;
    if (QStringView(u"_-. ").contains(name[end - 1])) separated = end;
  }
  return 3 * separated >= 2 * fits ? separated : fits;
}

}  // namespace

QStringList nameLines(const QString& name, const QFontMetrics& metrics, int width) {
  if (metrics.horizontalAdvance(name) <= width) return {name};
  const qsizetype cut = firstLine(name, metrics, width);
  return {name.left(cut), metrics.elidedText(name.mid(cut), Qt::ElideLeft, width)};
}

}  // namespace maskwright::ui
