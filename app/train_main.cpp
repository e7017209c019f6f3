#include "app/cli/context.h"
#include "app/cli/passive_threads.h"
#include "app/train/pretrain_packs.h"
#include "core/base/version.h"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using namespace maskwright;

std::string usage() {
  return "maskwright-train pretrain PACK... --out WEIGHTS.safetensors (--steps N | --minutes M) "
         "[options]\n\nPre-trains a backbone without labels on tensor packs that `maskwright pack` "
         "made, on a machine that\nhas LibTorch and nothing else of Maskwright's.\n\n" +
         train::pretrainOptionsText() +
         "  --help, --version\n\nExit codes: 0 done, 1 failed, 2 wrong use, 130 cancelled (what "
         "was "
         "done is kept in the checkpoint).\n";
}

}  // namespace

int main(int argc, char** argv) {
  cli::restartWithPassiveThreads(argv);
  const std::vector<std::string> words(argv + 1, argv + argc);
  const auto asks = [&](const char* word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  if (asks("--help") || asks("-h")) {
    std::fputs(usage().c_str(), stdout);
    return cli::kDone;
  }
  if (asks("--version")) {
    std::printf("maskwright-train %s\n", kVersion);
    return cli::kDone;
  }
  if (words.empty() || words[0] != "pretrain") {
    std::fputs(usage().c_str(), stderr);
    return cli::kWrongUse;
  }
  cli::Context context("maskwright-train");
  context.configure(asks("--json"), asks("--progress") || asks("--progress=json"), "pretrain");
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  return cli::runGuarded([&](cli::Context& c) { return train::pretrainPacks(rest, c); }, context);
}
