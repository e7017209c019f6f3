#pragma once

#include <cstdlib>
#include <cstring>
#include <string>

/// What the training benchmarks take: [WHAT] [--threads N] [--steps N].
struct BenchArguments {
  std::string folder;  ///< or another word, empty = none given
  int threads = 0;     ///< 0 = idle processors
  int steps = 8;

  BenchArguments(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
      if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc) {
        threads = std::atoi(argv[++i]);
      } else if (std::strcmp(argv[i], "--steps") == 0 && i + 1 < argc) {
        steps = std::atoi(argv[++i]);
      } else {
        folder = argv[i];
      }
    }
  }
};
