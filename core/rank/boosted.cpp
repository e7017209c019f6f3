#include "core/rank/boosted.h"

#include <charconv>
#include <limits>
#include <string>
#include <utility>
#include <xgboost/c_api.h>

namespace maskwright::rank {
namespace {

/// A matrix of XGBoost with its margins and outcomes.
class Matrix {
 public:
  Matrix() = default;
  Matrix(const Matrix&) = delete;
  Matrix& operator=(const Matrix&) = delete;
  ~Matrix() {
    if (handle_) XGDMatrixFree(handle_);
  }
  bool create(std::span<const float> inputs, size_t rows, int size) {
    return XGDMatrixCreateFromMat(inputs.data(),
                                  rows,
                                  static_cast<bst_ulong>(size),
                                  std::numeric_limits<float>::quiet_NaN(),
                                  &handle_) == 0;
  }
  bool set(const char* field, std::span<const float> values) {
    return XGDMatrixSetFloatInfo(handle_, field, values.data(), values.size()) == 0;
  }
  DMatrixHandle get() const { return handle_; }

 private:
  DMatrixHandle handle_ = nullptr;
};

std::vector<float> toFloat(auto values) {
  return {values.begin(), values.end()};
}

/// std::to_string would write what the locale calls a decimal point.
std::string number(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

Error lastError() {
  return {ErrorKind::Internal, std::string("XGBoost: ") + XGBGetLastError(), ""};
}

}  // namespace

struct BoostedTrees::Booster {
  BoosterHandle handle = nullptr;
  int size = 0;
  Booster() = default;
  Booster(const Booster&) = delete;
  Booster& operator=(const Booster&) = delete;
  ~Booster() {
    if (handle) XGBoosterFree(handle);
  }
  bool set(const char* name, const std::string& value) {
    return XGBoosterSetParam(handle, name, value.c_str()) == 0;
  }
};

BoostedTrees::BoostedTrees(std::unique_ptr<Booster> booster) : booster_(std::move(booster)) {}
BoostedTrees::BoostedTrees(BoostedTrees&&) noexcept = default;
BoostedTrees& BoostedTrees::operator=(BoostedTrees&&) noexcept = default;
BoostedTrees::~BoostedTrees() = default;

Result<BoostedTrees> BoostedTrees::fit(std::span<const float> inputs,
                                       int size,
                                       std::span<const uint8_t> good,
                                       std::span<const double> weights,
                                       std::span<const double> margins,
                                       const BoostSettings& settings) {
  if (size < 1 || inputs.size() != good.size() * static_cast<size_t>(size) ||
      margins.size() != good.size() || (!weights.empty() && weights.size() != good.size()))
    return Error{ErrorKind::WrongUse, "sizes of inputs, outcomes and margins don't fit", ""};
  Matrix matrix;
  if (!matrix.create(inputs, good.size(), size) || !matrix.set("label", toFloat(good)) ||
      !matrix.set("base_margin", toFloat(margins)) ||
      (!weights.empty() && !matrix.set("weight", toFloat(weights))))
    return lastError();
  auto booster = std::make_unique<Booster>();
  booster->size = size;
  const DMatrixHandle matrices[] = {matrix.get()};
  if (XGBoosterCreate(matrices, 1, &booster->handle) != 0) return lastError();
  const std::pair<const char*, std::string> parameters[] = {
      {"objective", "binary:logistic"},
      {"tree_method", "hist"},
      {"verbosity", "0"},
      {"max_depth", std::to_string(settings.depth)},
      {"eta", number(settings.rate)},
      {"min_child_weight", number(settings.minWeight)},
      {"lambda", number(settings.l2)},
      {"subsample", number(settings.rowShare)},
      {"colsample_bytree", number(settings.inputShare)},
      {"seed", std::to_string(settings.seed)}};
  for (const auto& [name, value] : parameters)
    if (!booster->set(name, value)) return lastError();
  for (int i = 0; i < settings.trees; ++i)
    if (XGBoosterUpdateOneIter(booster->handle, i, matrix.get()) != 0) return lastError();
  return BoostedTrees(std::move(booster));
}

Result<std::vector<double>> BoostedTrees::predict(std::span<const float> inputs,
                                                  std::span<const double> margins) const {
  const size_t rows = margins.size();
  if (inputs.size() != rows * static_cast<size_t>(booster_->size))
    return Error{ErrorKind::WrongUse, "sizes of inputs and margins don't fit", ""};
  std::vector<double> out;
  if (rows == 0) return out;
  Matrix matrix;
  if (!matrix.create(inputs, rows, booster_->size) || !matrix.set("base_margin", toFloat(margins)))
    return lastError();
  const char* config =
      R"({"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* values = nullptr;
  if (XGBoosterPredictFromDMatrix(
          booster_->handle, matrix.get(), config, &shape, &dimensions, &values) != 0)
    return lastError();
  out.assign(values, values + rows);
  return out;
}

}  // namespace maskwright::rank
