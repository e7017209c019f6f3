#pragma once

// For tests of rounds: a project of a few rendered pictures, masks on them and decisions.

#include "core/coco/rle.h"
#include "core/imaging/sample_renderer.h"
#include "core/ml/weights/load_backbone.h"
#include "core/ml/weights/load_module.h"
#include "core/services/pseudo_labels.h"
#include "core/services/rank_service.h"
#include "core/services/review_service.h"
#include "core/services/scan_service.h"
#include "core/services/verdict_inheritance.h"
#include "core/services_ml/carried_candidates.h"
#include "core/services_ml/round_segmenter.h"
#include "core/services_ml/round_service.h"
#include "core/store/image_repository.h"
#include "core/store/run_repository.h"
#include "core/store/segmenter_mask_repository.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <map>

namespace maskwright::test {

inline Rle rectangle(const ImageRecord& image, int x, int y, int w, int h) {
  Bitmap mask(image.height, image.width);
  for (int row = y; row < std::min(y + h, image.height); ++row) {
    for (int column = x; column < std::min(x + w, image.width); ++column) mask.at(row, column) = 1;
  }
  return coco::encode(mask);
}

inline std::unique_ptr<RoundSegmenter> segmenterOf(const std::string& name,
                                                   const std::string& profile,
                                                   const std::string& architecture = {},
                                                   const std::optional<bool>& dropLoss = {}) {
  return makeRoundSegmenter(name, profile, architecture, dropLoss).value();
}

/// Asks to stop after some training steps.
class StopAfter final : public ProgressSink {
 public:
  explicit StopAfter(int64_t steps) : left_(steps) {}
  void report(const Progress& p) override {
    if (p.stage == "train" && --left_ == 0) source_.request_stop();
  }
  void issue(const std::string& where, const std::string& text) override {
    qWarning("%s: %s", where.c_str(), text.c_str());
  }
  void message(const std::string& text) override { messages.push_back(text); }
  CancelToken token() const { return source_.get_token(); }
  std::vector<std::string> messages;

 private:
  std::stop_source source_;
  int64_t left_;
};

/// A fresh project for each test function: call startProject() in init().
class RoundFixture {
 protected:
  QTemporaryDir folder_;
  std::unique_ptr<store::Project> project_;
  std::vector<ImageRecord> images_;
  RunId run_;
  NullProgress quiet_;

  store::Connection& db() { return project_->connection(); }

  Candidate put(const ImageRecord& image,
                const Rle& mask,
                double confidence,
                int round = 0,
                const std::string& source = "free-mask") {
    Candidate c;
    c.image = image.id;
    c.run = run_;
    c.round = round;
    c.source = source;
    c.mask = mask;
    c.box = coco::toBox(mask);
    c.area = coco::area(mask);
    c.sourceScore = confidence;
    c.attributes.maskness = confidence;
    c.embedding.assign(8, 0.35355f);
    c.id = store::CandidateRepository(db()).insert(c);
    return c;
  }

  void decide(const Candidate& c, Verdict verdict) {
    ReviewService::Request request;
    request.candidates = {c.id};
    request.verdict = verdict;
    if (verdict == Verdict::Relabelled) request.category = "thing";
    QVERIFY(ReviewService(db(), "tester").decide(request).ok());
  }

  void addBackbone(const std::string& architecture) {
    auto backbone = ml::untrainedBackbone(architecture, 2, 1);
    const auto file = project_->modelsFolder() / "backbone.safetensors";
    QVERIFY(ml::writeSafetensors(file, ml::moduleTensors(*backbone)).ok());
    Model model;
    model.kind = "backbone";
    model.architecture = architecture;
    model.path = "models/backbone.safetensors";
    model.contentHash = "x";
    model.provenance = "nothing";
    store::RunRepository(db()).addModel(model);
  }

  std::map<int64_t, RoundTarget> byCandidate(const std::vector<RoundTarget>& targets) {
    std::map<int64_t, RoundTarget> out;
    for (const auto& t : targets) out[t.candidate.value] = t;
    return out;
  }

  void startProject(int images = 4) {
    static int count = 0;
    const auto base = std::filesystem::path(folder_.path().toStdString());
    const auto name = "p" + std::to_string(count++);
    const auto sample = imaging::renderSample(base / name, images, 1, quiet_);
    QVERIFY(sample.ok());
    auto project = store::Project::create(base / (name + ".maskwright"), sample->imageFolder);
    QVERIFY(project.ok());
    project_ = std::move(*project);
    QVERIFY(scanImages(*project_, {}, quiet_).ok());
    images_ = store::ImageRepository(db()).all();
    Run run;
    run.kind = "discover";
    run_ = store::RunRepository(db()).start(run);
  }
};

}  // namespace maskwright::test
