#!/usr/bin/python3
"""DenseCL training throughput of a plain PyTorch + torchvision loop, as a researcher writes it:
float32, PIL transforms in a DataLoader, torchvision's ResNet-18, SGD. Network, crops, batch, queue
and losses are those of DenseClOptions; pictures are decoded once at a short side of 160 pixels, as
the engine's pool holds them, so that only training is compared.

    densecl_step.py IMAGES [--threads N] [--steps N] [--workers 0 2]

Prints "densecl python workers=W: T s a step, R images/s" for each number of workers, then the best.
"""
import argparse
import copy
import pathlib
import time

import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as T
from PIL import Image, ImageOps

CROP, BATCH, DIMENSION, SHORT_SIDE = 128, 32, 128, 160
TEMPERATURE, LAMBDA, KEY_MOMENTUM = 0.2, 0.5, 0.99


class Pictures(torch.utils.data.Dataset):
    def __init__(self, folder, limit):
        files = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in (".jpg", ".png"))[:limit]
        self.pictures = [self.load(f) for f in files]
        # torchvision's blur takes a kernel size; 2 sigma of 2 pixels at side 224.
        blur = T.RandomApply([T.GaussianBlur(7, (0.1 * CROP / 224, 2.0 * CROP / 224))], p=0.5)
        self.view = T.Compose([
            T.RandomResizedCrop(CROP, scale=(0.2, 1.0)),
            T.RandomHorizontalFlip(),
            T.RandomApply([T.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
            T.RandomGrayscale(0.2),
            blur,
            T.ToTensor(),
            T.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ])

    @staticmethod
    def load(file):
        picture = Image.open(file)
        picture.draft("RGB", (SHORT_SIDE, SHORT_SIDE))
        picture = ImageOps.exif_transpose(picture).convert("RGB")
        scale = SHORT_SIDE / min(picture.size)
        return picture.resize([max(1, round(s * scale)) for s in picture.size], Image.BILINEAR)

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, index):
        picture = self.pictures[index]
        return self.view(picture), self.view(picture)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        network = torchvision.models.resnet18()
        self.backbone = nn.Sequential(*list(network.children())[:-2])
        self.head = nn.Sequential(nn.Linear(512, 512), nn.ReLU(inplace=True), nn.Linear(512, DIMENSION))
        self.dense = nn.Sequential(nn.Conv2d(512, 512, 1), nn.ReLU(inplace=True), nn.Conv2d(512, DIMENSION, 1))

    def forward(self, x):
        x = self.backbone(x)
        return x.flatten(2), self.head(x.mean((2, 3))), self.dense(x).flatten(2)


class DenseCL(nn.Module):
    def __init__(self, queue):
        super().__init__()
        self.query = Encoder()
        self.key = copy.deepcopy(self.query)
        for p in self.key.parameters():
            p.requires_grad = False
        self.register_buffer("queue", F.normalize(torch.randn(DIMENSION, queue), dim=0))
        self.register_buffer("dense_queue", F.normalize(torch.randn(DIMENSION, queue), dim=0))
        self.position = 0
        self.cross_entropy = nn.CrossEntropyLoss()

    @torch.no_grad()
    def keys(self, images):
        for q, k in zip(self.query.parameters(), self.key.parameters()):
            k.data = k.data * KEY_MOMENTUM + q.data * (1.0 - KEY_MOMENTUM)
        order = torch.randperm(images.shape[0])
        back = torch.argsort(order)
        return [x[back] for x in self.key(images[order])]

    def contrast(self, anchors, positives, queue):
        positive = (anchors * positives).sum(1, keepdim=True)
        logits = torch.cat([positive, anchors @ queue.clone().detach()], dim=1) / TEMPERATURE
        return self.cross_entropy(logits, torch.zeros(len(logits), dtype=torch.long))

    def forward(self, first, second):
        map_q, global_q, dense_q = self.query(first)
        map_k, global_k, dense_k = self.keys(second)
        global_q, global_k = F.normalize(global_q, dim=1), F.normalize(global_k, dim=1)
        pooled = F.normalize(dense_k.mean(2), dim=1)
        dense_q, dense_k = F.normalize(dense_q, dim=1), F.normalize(dense_k, dim=1)
        with torch.no_grad():
            similarity = torch.einsum("bci,bcj->bij", F.normalize(map_q, dim=1), F.normalize(map_k, dim=1))
            match = similarity.argmax(2)
        matched = torch.gather(dense_k, 2, match.unsqueeze(1).expand(-1, DIMENSION, -1))
        rows = lambda x: x.permute(0, 2, 1).reshape(-1, DIMENSION)
        loss = (1 - LAMBDA) * self.contrast(global_q, global_k, self.queue)
        loss = loss + LAMBDA * self.contrast(rows(dense_q), rows(matched), self.dense_queue)
        self.enqueue(global_k, pooled)
        return loss

    @torch.no_grad()
    def enqueue(self, global_k, pooled):
        at = slice(self.position, self.position + BATCH)
        self.queue[:, at] = global_k.T
        self.dense_queue[:, at] = pooled.T
        self.position = (self.position + BATCH) % self.queue.shape[1]


def seconds_per_step(pictures, workers, steps):
    torch.manual_seed(1)
    loader = torch.utils.data.DataLoader(
        pictures, BATCH, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=workers > 0)
    queue = 1 << (len(pictures).bit_length() - 1)
    model = DenseCL(max(BATCH, queue)).train()
    optimizer = torch.optim.SGD(model.query.parameters(), 0.0375, momentum=0.9, weight_decay=1e-4)

    def batches():
        while True:
            yield from loader

    done = -1
    for first, second in batches():
        loss = model(first, second)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
        done += 1
        if done == 0:
            start, processors = time.perf_counter(), time.process_time()
        if done == steps:
            return (time.perf_counter() - start) / steps, (time.process_time() - processors) / steps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("images")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--limit", type=int, default=256, help="pictures to hold")
    parser.add_argument("--workers", type=int, nargs="*", default=[0, 2])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    pictures = Pictures(options.images, options.limit)
    results = []
    for workers in options.workers:
        seconds, processors = seconds_per_step(pictures, workers, options.steps)
        results.append(BATCH / seconds)
        print(f"densecl python workers={workers}: {seconds:.3f} s a step ({processors:.3f} s of processors), {BATCH / seconds:.1f} images/s", flush=True)
    print(f"densecl python best: {max(results):.2f} images/s", flush=True)


if __name__ == "__main__":
    main()
