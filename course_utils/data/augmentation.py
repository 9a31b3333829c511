"""Images changed a little at random, so that a network never sees one twice."""

import torch


def augment(images: torch.Tensor, padding: int, generator: torch.Generator) -> torch.Tensor:
    """Flip each image left to right with probability 1/2, then shift it by up to `padding` pixels.

    He et al. 2015, section 4.2. One flip and one shift an image, zeros moved in at the border. Images `(N, C, H, W)`;
    draws come from `generator`, a CPU generator, so that a seed means the same on every device.
    """
    count, _, height, width = images.shape
    flip = (torch.rand(count, generator=generator) < 0.5).to(images.device)
    images = torch.where(flip[:, None, None, None], images.flip(3), images)
    padded = torch.nn.functional.pad(images, (padding,) * 4)
    top, left = torch.randint(0, 2 * padding + 1, (2, count, 1), generator=generator).to(images.device)
    rows = (top + torch.arange(height, device=images.device))[:, None, :, None]
    columns = (left + torch.arange(width, device=images.device))[:, None, None, :]
    everyone = torch.arange(count, device=images.device)[:, None, None, None]
    channels = torch.arange(images.shape[1], device=images.device)[None, :, None, None]
    return padded[everyone, channels, rows, columns]
