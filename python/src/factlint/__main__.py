"""`python -m factlint`: the program, with the same arguments."""

import os
import subprocess
import sys

from factlint.binary import find_binary


def main() -> int:
    """Run the program in place of this process, or wait for it where a system cannot replace processes.

    Return 2 if the program cannot be started, as the program itself does if it cannot run a command.
    """
    try:
        arguments = [find_binary(), *sys.argv[1:]]
        if os.name == "posix":
            os.execv(arguments[0], arguments)
        return subprocess.run(arguments, check=False).returncode
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
