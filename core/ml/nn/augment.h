#pragma once

#include <torch/torch.h>

#include <vector>

namespace maskwright::ml {

/// Mean and deviation of ImageNet RGB in [0, 1]; every network of ours takes images in this scale.
/// image: (..., 3, H, W) in [0, 255]. Returns float32.
torch::Tensor normalizeImage(const torch::Tensor& image);

/// Random resized crop (areas and aspects as torchvision's default).
struct CropOptions {
  int64_t size = 128;    ///< output side, pixels
  double minArea = 0.2;  ///< of the image
  double maxArea = 1.0;
  double flip = 0.5;     ///< probability
  bool bicubic = false;  ///< antialiased bicubic; else bilinear
};

/// Colour changes per image. All of them are affine in RGB, so they are one 3x3 matrix and an
/// offset; hue turns the chroma plane of YIQ.
struct ColorOptions {
  double probability = 0.8;
  double brightness = 0.4, contrast = 0.4, saturation = 0.4;
  double hue = 0.1;           ///< share of a full turn
  double grayscale = 0.2;     ///< probability
  double blur = 0.5;          ///< probability
  double maxBlurSigma = 2.0;  ///< pixels at side 224, scaled with the side
};

/// The images on that device: where they lie already, the same.
std::vector<torch::Tensor> onDevice(const std::vector<torch::Tensor>& images,
                                    const torch::Device& device);

/// One random crop of each image. images: uint8 (3, H_i, W_i). Returns float32 (B, 3, size, size)
/// in [0, 255].
torch::Tensor randomCrops(const std::vector<torch::Tensor>& images,
                          const CropOptions& options,
                          torch::Generator& generator);

/// Colour jitter, grayscale and blur, each image by its own draw. images: (B, 3, H, W) in [0, 255].
torch::Tensor jitterColors(const torch::Tensor& images,
                           const ColorOptions& options,
                           torch::Generator& generator);

/// Values from 128 on turned round (255 - x) in images drawn with that probability.
torch::Tensor solarized(const torch::Tensor& images,
                        double probability,
                        torch::Generator& generator);

/// Antialiased bicubic to size x size, kept in [0, 255]. image: (C, H, W). Returns float32
/// (1, C, size, size).
torch::Tensor bicubicSquare(const torch::Tensor& image, int64_t size);

/// Gaussian blur with one sigma (pixels) an image; sigma 0 leaves an image as it is.
torch::Tensor gaussianBlur(const torch::Tensor& images, const torch::Tensor& sigmas);

/// A uniform number in [low, high).
double uniform(torch::Generator& generator, double low, double high);

/// Generator of one step: the same seed and step give the same draws, so nothing of it needs to be
/// stored for a job that goes on after a kill.
torch::Generator stepGenerator(uint64_t seed, int64_t step);

}  // namespace maskwright::ml
