#!/usr/bin/env bash
# Training throughput, ours against the plain PyTorch loops beside this file, in turns so that both
# meet the same load of the machine; the best of each counts.
#   tests/bench/python/compare.sh IMAGES [THREADS] [TURNS]
# IMAGES: a folder of photographs (DenseCL). Build first: ninja maskwright bench_densecl_step
# bench_solo_step. PYTHON names an interpreter with torch and torchvision (default /usr/bin/python3).
set -euo pipefail
start=$PWD
cd "$(dirname "$0")/../../.."
[ "$#" -ge 1 ] || { echo "usage: tests/bench/python/compare.sh IMAGES [THREADS] [TURNS]" >&2; exit 2; }
images=$(cd "$start" && realpath -m -- "$1")
threads=${2:-2} turns=${3:-3}
[ -d "$images" ] || { echo "$images: there is no such folder" >&2; exit 2; }
python=${PYTHON:-/usr/bin/python3} build=${BUILD:-build}
sample=$(mktemp -d)
trap 'rm -rf "$sample"' EXIT
export OMP_NUM_THREADS=$threads OMP_WAIT_POLICY=passive
"$build/bin/maskwright" sample "$sample" --images 16 --seed 3 > /dev/null

best() { sed -nE "s/^$1 best: ([0-9.]+) images\/s$/\1/p" "$sample/log" | sort -g | tail -n 1; }
for _ in $(seq "$turns"); do
  "$build/bench/bench_densecl_step" "$images" --threads "$threads"
  "$python" tests/bench/python/densecl_step.py "$images" --threads "$threads"
  "$build/bench/bench_solo_step" --threads "$threads" --steps 12
  "$python" tests/bench/python/solo_step.py "$sample" --threads "$threads"
done | tee "$sample/log"
for method in densecl solo; do
  ours=$(best "$method ours") theirs=$(best "$method python")
  awk -v m="$method" -v a="$ours" -v b="$theirs" \
    'BEGIN { printf "%s: ours %.2f, Python %.2f images/s, ratio %.2f\n", m, a, b, a / b }'
done
