"""The pretended accelerator itself: tensors move, do not meet those of the CPU, train, and come back.

Where these fail after an update of PyTorch, its experimental interface has moved; the lessons may well be right.
"""

import json
import subprocess
import sys

import pytest

from tools.files import COURSE

BEGIN = """
import copy, torch
from torch import nn
from tools.pretended_device import DEVICE
x, labels = torch.randn(6, 1, 8, 8), torch.arange(6)
network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(108, 6))
def refused(action):
    try:
        action()
    except RuntimeError as error:
        return "same device" in str(error)
"""
LAWS = {
    "a moved tensor says where it is and comes back the same": """
moved = x.to(DEVICE)
assert moved.device == DEVICE and moved.device.type != "cpu" and torch.equal(moved.cpu(), x)
assert moved.tolist() == x.tolist() and moved.sum().item() == x.sum().item()
assert torch.ones(2, device=DEVICE).device == DEVICE
""",
    "it refuses to meet a tensor of the CPU, in both orders and in a network": """
assert refused(lambda: x.to(DEVICE) + x) and refused(lambda: x @ x.to(DEVICE))
assert refused(lambda: network.to(DEVICE)(x)) and refused(lambda: network.cpu()(x.to(DEVICE)))
""",
    "numbers without dimensions and indices of the CPU may meet it, as on CUDA": """
moved = x.to(DEVICE)
assert (moved * torch.tensor(2.0)).device == DEVICE and moved[labels[:2]].device == DEVICE
assert moved[[0, 3]].shape == (2, 1, 8, 8) and torch.equal(moved[[0, 3]].cpu(), x[[0, 3]])
""",
    "numpy is refused until it is on the CPU": """
try:
    x.to(DEVICE).numpy()
except TypeError:
    x.to(DEVICE).cpu().numpy()
else:
    raise AssertionError("it became an array")
""",
    "a training step is that of the CPU": """
twin = copy.deepcopy(network).to(DEVICE)
for net, inputs, targets in ((network, x, labels), (twin, x.to(DEVICE), labels.to(DEVICE))):
    optimiser = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)
    for _ in range(2):
        optimiser.zero_grad()
        nn.functional.cross_entropy(net(inputs), targets).backward()
        optimiser.step()
assert all(p.device == DEVICE for p in twin.parameters())
for ours, theirs in zip(network.state_dict().values(), twin.state_dict().values(), strict=True):
    torch.testing.assert_close(ours, theirs.cpu())
""",
    "a copied network comes back to the CPU, in another precision too": """
back = copy.deepcopy(network.to(DEVICE)).cpu().double()
assert back(x.double()).dtype == torch.float64
""",
    "random states outside are kept": """
with torch.random.fork_rng(device_type=DEVICE.type):
    torch.manual_seed(0)
""",
}


EACH = """
import json, sys, traceback
told = {}
for name, law in json.load(sys.stdin).items():
    try:
        network.to("cpu")
        exec(law)
    except Exception:
        told[name] = traceback.format_exc()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told():
    """What each law that fails says; all in one process, since importing the device changes the process for good."""
    command, laws = [sys.executable, "-c", BEGIN + EACH], json.dumps(LAWS)
    done = subprocess.run(command, cwd=COURSE, capture_output=True, text=True, input=laws)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("law", LAWS)
def test_the_pretended_accelerator(told, law):
    assert law not in told, told[law]


def test_a_moved_interface_is_said_clearly():
    code = "from torch.utils import backend_registration as b; del b._setup_privateuseone_for_python_backend\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "import tools.pretended_device"], cwd=COURSE, capture_output=True, text=True
    )
    assert done.returncode and "has moved the experimental interface" in done.stderr
