"""What the Jupyter server and a kernel pay for loading Pilothouse, in fresh processes."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

RUNS = 7

# The server has its own libraries loaded when it comes to the extension.
SERVER = """
import json, sys, time
import jupyter_server.serverapp, jupyter_server.extension.application
begin = time.perf_counter()
import jupyterlab_pilothouse
for point in jupyterlab_pilothouse._jupyter_server_extension_points():
    point["app"]
spent = time.perf_counter() - begin
aws = any(name.split(".")[0] in ("boto3", "botocore") for name in sys.modules)
print(json.dumps([spent * 1000, int(aws)]))
"""

MAGICS = """
import json, sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
begin = time.perf_counter()
shell.run_line_magic("load_ext", "pilothouse")
spent = time.perf_counter() - begin
assert "pilot" in shell.magics_manager.magics["line"]
print(json.dumps([spent * 1000, int("boto3" in sys.modules)]))
"""


def measure(code: str) -> tuple[float, int]:
    runs = []
    for _ in range(RUNS):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    return statistics.median(run[0] for run in runs), max(run[1] for run in runs)


server, server_aws = measure(SERVER)
magics, magics_aws = measure(MAGICS)
print(
    json.dumps(
        {
            "jupyterlab.server.import.ms": server,
            "jupyterlab.server.import.boto3": server_aws,
            "magics.load.ms": magics,
            "magics.load.boto3": magics_aws,
        }
    )
)
