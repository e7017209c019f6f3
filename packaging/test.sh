#!/usr/bin/env bash
# Runs all tests of the Release build; with --sanitize: the non-GUI tests under ASan and UBSan.
# Further arguments go to ctest, for example: packaging/test.sh -R rle
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=offscreen

if [ "${1:-}" = "--sanitize" ]; then
  shift
  packaging/setup.sh build-sanitize -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS="-O1 -g1" -DMASKWRIGHT_SANITIZE=ON -DMASKWRIGHT_UI=OFF
  # Leaks: the libraries keep their own caches until the end of the process.
  export ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1
  exec ctest --test-dir build-sanitize --output-on-failure -LE learning -j 2 "$@"
fi

packaging/setup.sh build
exec ctest --test-dir build --output-on-failure -j 2 "$@"
