#!/usr/bin/env bash
# Makes the backbone that ships with the program from a folder of unlabelled photographs.
#   packaging/train_bundled_weights.sh [--device cpu|cuda] IMAGES [MINUTES] [SEED]
# DenseCL from random weights; a checkpoint every minute under build/bundled, so that a stopped
# training goes on when the command is given again. Writes resources/weights.
# With --device the photographs are packed and maskwright-train does the training; without it the
# engine trains on the processor.
set -euo pipefail
start=$PWD
cd "$(dirname "$0")/.."
device=
if [ "${1:-}" = --device ] && [ "$#" -ge 2 ]; then
  device=$2
  shift 2
fi
[ "$#" -ge 1 ] || { echo "usage: packaging/train_bundled_weights.sh [--device cpu|cuda] IMAGES [MINUTES] [SEED]" >&2; exit 2; }
images=$(cd "$start" && realpath -m -- "$1")
minutes=${2:-75} seed=${3:-1}
[ -d "$images" ] || { echo "$images: there is no such folder" >&2; exit 2; }
packaging/setup.sh build
engine=build/bin/maskwright
project=build/bundled/pool.maskwright
out=resources/weights/resnet18-self-supervised.safetensors
mkdir -p build/bundled resources/weights
if [ -n "$device" ]; then
  pack=build/bundled/pool.safetensors
  [ -f "$pack" ] || "$engine" pack "$images" "$pack" --short-side 160 || [ $? -eq 3 ]
  build/bin/maskwright-train pretrain "$pack" --out build/bundled/trained.safetensors --method densecl \
    --minutes "$minutes" --seed "$seed" --device "$device" --json | tee build/bundled/pretrain.json
else
  [ -f "$project/project.sqlite" ] || "$engine" init "$project" --images "$images" || [ $? -eq 3 ]
  "$engine" pretrain "$project" --method densecl --from-scratch --minutes "$minutes" --seed "$seed" \
    --json | tee build/bundled/pretrain.json
fi
field() { sed -E "s/.*\"$1\":\"?([^\",}]*)\"?.*/\1/" build/bundled/pretrain.json | tail -n 1; }
steps=$(field steps) count=$(field images)
epochs=$((steps * 32 / count))
told="DenseCL, $count unlabelled photographs, $epochs epochs; see resources/weights/README.md"
"$engine" weights convert "$(field weights)" "$out" --half --provenance "$told"
cat > resources/weights/provenance.json <<JSON
{
  "file": "$(basename "$out")",
  "sha256": "$(sha256sum "$out" | cut -d' ' -f1)",
  "bytes": $(stat -c %s "$out"),
  "method": "DenseCL",
  "architecture": "resnet18",
  "images": $count,
  "epochs": $epochs,
  "steps": $steps,
  "batch": 32,
  "minutes": $minutes,
  "seed": $seed,
  "command": "packaging/train_bundled_weights.sh ${device:+--device $device }IMAGES $minutes $seed"
}
JSON
cat resources/weights/provenance.json
