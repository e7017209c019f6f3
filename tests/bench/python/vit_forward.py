"""ViT-S/16 forward at 480 pixels: plain PyTorch in float32 (Debian's python3-torch) against bench_vit
on the same weights, in turns on the same threads; the best of each counts.

    /usr/bin/python3 tests/bench/python/vit_forward.py [--build build] [--side 480] [--turns 3] [--threads 2]
"""
import argparse
import json
import os
import re
import struct
import subprocess
import sys
import tempfile
import time

parser = argparse.ArgumentParser()
parser.add_argument("--build", default="build")
parser.add_argument("--side", type=int, default=480)
parser.add_argument("--turns", type=int, default=3)
parser.add_argument("--threads", type=int, default=2)
args = parser.parse_args()
os.environ.setdefault("OMP_NUM_THREADS", str(args.threads))
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(args.threads))

import numpy as np  # noqa: E402  after the threads are set
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

torch.set_num_threads(args.threads)
DEPTH, HEADS, PATCH = 12, 6, 16


def read(path):
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        header, data = json.loads(file.read(length)), file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = entry["data_offsets"]
            values = np.frombuffer(data[start:end], np.float32).reshape(entry["shape"])
            tensors[name] = torch.from_numpy(values.copy())
    return tensors


@torch.inference_mode()
def forward(w, x):
    width = w["cls_token"].shape[-1]
    rows, cols = x.shape[2] // PATCH, x.shape[3] // PATCH
    patches = F.conv2d(x, w["patch_embed.proj.weight"], w["patch_embed.proj.bias"], stride=PATCH)
    grid = w["pos_embed"][:, 1:].reshape(1, 14, 14, width).permute(0, 3, 1, 2)
    grid = F.interpolate(grid, scale_factor=((rows + 0.1) / 14, (cols + 0.1) / 14), mode="bicubic")
    tokens = torch.cat([w["cls_token"] + w["pos_embed"][:, :1],
                        patches.flatten(2).transpose(1, 2) + grid.flatten(2).transpose(1, 2)], 1)
    for i in range(DEPTH):
        b = f"blocks.{i}."
        y = F.layer_norm(tokens, (width,), w[b + "norm1.weight"], w[b + "norm1.bias"], 1e-6)
        qkv = F.linear(y, w[b + "attn.qkv.weight"], w[b + "attn.qkv.bias"])
        q, k, v = qkv.reshape(1, -1, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
        attention = ((q @ k.transpose(-2, -1)) * (width // HEADS) ** -0.5).softmax(-1)
        y = (attention @ v).transpose(1, 2).flatten(2)
        tokens = tokens + F.linear(y, w[b + "attn.proj.weight"], w[b + "attn.proj.bias"])
        y = F.layer_norm(tokens, (width,), w[b + "norm2.weight"], w[b + "norm2.bias"], 1e-6)
        y = F.gelu(F.linear(y, w[b + "mlp.fc1.weight"], w[b + "mlp.fc1.bias"]))
        tokens = tokens + F.linear(y, w[b + "mlp.fc2.weight"], w[b + "mlp.fc2.bias"])
    return F.layer_norm(tokens, (width,), w["norm.weight"], w["norm.bias"], 1e-6)


weights = os.path.join(tempfile.mkdtemp(), "vit.safetensors")
ours, theirs = [], []
for _ in range(args.turns):
    run = subprocess.run([os.path.join(args.build, "bench", "bench_vit"), weights, "--threads",
                          str(args.threads), "--side", str(args.side)],
                         check=True, capture_output=True, text=True)
    sys.stdout.write(run.stdout)
    ours.append(float(re.search(r"ours best: ([0-9.]+)", run.stdout)[1]))
    tensors = read(weights)
    x = torch.randn(1, 3, args.side, args.side)
    forward(tensors, x)
    for _ in range(5):
        start = time.perf_counter()
        forward(tensors, x)
        theirs.append(time.perf_counter() - start)
    print(f"vit python best: {min(theirs):.4f} s an image", flush=True)
print(f"vit: ours {min(ours):.4f}, Python float32 {min(theirs):.4f} s an image, ratio "
      f"{min(theirs) / min(ours):.2f}")
