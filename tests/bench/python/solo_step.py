#!/usr/bin/python3
"""SOLO training throughput of a plain PyTorch + torchvision loop, as a researcher writes it: float32,
a DataLoader, torchvision's ResNet-18 and feature pyramid, AdamW. Network, canvas, views, targets and
losses are those of the engine's profiles; pictures and masks are held decoded at the training size,
as the engine holds them.

    solo_step.py SAMPLE [--profile preview|small] [--threads N] [--steps N] [--workers 0 2]

SAMPLE: a collection made by `maskwright sample`. A batch holds four views; each is weak (scale,
flip, pasted objects) or, every second time, strong (colours, grey, blur too).
Prints "solo python workers=W: T s a step, R images/s" for each number of workers, then the best.
"""
import argparse
import json
import pathlib
import random
import time

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torchvision
import torchvision.transforms as T
from PIL import Image
from torchvision.ops import FeaturePyramidNetwork, FrozenBatchNorm2d, sigmoid_focal_loss
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool

BATCH, EMBEDDING, MOST_TARGETS, WARM_UP = 4, 128, 96, 6
MEAN, DEVIATION = np.float32([123.675, 116.28, 103.53]), np.float32([58.395, 57.12, 57.375])
PROFILES = {
    "preview": dict(side=192, fpn=64, head=64, mid=32, mask=32,
                    levels=[(16, 0, 1, 160), (12, 2, 96, 400), (8, 3, 256, 2048)]),
    "small": dict(side=288, fpn=128, head=128, mid=64, mask=64,
                  levels=[(24, 0, 1, 96), (20, 1, 48, 192), (16, 2, 96, 384), (12, 3, 192, 768), (8, 4, 384, 2048)]),
}


# ---- data -----------------------------------------------------------------------------------------

def decode(rle):
    h, w = rle["size"]
    flat = np.repeat(np.arange(len(rle["counts"])) % 2, rle["counts"]).astype(np.uint8)
    return flat.reshape(w, h).T


class Sample(torch.utils.data.Dataset):
    def __init__(self, folder, side, limit):
        folder = pathlib.Path(folder)
        truth = json.loads(next(folder.rglob("*.json")).read_text())
        masks = {}
        for annotation in truth["annotations"]:
            masks.setdefault(annotation["image_id"], []).append(decode(annotation["segmentation"]))
        self.items = []
        for image in truth["images"][:limit]:
            picture = cv2.imread(str(next(folder.rglob(image["file_name"]))))[:, :, ::-1]
            scale = side / min(picture.shape[:2])
            size = tuple(int(round(s * scale)) for s in picture.shape[1::-1])
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
            found = [cv2.resize(m, size, interpolation=cv2.INTER_LINEAR) for m in masks[image["id"]]]
            embeddings = F.normalize(torch.randn(len(found), EMBEDDING), dim=1)
            self.items.append((picture, np.stack(found), embeddings))

    def __len__(self):
        return len(self.items)

    def __getitem__(self, index):
        return self.items[index]


class SameShape(torch.utils.data.Sampler):
    """Batches of upright pictures alone or of wide ones alone, as detectron2's loader makes them."""

    def __init__(self, data, batches):
        self.wide = [item[0].shape[1] > item[0].shape[0] for item in data.items]
        self.batches = batches

    def __len__(self):
        return self.batches

    def __iter__(self):
        waiting, made = ([], []), 0
        while made < self.batches:
            index = random.randrange(len(self.wide))
            same = waiting[self.wide[index]]
            same.append(index)
            if len(same) == BATCH:
                made += 1
                yield list(same)
                same.clear()


class Collate:
    """Views of a batch at one scale, padded to a common canvas."""

    def __init__(self):
        self.strong = T.Compose([
            T.RandomApply([T.ColorJitter(0.4, 0.4, 0.4, 0.1)], p=0.8),
            T.RandomGrayscale(0.2),
            T.RandomApply([T.GaussianBlur(9, (0.1, 2.0))], p=0.5),
        ])

    @staticmethod
    def paste(into, source):
        picture, masks, embeddings = into
        other, other_masks, other_embeddings = source
        h, w = picture.shape[:2]
        picture = picture.copy()
        other = cv2.resize(other, (w, h))
        for k in random.sample(range(len(other_masks)), min(len(other_masks), random.randint(1, 4))):
            mask = cv2.resize(other_masks[k], (w, h), interpolation=cv2.INTER_NEAREST)
            surface = other
            if random.random() < 0.5:
                mask, surface = mask[:, ::-1], surface[:, ::-1]
            ys, xs = np.nonzero(mask)
            if len(ys) == 0:
                continue
            dy = random.randint(-ys.min(), h - 1 - ys.max())
            dx = random.randint(-xs.min(), w - 1 - xs.max())
            mask, surface = np.roll(mask, (dy, dx), (0, 1)), np.roll(surface, (dy, dx), (0, 1))
            covered = (masks & mask).sum((1, 2))
            if (covered >= 0.5 * np.maximum(1, masks.sum((1, 2)))).any():
                continue
            picture[mask > 0] = surface[mask > 0]
            masks = np.concatenate([masks * (1 - mask), mask[None]])
            embeddings = torch.cat([embeddings, other_embeddings[k:k + 1]])
        return picture, masks, embeddings

    def __call__(self, batch):
        scale = random.uniform(0.8, 1.2)
        views = []
        for k, item in enumerate(batch):
            if random.random() < 0.5:
                item = self.paste(item, batch[(k + 1) % len(batch)])
            picture, masks, embeddings = item
            size = tuple(int(round(s * scale)) for s in picture.shape[1::-1])
            picture = cv2.resize(picture, size)
            masks = np.stack([cv2.resize(m, size, interpolation=cv2.INTER_NEAREST) for m in masks])
            if random.random() < 0.5:
                picture, masks = picture[:, ::-1], masks[:, :, ::-1]
            if random.random() < 0.5:
                picture = np.asarray(self.strong(Image.fromarray(np.ascontiguousarray(picture))))
            keep = masks.sum((1, 2)) >= 4
            masks, embeddings = np.ascontiguousarray(masks[keep]), embeddings[torch.from_numpy(keep)]
            views.append((np.ascontiguousarray(picture), torch.from_numpy(masks), embeddings))
        up = lambda side: (side + 31) // 32 * 32
        height = up(max(v[0].shape[0] for v in views))
        width = up(max(v[0].shape[1] for v in views))
        images = torch.zeros(len(views), 3, height, width)
        similarity = []
        for k, (picture, _, _) in enumerate(views):
            h, w = picture.shape[:2]
            images[k, :, :h, :w] = torch.from_numpy((picture.astype(np.float32) - MEAN) / DEVIATION).permute(2, 0, 1)
            canvas = np.zeros((height, width, 3), np.float32)
            canvas[:h, :w] = picture
            small = cv2.resize(canvas, (width // 4, height // 4), interpolation=cv2.INTER_AREA) / 255
            lab = torch.from_numpy(cv2.cvtColor(small, cv2.COLOR_RGB2LAB)).permute(2, 0, 1)[None]
            valid = torch.zeros(1, 1, height // 4, width // 4)
            valid[..., :h // 4, :w // 4] = 1
            distance = (neighbours(lab) - lab[:, :, None]).norm(dim=1)
            similarity.append(torch.exp(-0.5 * distance) * neighbours(valid)[:, 0])
        return images, [(v[1], v[2]) for v in views], torch.cat(similarity)


def neighbours(x, dilation=2):
    """The 8 neighbours of each place: (N, C, H, W) -> (N, C, 8, H, W), as in BoxInst."""
    n, c, h, w = x.shape
    unfolded = F.unfold(x, 3, padding=dilation, dilation=dilation).view(n, c, 9, h, w)
    return torch.cat([unfolded[:, :, :4], unfolded[:, :, 5:]], 2)


# ---- network --------------------------------------------------------------------------------------

def unit(i, o, kernel=3):
    return [nn.Conv2d(i, o, kernel, padding=kernel // 2, bias=False), nn.GroupNorm(32 if o >= 128 else 16, o), nn.ReLU(inplace=True)]


def coordinates(x):
    b, _, h, w = x.shape
    ys = torch.linspace(-1, 1, h).view(1, 1, h, 1).expand(b, 1, h, w)
    xs = torch.linspace(-1, 1, w).view(1, 1, 1, w).expand(b, 1, h, w)
    return torch.cat([x, xs, ys], 1)


def resize(x, size):
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)


class Solo(nn.Module):
    def __init__(self, profile):
        super().__init__()
        self.levels, fpn, head = profile["levels"], profile["fpn"], profile["head"]
        network = torchvision.models.resnet18(norm_layer=FrozenBatchNorm2d)
        self.backbone = torchvision.models._utils.IntermediateLayerGetter(
            network, {f"layer{i}": f"p{i + 1}" for i in range(1, 5)})
        self.fpn = FeaturePyramidNetwork([64, 128, 256, 512], fpn, LastLevelMaxPool())
        self.category_tower = nn.Sequential(*unit(fpn, head), *unit(head, head))
        self.kernel_tower = nn.Sequential(*unit(fpn + 2, head), *unit(head, head))
        self.category = nn.Conv2d(head, 1, 3, padding=1)
        self.kernel = nn.Conv2d(head, profile["mask"], 3, padding=1)
        self.embedding = nn.Conv2d(head, EMBEDDING, 3, padding=1)
        mid, up = profile["mid"], lambda: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
        self.mask_levels = nn.ModuleList([
            nn.Sequential(*unit(fpn, mid)),
            nn.Sequential(*unit(fpn, mid), up()),
            nn.Sequential(*unit(fpn, mid), up(), *unit(mid, mid), up()),
            nn.Sequential(*unit(fpn + 2, mid), up(), *unit(mid, mid), up(), *unit(mid, mid), up()),
        ])
        self.mask_prediction = nn.Sequential(*unit(mid, profile["mask"], 1))
        nn.init.constant_(self.category.bias, -np.log(99))

    def forward(self, images):
        pyramid = list(self.fpn(self.backbone(images)).values())
        features = self.mask_levels[0](pyramid[0])
        for k in range(1, 4):
            features = features + self.mask_levels[k](coordinates(pyramid[k]) if k == 3 else pyramid[k])
        categories, kernels, embeddings = [], [], []
        for grid, feature, _, _ in self.levels:
            x = pyramid[feature]
            if feature == 0:
                x = F.interpolate(x, scale_factor=0.5, mode="bilinear", align_corners=False)
            located = resize(coordinates(x), (grid, grid))
            category = self.category_tower(located[:, :-2])
            kernels.append(self.kernel(self.kernel_tower(located)))
            categories.append(self.category(category))
            embeddings.append(self.embedding(category))
        return categories, kernels, embeddings, self.mask_prediction(features)


# ---- targets and losses ---------------------------------------------------------------------------

def boxes_of(masks):
    out = []
    for m in masks:
        ys, xs = torch.nonzero(m.any(1)), torch.nonzero(m.any(0))
        out.append((xs[0].item(), ys[0].item(), xs[-1].item() + 1, ys[-1].item() + 1))
    return out


def assign(masks, levels, scale, h, w):
    """SOLOv2's targets of one image: per level (positive grid, owner grid, cells, instances)."""
    small = np.zeros((len(masks), h, w), np.float32)
    for i, m in enumerate(masks.numpy()):
        quarter = cv2.resize(m.astype(np.float32), (max(1, (m.shape[1] + 2) // 4), max(1, (m.shape[0] + 2) // 4)))
        small[i, :quarter.shape[0], :quarter.shape[1]] = quarter[:h, :w] >= 0.5
    full_h, full_w = 4 * h, 4 * w
    m = masks.float()
    mass = m.sum((1, 2)).clamp(min=1e-6)
    centre_x = (m.sum(1) * torch.arange(m.shape[2])).sum(1) / mass
    centre_y = (m.sum(2) * torch.arange(m.shape[1])).sum(1) / mass
    boxes, result = boxes_of(masks), []
    for grid, _, low, high in levels:
        positive, owner = torch.zeros(grid, grid), torch.full((grid, grid), -1, dtype=torch.long)
        cells, instances = [], []
        for i, (x0, y0, x1, y1) in enumerate(boxes):
            bw, bh = x1 - x0, y1 - y0
            if not low * scale <= np.sqrt(bw * bh) <= high * scale:
                continue
            cx, cy = centre_x[i].item(), centre_y[i].item()
            row, column = int(cy / full_h * grid), int(cx / full_w * grid)
            top = max(0, int((cy - 0.1 * bh) / full_h * grid), row - 1)
            bottom = min(grid - 1, int((cy + 0.1 * bh) / full_h * grid), row + 1)
            left = max(0, int((cx - 0.1 * bw) / full_w * grid), column - 1)
            right = min(grid - 1, int((cx + 0.1 * bw) / full_w * grid), column + 1)
            positive[top:bottom + 1, left:right + 1] = 1
            owner[top:bottom + 1, left:right + 1] = i
            for y in range(top, bottom + 1):
                for x in range(left, right + 1):
                    cells.append(y * grid + x)
                    instances.append(i)
        result.append((positive, owner, cells, instances))
    return torch.from_numpy(small), result


def dice(a, b):
    return 1 - 2 * (a * b).sum(1) / ((a * a).sum(1) + (b * b).sum(1) + 1e-5)


def pairwise(logits):
    """-log of the probability of the same label, from log-sigmoids (BoxInst)."""
    inside, outside = F.logsigmoid(logits)[:, None], F.logsigmoid(-logits)[:, None]
    same_inside = inside[:, :, None] + neighbours(inside)
    same_outside = outside[:, :, None] + neighbours(outside)
    high = torch.max(same_inside, same_outside)
    return -(torch.log(torch.exp(same_inside - high) + torch.exp(same_outside - high)) + high)[:, 0]


def loss_of(output, targets, similarity, levels, scale):
    categories, kernels, embeddings, features = output
    h, w = features.shape[-2:]
    assigned = [assign(masks, levels, scale, h, w) for masks, _ in targets]
    terms = dict.fromkeys(("max", "average", "affinity", "verified"), 0.0)
    used, category, positives = 0, 0.0, 0.0
    predicted, wanted = [], []
    for level in range(len(levels)):
        logits, truth, images = [], [], []
        total = sum(len(a[1][level][2]) for a in assigned)
        for k, (small, per_level) in enumerate(assigned):
            positive, owner, cells, instances = per_level[level]
            category = category + sigmoid_focal_loss(categories[level][k, 0], positive, reduction="sum")
            positives += positive.sum()
            on = torch.nonzero(owner.flatten() >= 0).flatten()
            if len(on):
                predicted.append(embeddings[level][k].flatten(1)[:, on].T)
                wanted.append(targets[k][1][owner.flatten()[on]])
            if not cells:
                continue
            cells, instances = torch.tensor(cells), torch.tensor(instances)
            if total > MOST_TARGETS:
                chosen = torch.randperm(len(cells))[:max(1, MOST_TARGETS * len(cells) // total)]
                cells, instances = cells[chosen], instances[chosen]
            kernel = kernels[level][k].flatten(1)[:, cells].T
            logits.append(F.conv2d(features[k:k + 1], kernel[:, :, None, None])[0])
            truth.append(small[instances])
            images += [k] * len(cells)
        if not logits:
            continue
        used += 1
        logits, truth = torch.cat(logits), torch.cat(truth)
        p = logits.sigmoid()
        terms["max"] += (dice(p.max(1)[0], truth.max(1)[0]) + dice(p.max(2)[0], truth.max(2)[0])).mean()
        terms["average"] += (dice(p.mean(1), truth.mean(1)) + dice(p.mean(2), truth.mean(2))).mean()
        box = truth.amax(2, True) * truth.amax(1, True)
        weight = (similarity[images] >= 0.3).float() * box[:, None]
        terms["affinity"] += (pairwise(logits) * weight).sum() / weight.sum().clamp(min=1)
        entropy = F.binary_cross_entropy_with_logits(logits, truth, reduction="none").flatten(1).mean(1)
        terms["verified"] += (dice(p.flatten(1), truth.flatten(1)) + entropy).mean()
    used = max(1, used)
    loss = category / (positives + 1)
    loss = loss + (terms["max"] + 0.1 * terms["average"] + terms["affinity"] + terms["verified"]) / used
    if predicted:
        loss = loss + 4 * (1 - F.cosine_similarity(torch.cat(predicted), torch.cat(wanted))).mean()
    return loss


def seconds_per_step(data, profile, workers, steps):
    torch.manual_seed(1)
    random.seed(1)
    loader = torch.utils.data.DataLoader(
        data, batch_sampler=SameShape(data, steps + WARM_UP), num_workers=workers, collate_fn=Collate())
    model = Solo(profile).train()
    rate = 1e-4
    backbone = [p for n, p in model.named_parameters() if n.startswith("backbone")]
    rest = [p for n, p in model.named_parameters() if not n.startswith("backbone")]
    optimizer = torch.optim.AdamW([{"params": backbone, "lr": 0.2 * rate}, {"params": rest}], rate, (0.9, 0.98))
    scale = profile["side"] / 800
    for step, (images, targets, similarity) in enumerate(loader):
        loss = loss_of(model(images), targets, similarity, profile["levels"], scale)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
        assert np.isfinite(loss.item())
        if step == WARM_UP - 1:
            start, processors = time.perf_counter(), time.process_time()
    return (time.perf_counter() - start) / steps, (time.process_time() - processors) / steps


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("sample")
    parser.add_argument("--profile", choices=PROFILES, default="preview")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--workers", type=int, nargs="*", default=[0, 2])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    profile = PROFILES[options.profile]
    data = Sample(options.sample, profile["side"], 16)
    results = []
    for workers in options.workers:
        seconds, processors = seconds_per_step(data, profile, workers, options.steps)
        results.append(BATCH / seconds)
        print(f"solo python workers={workers}: {seconds:.3f} s a step ({processors:.3f} s of processors), "
              f"{BATCH / seconds:.2f} images/s", flush=True)
    print(f"solo python best: {max(results):.2f} images/s", flush=True)


if __name__ == "__main__":
    main()
