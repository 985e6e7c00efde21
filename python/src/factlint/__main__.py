"""`python -m factlint`: the program, with the same arguments."""

import os
import subprocess
import sys

from factlint.binary import find_binary


def main() -> int:
    """Run the program in place of this process, or wait for it where a system cannot replace processes."""
    arguments = [find_binary(), *sys.argv[1:]]
    if os.name == "posix":
        os.execv(arguments[0], arguments)
    return subprocess.run(arguments, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
