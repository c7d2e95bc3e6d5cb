"""Runs scripts one after the other in one process; prints a JSON list of what each printed.

Arguments: a folder whose files are put into the bucket ``bucket`` of a fake S3, then scripts.
"""

import contextlib
import io
import json
import os
import runpy
import sys
import traceback
import warnings
from pathlib import Path

os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="us-east-1")
os.environ["MPLBACKEND"] = "agg"

import boto3
import matplotlib.pyplot as plt
from moto import mock_aws


def run(script: str) -> dict[str, object]:
    """What a script printed, how many figures it drew, and how it failed."""
    printed = io.StringIO()
    figures = 0
    error = None

    def show(*_args: object, **_options: object) -> None:
        nonlocal figures
        figures += len(plt.get_fignums())
        for number in plt.get_fignums():
            plt.figure(number).canvas.draw()
        plt.close("all")

    plt.show = show
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("error", SyntaxWarning)
        try:
            runpy.run_path(script)
        except Exception:
            error = traceback.format_exc()
    plt.close("all")
    return {"printed": printed.getvalue(), "figures": figures, "error": error}


def main(folder: str, *scripts: str) -> None:
    root = Path(folder)
    with mock_aws():
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="bucket")
        for path in root.rglob("*"):
            if path.is_file():
                s3.put_object(
                    Bucket="bucket", Key=path.relative_to(root).as_posix(), Body=path.read_bytes()
                )
        results = [run(script) for script in scripts]
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
