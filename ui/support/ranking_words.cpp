#include "ui/support/ranking_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace maskwright::ui {
namespace {

/// The names of rank::inputName(), for the translators.
[[maybe_unused]] constexpr const char* kNames[] = {
    QT_TRANSLATE_NOOP("RankingInput", "source score"),
    QT_TRANSLATE_NOOP("RankingInput", "maskness"),
    QT_TRANSLATE_NOOP("RankingInput", "stability"),
    QT_TRANSLATE_NOOP("RankingInput", "contrast across the outline"),
    QT_TRANSLATE_NOOP("RankingInput", "contact with the picture's border"),
    QT_TRANSLATE_NOOP("RankingInput", "compactness"),
    QT_TRANSLATE_NOOP("RankingInput", "size"),
    QT_TRANSLATE_NOOP("RankingInput", "very large"),
    QT_TRANSLATE_NOOP("RankingInput", "found on the centred map"),
    QT_TRANSLATE_NOOP("RankingInput", "found by the segmenter"),
    QT_TRANSLATE_NOOP("RankingInput", "found by merging regions"),
    QT_TRANSLATE_NOOP("RankingInput", "merge score"),
    QT_TRANSLATE_NOOP("RankingInput", "gradient along the outline"),
    QT_TRANSLATE_NOOP("RankingInput", "closed outline"),
    QT_TRANSLATE_NOOP("RankingInput", "unlike its surround"),
    QT_TRANSLATE_NOOP("RankingInput", "features unlike the surround's"),
    QT_TRANSLATE_NOOP("RankingInput", "fills its box"),
    QT_TRANSLATE_NOOP("RankingInput", "found several times"),
    QT_TRANSLATE_NOOP("RankingInput", "look-alikes in the picture"),
    QT_TRANSLATE_NOOP("RankingInput", "size at the border"),
    QT_TRANSLATE_NOOP("RankingInput", "far from the middle"),
    QT_TRANSLATE_NOOP("RankingInput", "size far from the middle"),
    QT_TRANSLATE_NOOP("RankingInput", "repeats a better one"),
    QT_TRANSLATE_NOOP("RankingInput", "part of a better one"),
    QT_TRANSLATE_NOOP("RankingInput", "holds others"),
    QT_TRANSLATE_NOOP("RankingInput", "place in its picture"),
    QT_TRANSLATE_NOOP("RankingInput", "below the picture's best"),
    QT_TRANSLATE_NOOP("RankingInput", "typical of its cluster"),
    QT_TRANSLATE_NOOP("RankingInput", "size of its cluster"),
    QT_TRANSLATE_NOOP("RankingInput", "cluster accepted elsewhere"),
    QT_TRANSLATE_NOOP("RankingInput", "cluster decided elsewhere"),
    QT_TRANSLATE_NOOP("RankingInput", "look-alikes accepted"),
    QT_TRANSLATE_NOOP("RankingInput", "look-alikes decided"),
    QT_TRANSLATE_NOOP("RankingInput", "meets an accepted mask"),
    QT_TRANSLATE_NOOP("RankingInput", "inside an accepted mask"),
    QT_TRANSLATE_NOOP("RankingInput", "holds an accepted mask"),
    QT_TRANSLATE_NOOP("RankingInput", "meets a refused mask"),
    QT_TRANSLATE_NOOP("RankingInput", "meets a poor mask"),
    QT_TRANSLATE_NOOP("RankingInput", "accepted in its picture"),
    QT_TRANSLATE_NOOP("RankingInput", "refused in its picture"),
    QT_TRANSLATE_NOOP("RankingInput", "the segmenter agrees"),
};
static_assert(std::size(kNames) == rank::kInputCount);

/// Log-odds under which an input is not worth a word.
constexpr double kWorthAWord = 0.1;

}  // namespace

QString rankingInputText(size_t input) {
  return QCoreApplication::translate("RankingInput", rank::inputName(input).data());
}

QString rankingReasonsText(const std::vector<rank::RankingModel::Reason>& reasons) {
  QStringList up, down;
  for (const auto& reason : reasons) {
    if (std::abs(reason.logOdds) < kWorthAWord) continue;
    (reason.logOdds > 0 ? up : down)
        << rankingInputText(reason.input) + QString::fromUtf8(reason.above ? " ↑" : " ↓");
  }
  const auto join = [](const QStringList& names) {
    return names.join(QCoreApplication::translate("RankingReasons", ", "));
  };
  QStringList lines;
  if (!up.isEmpty())
    lines << QCoreApplication::translate("RankingReasons", "Your decisions raise it: %1")
                 .arg(join(up));
  if (!down.isEmpty())
    lines << QCoreApplication::translate("RankingReasons", "Your decisions lower it: %1")
                 .arg(join(down));
  return lines.join('\n');
}

}  // namespace maskwright::ui
