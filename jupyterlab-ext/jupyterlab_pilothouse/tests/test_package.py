import subprocess
import sys


def test_import_loads_no_aws_code_and_is_quick() -> None:
    code = (
        "import sys, time, jupyter_server.extension.application; start = time.perf_counter();"
        "import jupyterlab_pilothouse as p; p._jupyter_server_extension_points();"
        "print(time.perf_counter() - start, 'boto3' in sys.modules, 'botocore' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, boto3, botocore = done.stdout.split()
    assert (boto3, botocore) == ("False", "False")
    # Generous: the machine that runs the tests may be busy; the benchmark checks 0.1 s.
    assert float(seconds) < 1.0
