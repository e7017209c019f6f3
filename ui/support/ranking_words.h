#pragma once

#include "core/rank/ranking_model.h"

#include <QString>

#include <vector>

namespace maskwright::ui {

/// Name of an input of the ranking in the language of the interface; 0 <= input <
/// rank::kInputCount.
QString rankingInputText(size_t input);

/// What decisions taught about a candidate, in a sentence for what raises it and one for what
/// lowers it, each input with an arrow: more or less of it than usual. Empty if nothing weighs.
QString rankingReasonsText(const std::vector<rank::RankingModel::Reason>& reasons);

}  // namespace maskwright::ui
