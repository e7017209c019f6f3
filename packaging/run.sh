#!/usr/bin/env bash
# Opens a folder of images in Maskwright; without a folder, a generated sample collection.
#   packaging/run.sh [FOLDER]
set -euo pipefail
start=$PWD
cd "$(dirname "$0")/.."
packaging/setup.sh build
engine=build/bin/maskwright
data=${XDG_DATA_HOME:-$HOME/.local/share}/maskwright

if [ "$#" -gt 0 ]; then
  folder=$(cd "$start" && realpath -m -- "$1")
  [ -d "$folder" ] || { echo "run.sh: $folder: there is no such folder" >&2; exit 2; }
else
  folder=$data/sample/images
  [ -d "$folder" ] || "$engine" sample "$data/sample" --images 60 --seed 1
fi

project=$folder.maskwright
parent=$(dirname "$folder")
[ -w "$parent" ] || project=$data/$(basename "$folder").maskwright
mkdir -p "$(dirname "$project")"
# Exit code 3: done, but some images could not be read; they are listed.
tolerate() { "$@" || { code=$?; [ "$code" -eq 3 ] || exit "$code"; }; }
[ -f "$project/project.sqlite" ] || tolerate "$engine" init "$project" --images "$folder"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  exec build/bin/maskwright-desktop "$project" --discover
fi
tolerate "$engine" discover "$project"
mkdir -p "$project/export"
tolerate "$engine" export "$project" "$project/export/instances.json" --which all
"$engine" info "$project"
echo "written: $project/export/instances.json"
