#include "core/ml/nn/roi_align.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace maskwright::ml {
namespace {

/// Average of bilinear samples along one axis: weights of consecutive map cells. The average over
/// a grid of samples is the product of both axes'.
template <typename T>
struct Taps {
  int64_t first = 0;
  std::vector<T> weights;
};

/// Taps of each of `size` cells of a region that begins at `start` and is `length` long, map cells.
template <typename T>
std::vector<Taps<T>> tapsOf(T start, T length, int64_t extent, const RoiAlignOptions& options) {
  const int64_t size = options.size;
  const T cell = length / static_cast<T>(size);
  const auto samples =
      options.samplingRatio > 0 ? options.samplingRatio : static_cast<int64_t>(std::ceil(cell));
  std::vector<Taps<T>> taps(static_cast<size_t>(size));
  for (int64_t i = 0; i < size; ++i) {
    auto& tap = taps[static_cast<size_t>(i)];
    for (int64_t k = 0; k < samples; ++k) {
      T at = start + static_cast<T>(i) * cell +
             (static_cast<T>(k) + T(0.5)) * cell / static_cast<T>(samples);
      if (at < -1 || at > static_cast<T>(extent)) continue;
      at = std::clamp(at, T(0), static_cast<T>(extent - 1));
      const auto low = static_cast<int64_t>(at);
      const T share = at - static_cast<T>(low);
      // Samples come in rising order.
      if (tap.weights.empty()) tap.first = low;
      const auto place = static_cast<size_t>(low - tap.first);
      if (tap.weights.size() < place + 2) tap.weights.resize(place + 2);
      tap.weights[place] += (1 - share) / static_cast<T>(samples);
      tap.weights[place + 1] += share / static_cast<T>(samples);
    }
    // At the last cell nothing follows.
    while (!tap.weights.empty() && tap.first + static_cast<int64_t>(tap.weights.size()) > extent)
      tap.weights.pop_back();
  }
  return taps;
}

template <typename T>
struct Region {
  int64_t image;
  std::vector<Taps<T>> rows, columns;

  Region(const T* row, int64_t height, int64_t width, const RoiAlignOptions& options)
      : image(static_cast<int64_t>(row[0])) {
    const T scale = static_cast<T>(options.scale), shift = options.aligned ? T(0.5) : T(0);
    const T x0 = row[1] * scale - shift, y0 = row[2] * scale - shift;
    T w = row[3] * scale - shift - x0, h = row[4] * scale - shift - y0;
    if (!options.aligned) {
      w = std::max(w, T(1));
      h = std::max(h, T(1));
    }
    rows = tapsOf(y0, h, height, options);
    columns = tapsOf(x0, w, width, options);
  }

  /// use(bin, weight, cell): each output bin with each map cell it reads, both row-major.
  template <typename Use>
  void each(int64_t width, const Use& use) const {
    int64_t bin = 0;
    for (const auto& row : rows) {
      for (const auto& column : columns) {
        for (size_t i = 0; i < row.weights.size(); ++i) {
          const int64_t line = (row.first + static_cast<int64_t>(i)) * width + column.first;
          for (size_t j = 0; j < column.weights.size(); ++j)
            use(bin, row.weights[i] * column.weights[j], line + static_cast<int64_t>(j));
        }
        ++bin;
      }
    }
  }
};

template <typename T>
void addScaled(T* to, const T* from, T weight, int64_t count) {
  for (int64_t c = 0; c < count; ++c) to[c] += weight * from[c];
}

/// map: (B, H, W, C), out: (R, size, size, C), both contiguous.
template <typename T>
void gather(const torch::Tensor& map,
            const torch::Tensor& regions,
            const RoiAlignOptions& options,
            torch::Tensor& out) {
  const int64_t h = map.size(1), w = map.size(2), c = map.size(3);
  const int64_t bins = options.size * options.size;
  const T *source = map.data_ptr<T>(), *rows = regions.data_ptr<T>();
  T* result = out.data_ptr<T>();
  at::parallel_for(0, regions.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const Region<T> region(rows + 5 * r, h, w, options);
      const T* image = source + region.image * h * w * c;
      region.each(w, [&](int64_t bin, T weight, int64_t cell) {
        addScaled(result + (r * bins + bin) * c, image + cell * c, weight, c);
      });
    }
  });
}

/// The gradient's way back. One thread an image, so that no two add to one cell.
template <typename T>
void scatter(const torch::Tensor& gradient,
             const torch::Tensor& regions,
             const RoiAlignOptions& options,
             torch::Tensor& map) {
  const int64_t h = map.size(1), w = map.size(2), c = map.size(3);
  const int64_t bins = options.size * options.size;
  const T *source = gradient.data_ptr<T>(), *rows = regions.data_ptr<T>();
  T* result = map.data_ptr<T>();
  at::parallel_for(0, map.size(0), 1, [&](int64_t begin, int64_t end) {
    for (int64_t r = 0; r < regions.size(0); ++r) {
      const auto image = static_cast<int64_t>(rows[5 * r]);
      if (image < begin || image >= end) continue;
      const Region<T> region(rows + 5 * r, h, w, options);
      region.each(w, [&](int64_t bin, T weight, int64_t cell) {
        addScaled(result + (image * h * w + cell) * c, source + (r * bins + bin) * c, weight, c);
      });
    }
  });
}

class RoiAlign : public torch::autograd::Function<RoiAlign> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& map,
                               const torch::Tensor& regions,
                               const RoiAlignOptions& options) {
    context->save_for_backward({regions});
    context->saved_data["size"] = options.size;
    context->saved_data["scale"] = options.scale;
    context->saved_data["samples"] = options.samplingRatio;
    context->saved_data["aligned"] = options.aligned;
    context->saved_data["map"] = map.sizes().vec();
    const auto source = map.permute({0, 2, 3, 1}).contiguous();
    auto out = torch::zeros({regions.size(0), options.size, options.size, map.size(1)},
                            map.options().memory_format(at::MemoryFormat::Contiguous));
    map.scalar_type() == torch::kFloat64 ? gather<double>(source, regions, options, out)
                                         : gather<float>(source, regions, options, out);
    return out.permute({0, 3, 1, 2});
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    const auto regions = context->get_saved_variables()[0];
    const RoiAlignOptions options{.size = context->saved_data["size"].toInt(),
                                  .scale = context->saved_data["scale"].toDouble(),
                                  .samplingRatio = context->saved_data["samples"].toInt(),
                                  .aligned = context->saved_data["aligned"].toBool()};
    const auto shape = context->saved_data["map"].toIntVector();
    const auto gradient = gradients[0].permute({0, 2, 3, 1}).contiguous();
    auto map = torch::zeros({shape[0], shape[2], shape[3], shape[1]}, gradient.options());
    map.scalar_type() == torch::kFloat64 ? scatter<double>(gradient, regions, options, map)
                                         : scatter<float>(gradient, regions, options, map);
    return {map.permute({0, 3, 1, 2}), torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

torch::Tensor roiAlign(const torch::Tensor& map,
                       const torch::Tensor& regions,
                       const RoiAlignOptions& options) {
  TORCH_CHECK(map.dim() == 4 && regions.dim() == 2 && regions.size(1) == 5,
              "roiAlign takes (B, C, H, W) and (R, 5)");
  const auto rows = regions.detach().to(torch::kCPU, map.scalar_type()).contiguous();
  if (rows.size(0) > 0) {
    const auto image = rows.select(1, 0);
    TORCH_CHECK(image.min().item<double>() >= 0 &&
                    image.max().item<double>() < static_cast<double>(map.size(0)),
                "roiAlign: no such image");
    TORCH_CHECK(rows.isfinite().all().item<bool>(), "roiAlign: a region without bounds");
  }
  return RoiAlign::apply(map.to(torch::kCPU), rows, options).to(map.device());
}

}  // namespace maskwright::ml
