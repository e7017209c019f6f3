#!/usr/bin/env bash
# Fuzzes the parsers of weights files with libFuzzer under ASan and UBSan (needs clang):
#   packaging/fuzz.sh [SECONDS [TARGET...]]      default: 300 seconds for each target
# Seeds: tests/golden/weights and tests/fuzz/corpus. A finding stops it and is left in build-fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-300}
[ "$#" -gt 0 ] && shift
compiler=$(command -v clang++-14 || command -v clang++) || {
  echo "fuzz.sh: needs clang and libFuzzer (Debian: apt-get install clang-14 libclang-rt-14-dev)" >&2
  exit 1
}
cmake -S tests/fuzz -B build-fuzz -DCMAKE_CXX_COMPILER="$compiler" >/dev/null
cmake --build build-fuzz --parallel "${JOBS:-1}" >build-fuzz/build.log || { tail -n 30 build-fuzz/build.log >&2; exit 1; }

seeds() { # the golden files that a target can read
  case $1 in
    safetensors) find tests/golden/weights -name '*.safetensors' -size -40k ;;
    torch_zip) LC_ALL=C grep -rlaP '\APK\x03\x04' tests/golden/weights --include='*.pth' ;;
    torch_legacy) LC_ALL=C grep -rlaP '^\x80\x02\x8a' tests/golden/weights --include='*.pth' ;;
    numpy_pickle) find tests/golden/weights -name '*.pkl' ;;
    layout) find tests/fuzz/corpus/layout -type f ;;
    *) find tests/golden/weights -type f -size -40k ! -name manifest.json ;;
  esac
}
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(safetensors torch_zip torch_legacy numpy_pickle layout checkpoint)
for target in "${targets[@]}"; do
  work=build-fuzz/corpus-$target
  mkdir -p "$work" "build-fuzz/seeds-$target"
  # shellcheck disable=SC2046
  cp $(seeds "$target") "build-fuzz/seeds-$target/"
  echo "== $target, $seconds s"
  build-fuzz/"${target}_fuzz" "$work" "build-fuzz/seeds-$target" -max_total_time="$seconds" -max_len=40000 \
    -timeout=5 -rss_limit_mb=1024 -artifact_prefix="build-fuzz/$target-" -print_final_stats=1 2>"build-fuzz/$target.log" ||
    { tail -n 40 "build-fuzz/$target.log" >&2; exit 1; }
  grep -E 'number_of_executed_units|peak_rss_mb|^Done' "build-fuzz/$target.log" || true
done
