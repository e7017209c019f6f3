#!/usr/bin/env bash
# Makes resources/docs/results.md: sets x methods, class-agnostic, without any decision.
#   packaging/results.sh DATA [EVERY] [MINUTES]
# DATA holds SET/images and SET/instances.json. The default settings are measured on all images, the
# other rows on every EVERY-th (default 6) with MINUTES (default 2) of training where a row needs it.
# A row that was measured with this program is not measured again: a stopped run goes on,
# and the page is written after each. SLOTS=0
# and ROUNDS=0 leave rows out.
set -euo pipefail
start=$PWD
cd "$(dirname "$0")/.."
[ "$#" -ge 1 ] || { echo "usage: packaging/results.sh DATA [EVERY] [MINUTES]" >&2; exit 2; }
data=$(cd "$start" && realpath -m -- "$1")
every=${2:-6} minutes=${3:-2}
engine=$PWD/build/bin/maskwright
# Rows of another program, or of other settings, are others.
work=build/results/$(sha256sum "$engine" | cut -c1-12)-$every-$minutes
out=resources/docs/results.md
sets=$(cd "$data" && for s in */instances.json; do dirname "$s"; done)
mkdir -p "$work/rows" "$(dirname "$out")"

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

# Runs what may end with some images listed (3).
quietly() { "$@" > "$work/last.log" 2>&1 || [ $? -eq 3 ] || { cat "$work/last.log" >&2; return 1; }; }

# A fresh project at $project of the images in $1.
fresh() {
  rm -rf "$project"
  quietly "$engine" init "$project" --images "$1"
}

# Scores the project as row $2 of set $1, named $3, at $4 seconds an image.
row() {
  local f=$work/scores.json
  "$engine" evaluate "$project" --against "$data/$1/instances.json" --class-agnostic --json \
    > "$f" 2> /dev/null || [ $? -eq 3 ]
  printf '| %s | %s | %.0f | %.3f | %.3f | %.3f | %.3f | %.2f | %.2f | %s |\n' "$1" "$3" \
    "$(value images "$f")" "$(value AP50 "$f")" "$(value AR10 "$f")" "$(value AR100 "$f")" \
    "$(value mBO "$f")" "$(value CorLoc "$f")" "$(value CorLoc_mask "$f")" "$4" \
    | tee "$work/rows/$1.$2"
}

measured() { [ -f "$work/rows/$1.$2" ]; }

# discover SET ROW NAME OPTIONS...
discover() {
  local set=$1 number=$2 name=$3 f=$work/discover.json
  shift 3
  "$engine" discover "$project" "$@" --json > "$f" 2> "$work/last.log" || [ $? -eq 3 ]
  row "$set" "$number" "$name" "$(awk -v s="$(value seconds "$f")" -v n="$(value images "$f")" \
    'BEGIN { printf "%.2f", s / n }')"
}

# plain SET ROW NAME FOLDER OPTIONS...: a fresh project, one discovery.
plain() {
  measured "$1" "$2" && return
  local set=$1 number=$2 name=$3
  fresh "$4"
  shift 4
  discover "$set" "$number" "$name" "$@"
}

default_row() { plain "$1" 1 "**default** (pooled, bundled weights)" "$data/$1/images"; }

method_rows() {
  plain "$1" 2 "pooled, bundled weights" "$few"
  plain "$1" 3 "pooled, random weights" "$few" --no-pretrain --no-bundled
  plain "$1" 4 "Free Mask alone, bundled weights" "$few" --no-merge-tree --no-zoom
  plain "$1" 5 "Free Mask alone, random weights" "$few" --no-merge-tree --no-zoom --no-pretrain --no-bundled
  plain "$1" 6 "merge tree alone" "$few" --method tree
}

trained_rows() {
  if ! measured "$1" 7; then
    fresh "$few"
    quietly "$engine" pretrain "$project" --minutes "$minutes"
    discover "$1" 7 "pooled, $minutes min of DenseCL on the set, from the bundled weights"
  fi
  if [ "${SLOTS:-1}" = 1 ] && ! measured "$1" 8; then
    fresh "$few"
    quietly "$engine" pretrain "$project" --method slotcon --minutes "$minutes"
    discover "$1" 8 "slots alone, $minutes min of SlotCon" --method slots
    quietly "$engine" discover "$project" --method free-mask,slots
    row "$1" 9 "pooled with slots" ""
  fi
}

round_rows() {
  [ "${ROUNDS:-1}" = 1 ] && ! measured "$1" 11 || return 0
  fresh "$few"
  quietly "$engine" discover "$project"
  for round in 1 2; do
    quietly "$engine" round "$project" --profile preview --iterations 200
    row "$1" "1$((round - 1))" "after round $round, no decisions (preview, 200 iterations)" ""
  done
}

# The page, with the rows there are.
page() {
  {
    echo "# Results"
    echo
    echo "Made by \`packaging/results.sh DATA $every $minutes\`, version $("$engine" --version), on $(nproc) processors. No"
    echo "ground truth was used in any row but to score it. The weights of the first confidence were"
    echo "chosen on 300 of these pictures (core/rank/confidence.cpp). CorLoc: the best mask's box, and"
    echo "the mask itself, has an IoU of .5 with an object."
    echo
    echo "| set | method | images | AP50 | AR@10 | AR@100 | mBO | CorLoc | by mask | s/image |"
    echo "|---|---|---|---|---|---|---|---|---|---|"
    for set in $sets; do
      for number in 1 2 3 4 5 6 7 8 9 10 11; do
        cat "$work/rows/$set.$number" 2> /dev/null || true
      done
    done
  } > "$out"
}

for part in method_rows default_row trained_rows round_rows; do
  for set in $sets; do
    project=$work/$set.maskwright
    sample "$set"
    few=$work/images/$set
    "$part" "$set"
    page
  done
done
