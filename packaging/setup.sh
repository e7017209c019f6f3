#!/usr/bin/env bash
# Installs what is missing (Debian 12), configures and builds. Quiet when there is nothing to do.
#   packaging/setup.sh [BUILD_DIR [CMAKE_OPTION...]]      default: build, Release
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  g++ cmake ninja-build ccache git
  qt6-base-dev qt6-base-dev-tools qt6-charts-dev qt6-svg-dev libqt6opengl6-dev libgl-dev libopengl-dev
  qt6-qpa-plugins qt6-image-formats-plugins qt6-tools-dev qt6-tools-dev-tools qt6-l10n-tools qt6-translations-l10n
  libtorch-dev libopenblas0-pthread libopenblas-pthread-dev
  libopencv-dev libopencv-contrib-dev
  libeigen3-dev libspectra-dev
  libsqlite3-dev libsqlitecpp-dev libspdlog-dev rapidjson-dev libcli11-dev libfaiss-dev libxgboost-dev libxxhash-dev libssl-dev
  fonts-inter fonts-dejavu-core fonts-noto-cjk
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  echo "installing: ${missing[*]}"
  run=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "setup.sh: run it as root, or install these packages: ${missing[*]}" >&2; exit 1; }
    run=(sudo)
  fi
  log=$(mktemp)
  {
    "${run[@]}" apt-get update -q &&
      "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1 || { tail -n 20 "$log" >&2; echo "setup.sh: installing packages failed" >&2; exit 1; }
  rm -f "$log"
fi

build=${1:-build}
[ "$#" -gt 0 ] && shift
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "$@" >"$log" 2>&1 || { tail -n 30 "$log" >&2; exit 1; }
if ! ninja -C "$build" -n | grep -q 'no work to do'; then
  echo "building in $build ..."
  ninja -C "$build" >"$log" 2>&1 || { grep -E -A12 'FAILED|error' "$log" | head -n 60 >&2; exit 1; }
fi
