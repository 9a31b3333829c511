"""One network on several devices: each holds a copy and a share of every batch, and their gradients are averaged.

torchrun --standalone --nproc-per-node 4 -m course_utils.lab.one_network --depth 110 --epochs 2
torchrun --standalone --nproc-per-node 2 -m course_utils.lab.one_network --depth 8 --data digits --steps 2

The experiments of the labs need none of this: they have many networks, which `course_utils.lab` shares out whole. For
one that is too slow on one device PyTorch's DistributedDataParallel does the work (Li et al. 2020); here is all it
asks for. Batch statistics stay each device's own.
"""

import argparse
import math
import time

import torch
import torch.distributed as distributed
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DistributedSampler

from course_utils.data import DataNotAvailable, Dataset
from course_utils.lab.sharing import load_in_turn, own_hardware, place
from course_utils.networks.staged import CifarNet, seeded
from course_utils.system.device import Hardware
from course_utils.training.loop import HE_2015, evaluate, make_optimiser, training_step
from course_utils.training.step import set_rate


def main(arguments: list[str] | None = None) -> None:
    """Train, and let the first process say how it went; raises `SystemExit` with a sentence without data."""
    options, (rank, ranks) = _parse(arguments), place()
    hardware = own_hardware()
    try:
        data = load_in_turn(options.data).to(hardware.device)
    except DataNotAvailable as error:
        raise SystemExit(str(error)) from error
    store = {} if ranks > 1 else {"store": distributed.HashStore(), "rank": 0, "world_size": 1}
    distributed.init_process_group("nccl" if hardware.device.type == "cuda" else "gloo", **store)
    try:
        with seeded(0):  # the same first weights everywhere; DistributedDataParallel sends the first process's anyway
            network = CifarNet(options.depth, in_channels=data.train_inputs.shape[1], classes=len(data.classes))
        network = DistributedDataParallel(network.to(hardware.device))
        loss, speed = fit(network, data, options, hardware)
        right = evaluate(network.module, data.seen(data.test_inputs), data.test_labels)["accuracy"]
        if rank == 0:
            print(f"{ranks} processes, {speed:,.0f} images/s: loss {loss:.4f}, test error {100 * (1 - right):.2f} %.")
    finally:
        distributed.destroy_process_group()


def fit(network: DistributedDataParallel, data: Dataset, options, hardware: Hardware) -> tuple[float, float]:
    """Train this process's copy on its share `(batch / processes, C, H, W)` of every batch.

    Returns the last loss, a mean over all processes, and the images a second of all together.
    """
    ranks = distributed.get_world_size()
    sampler = DistributedSampler(data.train_labels, ranks, distributed.get_rank(), seed=0)
    optimiser, share = make_optimiser(network, HE_2015), HE_2015.batch_size // ranks
    steps = options.steps or options.epochs * math.ceil(len(sampler) / share)
    done, begin, network = 0, time.perf_counter(), network.train()
    while done < steps:
        sampler.set_epoch(done)  # another order each time
        for places in torch.tensor(list(sampler), device=hardware.device).split(share)[: steps - done]:
            set_rate(optimiser, HE_2015.rate(done / steps))
            inputs, labels = data.seen(data.train_inputs[places]), data.train_labels[places]
            _, loss = training_step(network, inputs, labels, optimiser, hardware)
            done += 1
    hardware.synchronise()
    distributed.all_reduce(loss)
    return loss.item() / ranks, steps * share * ranks / (time.perf_counter() - begin)


def _parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--depth", type=int, default=110, help="weight layers, 6 n + 2")
    parser.add_argument("--data", default="cifar10", help="any name that course_utils.data.load knows")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, help="stop after so many steps")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
