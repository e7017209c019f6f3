#include "core/ml/nn/small_map_conv.h"

#include "core/ml/nn/compat.h"

namespace maskwright::ml {
namespace {

// Measured on one core with AMX: below this many channels and above these sizes oneDNN is quicker.
constexpr int64_t kLeastIn = 256, kLeastOut = 512, kMostCells = 128, kMostRows = 768;

int64_t outputSide(
    int64_t side, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation) {
  return (side + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
}

/// Sizes of one convolution.
struct Shape {
  int64_t b, c, h, w, o, k, stride, padding, dilation;
  int64_t rows() const { return outputSide(h, k, stride, padding, dilation); }
  int64_t columns() const { return outputSide(w, k, stride, padding, dilation); }
  int64_t paddedH() const { return h + 2 * padding; }
  int64_t paddedW() const { return w + 2 * padding; }
};

/// The input cells that each output cell sees: (B * H' * W', k * k * C).
torch::Tensor patches(const torch::Tensor& x, const Shape& s) {
  const auto cells = x.to(torch::kBFloat16).permute({0, 2, 3, 1}).contiguous();
  const auto padded =
      torch::constant_pad_nd(cells, {0, 0, s.padding, s.padding, s.padding, s.padding});
  const int64_t row = s.paddedW() * s.c;
  return padded
      .as_strided({s.b, s.rows(), s.columns(), s.k, s.k, s.c},
                  {s.paddedH() * row,
                   s.stride * row,
                   s.stride * s.c,
                   s.dilation * row,
                   s.dilation * s.c,
                   1})
      .reshape({s.b * s.rows() * s.columns(), s.k * s.k * s.c});
}

/// Sums the patches' gradients where they came from. (B, C, H, W), float32.
torch::Tensor scatter(const torch::Tensor& gradients, const Shape& s) {
  const auto parts = gradients.view({s.b, s.rows(), s.columns(), s.k, s.k, s.c});
  auto padded = torch::zeros({s.b, s.paddedH(), s.paddedW(), s.c});
  const auto window = [&](int64_t dim, int64_t at, int64_t count, const torch::Tensor& x) {
    return x.slice(dim, at * s.dilation, at * s.dilation + (count - 1) * s.stride + 1, s.stride);
  };
  for (int64_t y = 0; y < s.k; ++y) {
    for (int64_t x = 0; x < s.k; ++x)
      window(2, x, s.columns(), window(1, y, s.rows(), padded))
          .add_(parts.select(4, x).select(3, y));
  }
  return padded.narrow(1, s.padding, s.h).narrow(2, s.padding, s.w).permute({0, 3, 1, 2});
}

class ProductConvolution : public torch::autograd::Function<ProductConvolution> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context,
                               const torch::Tensor& x,
                               const torch::Tensor& weight,
                               int64_t stride,
                               int64_t padding,
                               int64_t dilation) {
    const Shape s{x.size(0),
                  x.size(1),
                  x.size(2),
                  x.size(3),
                  weight.size(0),
                  weight.size(2),
                  stride,
                  padding,
                  dilation};
    const auto seen = patches(x, s);
    const auto w = weight.permute({0, 2, 3, 1}).to(torch::kBFloat16).reshape({s.o, -1});
    context->save_for_backward({seen, w});
    context->saved_data["shape"] =
        std::vector<int64_t>{s.b, s.c, s.h, s.w, s.o, s.k, s.stride, s.padding, s.dilation};
    context->saved_data["type"] = x.scalar_type();
    return seen.mm(w.t()).view({s.b, s.rows(), s.columns(), s.o}).permute({0, 3, 1, 2});
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& outer) {
    const auto saved = context->get_saved_variables();
    const auto n = context->saved_data["shape"].toIntVector();
    const Shape s{n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]};
    const auto slope = outer[0].to(torch::kBFloat16).permute({0, 2, 3, 1}).reshape({-1, s.o});
    const auto weight =
        slope.t().mm(saved[0]).to(torch::kFloat32).view({s.o, s.k, s.k, s.c}).permute({0, 3, 1, 2});
    torch::Tensor input;
    if (context->needs_input_grad(0))
      input = scatter(slope.mm(saved[1]), s).to(context->saved_data["type"].toScalarType());
    return {input, weight, {}, {}, {}};
  }
};

bool suits(const torch::nn::Conv2dImpl& layer, const torch::Tensor& x) {
  const auto& o = layer.options;
  if (!x.is_cpu() || !at::GradMode::is_enabled() || !layer.weight.requires_grad()) return false;
  if (o.in_channels() < kLeastIn || o.out_channels() < kLeastOut || o.kernel_size()->at(0) < 2)
    return false;
  if (!compat::autocastEnabled(at::kCPU) || compat::autocastType(at::kCPU) != at::kBFloat16)
    return false;
  const int64_t stride = o.stride()->at(0);
  const int64_t cells = (x.size(2) / stride) * (x.size(3) / stride);
  return cells <= kMostCells && cells * x.size(0) <= kMostRows;
}

}  // namespace

torch::Tensor productConvolution(const torch::Tensor& x,
                                 const torch::Tensor& weight,
                                 int64_t stride,
                                 int64_t padding,
                                 int64_t dilation) {
  return ProductConvolution::apply(x, weight, stride, padding, dilation);
}

torch::Tensor convolve(torch::nn::Conv2d& layer, const torch::Tensor& x) {
  if (!suits(*layer, x)) return layer->forward(x);
  const auto& o = layer->options;
  const int64_t dilation = o.dilation()->at(0);
  return productConvolution(
      x, layer->weight, o.stride()->at(0), o.kernel_size()->at(0) / 2 * dilation, dilation);
}

}  // namespace maskwright::ml
