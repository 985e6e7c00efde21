#!/usr/bin/env python3
"""Measures what a check with Spark costs, and prints tables in Markdown.

    ci/spark-cost.py FOLDER [--megabytes NUMBER] [--runs NUMBER]

Called by ci/spark, which sets PATH, PYTHONPATH and the variables. Generates a dataset without mistakes in FOLDER.
"""

import argparse
import json
import os
import statistics
import subprocess
import time
import tomllib
from pathlib import Path

import factlint
from factlint import spark as factlint_spark

TODAY = "2026-01-01"


def generate(folder, megabytes):
    """Writes a dataset in JSON Lines, and returns its size in bytes."""
    arguments = [os.environ["FACTLINT_GENERATE"], str(folder), "--megabytes", str(megabytes), "--form", "lines"]
    subprocess.run(arguments, check=True, capture_output=True)
    return sum(path.stat().st_size for path in folder.glob("*.jsonl"))


def median_seconds(runs, work):
    """Returns the median time of some calls, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def facts(folder):
    """Returns the lengths of all shuffled facts without their keys, by the number of their rule, and those of the keys."""
    binary = factlint.find_binary()
    plan = subprocess.run([binary, "shard", "plan", "--today", TODAY, folder], capture_output=True, check=True)
    visit = subprocess.Popen([binary, "shard", "visit", folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    # A visit reads its whole input before it writes.
    visit.stdin.write(plan.stdout)
    visit.stdin.close()
    lengths, keys = {}, {}
    for line in visit.stdout:
        if line.startswith(b"3\t"):
            _, rule, key, _ = line.split(b"\t", 3)
            lengths.setdefault(int(rule), []).append(len(line) - len(key))
            keys.setdefault(int(rule), []).append(len(key))
    if visit.wait() != 0:
        raise SystemExit("factlint shard visit failed")
    return lengths, keys


def rules(folder):
    """Returns the id and the kind of the rules that are not off, by their number in lines of facts."""
    rulebook = tomllib.loads((folder / "factlint.toml").read_text(encoding="utf-8"))
    found = [(name, rule["kind"]) for name, rule in rulebook["rules"].items() if rule.get("level") != "off"]
    # A built-in kind is before those of the rulebook.
    return dict(enumerate(found, start=1))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", default="1")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    folder = arguments.folder
    size = generate(folder, arguments.megabytes)

    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    local = factlint.check(folder, today=TODAY)
    shared = factlint_spark.check(spark, folder, partitions=2, today=TODAY)
    if shared.json != local.json:
        raise SystemExit("the report with Spark differs from the local report")
    records = sum(local.summary["records"].values())
    alone = median_seconds(arguments.runs, lambda: factlint.check(folder, today=TODAY))
    spread = median_seconds(arguments.runs, lambda: factlint_spark.check(spark, folder, partitions=2, today=TODAY))
    spark.stop()

    print(f"\n{size / 1e6:.1f} MB, {records} records; medians of {arguments.runs} runs, Spark started before\n")
    print("| | seconds | seconds per GB |\n| --- | --- | --- |")
    for name, seconds in [("`factlint check`, 2 threads", alone), ("Spark, `local[2]`, 2 partitions", spread)]:
        print(f"| {name} | {seconds:.2f} | {seconds / size * 1e9:.0f} |")
    print(f"| overhead | {spread - alone:.2f} | {(spread - alone) / size * 1e9:.0f} |")

    lengths, keys = facts(folder)
    known = rules(folder)
    print("\nBytes that are shuffled for a fact, beyond its key and with it\n")
    print("| rule | kind | facts for a record | beyond the key, mean | maximum | with the key, mean |")
    print("| --- | --- | --- | --- | --- | --- |")
    for number, each in sorted(lengths.items()):
        name, kind = known[number]
        whole = statistics.mean(each) + statistics.mean(keys[number])
        share = len(each) / records
        print(f"| {name} | {kind} | {share:.2f} | {statistics.mean(each):.0f} | {max(each)} | {whole:.0f} |")
    total = sum(sum(each) for each in lengths.values()) + sum(sum(each) for each in keys.values())
    print(f"\n{total} bytes for {records} records: {total / records:.0f} for each; {total / size:.2f} of the dataset\n")
    print(json.dumps({"megabytes": size / 1e6, "records": records, "alone": alone, "spark": spread, "shuffled": total}))


if __name__ == "__main__":
    main()
