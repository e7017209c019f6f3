#pragma once

#include "core/base/cancel.h"
#include "core/base/result.h"
#include "core/domain/mask.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace maskwright {

/// What a mask of a picture means for the tuning.
inline constexpr int kTuneUnknown = -1;  ///< not reviewed, bad mask, fix later: never a label
inline constexpr int kTuneRefused = 0;   ///< not an object: its pixels are background
inline constexpr int kTuneMostClasses = 254;

struct TuneMask {
  Rle mask;
  int label = kTuneUnknown;  ///< or 1 to kTuneMostClasses: a class
};
struct TunePicture {
  std::filesystem::path file;
  std::vector<TuneMask> masks;
};

/// Embeddings to choose from.
enum class TuneKind {
  Stored = 0,          ///< mean features of the mask in the picture, as the discovery makes them
  Described = 1,       ///< principal components of the tuned network's features, untrained
  Tuned = 2,           ///< after Mix-and-Match tuning
  TunedAndStored = 3,  ///< both, side by side
};
inline constexpr std::array kAllTuneKinds{
    TuneKind::Stored, TuneKind::Described, TuneKind::Tuned, TuneKind::TunedAndStored};
/// "stored", "described", "tuned", "tuned and stored".
const char* tuneKindName(TuneKind kind);

struct MaskTunerSettings {
  bool lastStage = false;  ///< train the trunk's last stage too, not the head alone
  int64_t steps = 150;
  int64_t bankPatches = 3000;  ///< at most, over all pictures
  int64_t visits = 3;          ///< draws of nine patches from each picture
  int folds = 3;               ///< of the comparison, by picture
  uint64_t seed = 1;
  bool float32 = false;  ///< never bfloat16
};

/// Balanced accuracy, [0, 1], of the category of a decided mask as its nearest ones on other
/// pictures say, for each kind; -1 = could not be measured (one picture only).
struct TuneComparison {
  std::array<double, kAllTuneKinds.size()> accuracy{-1, -1, -1, -1};
  TuneKind best = TuneKind::Stored;
};

struct TuneStep {
  int64_t step = 0, steps = 0;  ///< over all trainings
  double loss = 0;
};

/// What the frozen network says of some masks; made once, embedded by any training.
class MaskDescriptions {
 public:
  struct Data;
  explicit MaskDescriptions(std::shared_ptr<Data> data) : data_(std::move(data)) {}
  int64_t size() const;
  const Data& data() const { return *data_; }

 private:
  std::shared_ptr<Data> data_;
};

/// Row-major unit vectors.
struct MaskVectors {
  int dimension = 0;
  std::vector<float> values;
};

/// Mix-and-Match tuning from pictures and masks; knows no database. Not for several threads.
class MaskTuner {
 public:
  /// Starts from a backbone. Errors: NotFound, Unreadable, Conflict.
  static Result<MaskTuner> begin(const std::filesystem::path& backbone,
                                 const MaskTunerSettings& settings);
  /// A tuner that write() left. Errors likewise.
  static Result<MaskTuner> read(const std::filesystem::path& file);
  MaskTuner(MaskTuner&&) noexcept;
  MaskTuner& operator=(MaskTuner&&) noexcept;
  ~MaskTuner();

  /// Describes masks of a picture, in order. Errors: those of the file; Conflict (the masks are of
  /// another size).
  Result<MaskDescriptions> describe(const TunePicture& picture) const;
  /// Adds a picture's decided masks and patches drawn from its label map (smaller masks on top,
  /// refused masks as background where nothing else is known, all else ignored) to what is learned
  /// from. Errors: as describe().
  Result<void> learnFrom(const TunePicture& picture);
  /// Compares the kinds on held-out pictures, then trains on all and takes the best kind.
  /// Errors: WrongUse (fewer than two classes), Cancelled.
  Result<TuneComparison> train(const CancelToken& cancel,
                               const std::function<void(const TuneStep&)>& report);

  TuneKind kept() const;
  bool changesTrunk() const;  ///< the kept training changed the backbone
  /// Embeddings of the kept kind.
  MaskVectors embed(const MaskDescriptions& descriptions) const;
  MaskVectors embed(const MaskDescriptions& descriptions, TuneKind kind) const;

  /// Writes a safetensors file that is a backbone too. Error: Unwritable.
  Result<void> write(const std::filesystem::path& file, const std::string& provenance) const;

 private:
  struct State;
  explicit MaskTuner(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace maskwright
