#!/usr/bin/env bash
# Makes resources/docs/results.md: sets x methods, class-agnostic, without any decision.
#   packaging/results.sh DATA [EVERY] [MINUTES]
# DATA holds SET/images and SET/instances.json. The default settings are measured on all images, the
# other rows on every EVERY-th (default 6) with MINUTES (default 2) of training where a row needs it.
set -euo pipefail
start=$PWD
cd "$(dirname "$0")/.."
[ "$#" -ge 1 ] || { echo "usage: packaging/results.sh DATA [EVERY] [MINUTES]" >&2; exit 2; }
data=$(cd "$start" && realpath -m -- "$1")
every=${2:-6} minutes=${3:-2}
engine=$PWD/build/bin/maskwright
work=build/results
out=resources/docs/results.md
sets=$(cd "$data" && for s in */instances.json; do dirname "$s"; done)
mkdir -p "$work" "$(dirname "$out")"

# Files of every EVERY-th image, as links.
sample() {
  local from=$data/$1/images to=$work/images/$1 i=0 file
  [ -d "$to" ] && return
  mkdir -p "$to"
  for file in "$from"/*; do
    [ $((i % every)) -eq 0 ] && ln -s "$file" "$to/"
    i=$((i + 1))
  done
}

value() { sed -nE "s/.*\"$1\":([-0-9.e]+).*/\1/p" "$2" | tail -n 1; }

# A fresh project at $project of the images in $1.
fresh() {
  rm -rf "$project"
  "$engine" init "$project" --images "$1" > /dev/null 2>&1 || [ $? -eq 3 ]
}

# The row of a project: set, name, images, figures, seconds an image.
row() {
  local set=$1 name=$2 seconds=$3
  "$engine" evaluate "$project" --against "$data/$set/instances.json" --class-agnostic --json \
    > "$work/scores.json" 2> /dev/null || [ $? -eq 3 ]
  local f=$work/scores.json
  printf '| %s | %s | %.0f | %.3f | %.3f | %.3f | %.3f | %.2f | %.2f | %s |\n' "$set" "$name" \
    "$(value images "$f")" "$(value AP50 "$f")" "$(value AR10 "$f")" "$(value AR100 "$f")" \
    "$(value mBO "$f")" "$(value CorLoc "$f")" "$(value CorLoc_mask "$f")" "$seconds" | tee -a "$work/rows.md"
}

discover() {
  local set=$1 name=$2
  shift 2
  "$engine" discover "$project" "$@" --json > "$work/discover.json" 2> /dev/null || [ $? -eq 3 ]
  row "$set" "$name" "$(awk -v s="$(value seconds "$work/discover.json")" \
    -v n="$(value images "$work/discover.json")" 'BEGIN { printf "%.2f", s / n }')"
}

: > "$work/rows.md"
for set in $sets; do
  project=$work/$set.maskwright
  sample "$set"
  few=$work/images/$set
  fresh "$data/$set/images"; discover "$set" "**default** (pooled, bundled weights)"
  fresh "$few"; discover "$set" "pooled, bundled weights"
  fresh "$few"; discover "$set" "pooled, random weights" --no-pretrain
  fresh "$few"
  "$engine" pretrain "$project" --minutes "$minutes" > "$work/pretrain.log" 2>&1
  discover "$set" "pooled, $minutes min of DenseCL on the set from the bundled weights"
  fresh "$few"; discover "$set" "Free Mask alone, bundled weights" --no-merge-tree --no-zoom
  fresh "$few"; discover "$set" "merge tree alone" --method tree
  if [ "${SLOTS:-1}" = 1 ]; then
    fresh "$few"
    "$engine" pretrain "$project" --method slotcon --minutes "$minutes" > "$work/slots.log" 2>&1
    discover "$set" "slots alone, $minutes min of SlotCon" --method slots
  fi
  if [ "${ROUNDS:-1}" = 1 ]; then
    fresh "$few"; "$engine" discover "$project" > /dev/null 2>&1
    for round in 1 2; do
      "$engine" round "$project" --profile preview > "$work/round.log" 2>&1 || { cat "$work/round.log"; continue; }
      row "$set" "after round $round, no decisions (preview SOLO)" ""
    done
  fi
done

{
  echo "# Results"
  echo
  echo "Made by \`packaging/results.sh DATA $every $minutes\`, version $("$engine" --version), on $(nproc) processors. No"
  echo "ground truth was used in any row but to score it. The weights of the first confidence were"
  echo "chosen on 300 of these pictures (core/rank/confidence.cpp)."
  echo
  echo "| set | method | images | AP50 | AR@10 | AR@100 | mBO | CorLoc (box) | by mask | s/image |"
  echo "|---|---|---|---|---|---|---|---|---|---|"
  cat "$work/rows.md"
} > "$out"
