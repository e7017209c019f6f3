"""MaskCut as its public Python implementation computes it (dense generalised eigenproblem by
scipy.linalg.eigh, three rounds), against bench_mask_cut on the same keys and grid, in turns; the
best of each counts. Written from the published description (Wang et al. 2023, CutLER).

    /usr/bin/python3 tests/bench/python/mask_cut.py [--build build] [--grid 60] [--turns 2] [--threads 2]
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--build", default="build")
parser.add_argument("--grid", type=int, default=60)
parser.add_argument("--turns", type=int, default=2)
parser.add_argument("--threads", type=int, default=2)
args = parser.parse_args()
os.environ.setdefault("OMP_NUM_THREADS", str(args.threads))
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(args.threads))

import numpy as np  # noqa: E402  after the threads are set
import scipy.linalg  # noqa: E402
import scipy.ndimage  # noqa: E402

TAU, EPSILON, ROUNDS, WIDTH = 0.15, 1e-5, 3, 384


def keys_of(side):
    """Keys of a ground and three objects of different sizes, noisy."""
    rng = np.random.default_rng(5)
    label = np.zeros((side, side), int)
    for number, (y, x, r) in enumerate([(0.3, 0.3, 0.18), (0.65, 0.7, 0.14), (0.75, 0.25, 0.1)]):
        yy, xx = np.mgrid[:side, :side] / side
        label[(yy - y) ** 2 + (xx - x) ** 2 < r * r] = number + 1
    centres = rng.normal(size=(4, WIDTH))
    noise = rng.normal(size=(side * side, WIDTH))
    # A smooth part as in real features: neighbours are more alike than strangers.
    field = scipy.ndimage.gaussian_filter(rng.normal(size=(side, side, WIDTH)), (4, 4, 0))
    field *= 1 / field.std()
    return (centres[label.ravel()] + 0.8 * noise + 0.9 * field.reshape(-1, WIDTH)).astype(np.float32)


def second_eigenvector(features):
    unit = features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-12)
    affinity = np.where(unit @ unit.T > TAU, 1.0, EPSILON)
    degree = np.diag(affinity.sum(1))
    _, vectors = scipy.linalg.eigh(degree - affinity, degree, subset_by_index=[1, 2])
    return vectors[:, 0]


def mask_cut(keys, side):
    features, painted, masks = keys.copy(), np.zeros(side * side, bool), []
    current = np.zeros((side, side), bool)
    for turn in range(ROUNDS):
        if turn > 0:
            painted |= current.ravel()
            features[painted] = 0
        vector = second_eigenvector(features)
        seed = np.abs(vector).argmax()
        if vector[seed] < 0:
            vector = -vector  # a sign is free: the other side takes the same
        side_of = (vector > vector.mean()).reshape(side, side)
        corners = side_of[[0, 0, -1, -1], [0, -1, 0, -1]].sum()
        reverse = corners >= 3 or not side_of.ravel()[seed]
        if reverse:
            side_of, seed = ~side_of, (-vector).argmax()
        else:
            seed = vector.argmax()
        parts, _ = scipy.ndimage.label(side_of)
        part = parts == parts.ravel()[seed]
        if turn > 0:
            union = (part | current).sum()
            if (part & current).sum() > 0.5 * union or part.mean() <= 0.01:
                part = np.zeros_like(part)
        current = part
        taken = np.any(masks, axis=0) if masks else np.zeros_like(part)
        masks.append(part & ~taken)
    return masks


def iou(a, b):
    union = (a | b).sum()
    return (a & b).sum() / union if union else 1.0


side = args.grid
keys = keys_of(side)
folder = tempfile.mkdtemp()
stored, masks_file = os.path.join(folder, "keys.f32"), os.path.join(folder, "masks")
keys.tofile(stored)
ours, theirs, attention = [], [], []
for _ in range(args.turns):
    run = subprocess.run(
        [os.path.join(args.build, "bench", "bench_mask_cut"), stored, masks_file, str(side), str(side),
         "--threads", str(args.threads)], check=True, capture_output=True, text=True)
    sys.stdout.write(run.stdout)
    ours.append(float(re.search(r"ours best: ([0-9.]+)", run.stdout)[1]))
    attention.append(float(re.search(r"attention mask best: ([0-9.]+)", run.stdout)[1]))
    start = time.perf_counter()
    reference = mask_cut(keys, side)
    theirs.append(time.perf_counter() - start)
    print(f"mask-cut python: {theirs[-1]:.2f} s an image", flush=True)
found = np.fromfile(masks_file, np.uint8).reshape(-1, side, side) > 0
agreement = [iou(a, b) for a, b in zip(found, reference)]
print("masks agree, IoU by round:", ", ".join(f"{value:.4f}" for value in agreement))
print(f"mask-cut: ours {min(ours):.4f}, Python {min(theirs):.2f} s an image, ratio "
      f"{min(theirs) / min(ours):.1f}; attention mask {min(attention):.2f} ms")
