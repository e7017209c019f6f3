#pragma once

#include "core/store/candidate_repository.h"
#include "core/store/image_repository.h"
#include "core/store/project.h"
#include "core/store/run_repository.h"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace maskwright::test {

/// A folder that is gone after the test.
class TempFolder {
 public:
  TempFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "maskwright-test-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// An empty project in a temporary folder, with helpers that fill it.
class TempProject {
 public:
  TempProject() {
    std::filesystem::create_directories(folder.path() / "bilder ä");
    auto made = store::Project::create(folder.path() / "p.maskwright", folder.path() / "bilder ä");
    if (!made) throw std::runtime_error(made.error().text());
    project_ = std::move(*made);
    Run run;
    run.kind = "discover";
    run.method = "free-mask";
    run.settingsJson = "{}";
    run_ = store::RunRepository(connection()).start(run);
  }

  store::Project& project() { return *project_; }
  store::Connection& connection() { return project_->connection(); }
  RunId run() const { return run_; }

  ImageId addImage(const std::string& path, int height = 8, int width = 10) {
    ImageRecord image;
    image.path = path;
    image.height = height;
    image.width = width;
    image.contentHash = "hash of " + path;
    return store::ImageRepository(connection()).insert(image);
  }

  /// A rectangle of the 8 x 10 image: columns [x, x + w), all but the first and last row.
  Candidate rectangle(ImageId image, int x, int w, double score, int round = 0) const {
    Candidate c;
    c.image = image;
    c.run = run_;
    c.round = round;
    c.source = "free-mask";
    c.profile = "test";
    c.mask.height = 8;
    c.mask.width = 10;
    uint32_t gap = static_cast<uint32_t>(8 * x + 1);
    for (int column = 0; column < w; ++column) {
      c.mask.counts.push_back(gap);
      c.mask.counts.push_back(6);
      gap = 2;
    }
    c.mask.counts.push_back(static_cast<uint32_t>(8 * (10 - x - w) + 1));
    c.box = {static_cast<double>(x), 1, static_cast<double>(w), 6};
    c.area = 6L * w;
    c.sourceScore = score;
    c.attributes.maskness = score;
    c.attributes.stability = score;
    c.attributes.nmsScore = score;
    return c;
  }

  CandidateId add(const Candidate& candidate) {
    return store::CandidateRepository(connection()).insert(candidate);
  }

  TempFolder folder;

 private:
  std::unique_ptr<store::Project> project_;
  RunId run_;
};

}  // namespace maskwright::test
