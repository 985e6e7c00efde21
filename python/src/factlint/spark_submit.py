"""What `spark-submit` starts: `spark-submit spark_submit.py DATASET`."""

import sys

from factlint.spark import main

if __name__ == "__main__":
    sys.exit(main())
