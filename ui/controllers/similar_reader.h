#pragma once

#include "core/domain/ids.h"
#include "ui/models/background_reader.h"

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

namespace maskwright::ui {

/// What is like a candidate.
struct SimilarAnswer {
  CandidateId asked;
  std::vector<int64_t> ids;  ///< by falling similarity, the one asked for first
  QString problem;           ///< empty = found
};

/// Looks for similar candidates in the background.
class SimilarReader final : public QObject {
  Q_OBJECT
 public:
  static constexpr int kMost = 200;
  SimilarReader(std::filesystem::path database,
                std::filesystem::path cacheFolder,
                QObject* parent = nullptr);
  void ask(CandidateId candidate);

 Q_SIGNALS:
  void found(const maskwright::ui::SimilarAnswer& answer);

 private:
  BackgroundReader<CandidateId, SimilarAnswer> reader_;
};

}  // namespace maskwright::ui
