#!/usr/bin/env node
// Runs the program in the package for this system, with the same arguments and exit code.
"use strict";

const { spawn } = require("node:child_process");

const name = `@factlint/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "factlint.exe" : "factlint";

/** Returns the path of the program, or undefined if its package is not installed. */
function findProgram() {
  try {
    return require.resolve(`${name}/${file}`);
  } catch {
    return undefined;
  }
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}

function run(program) {
  const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
  // A terminal sends Ctrl-C to the program too, which ends by itself; other signals are passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("error", (error) => fail(`cannot run ${program}: ${error.message}`));
  child.on("close", (code, signal) => {
    if (signal === null) {
      process.exit(code);
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const program = findProgram();
if (program === undefined) {
  fail(
    `the package ${name} is not installed: either factlint has no binary for this system, ` +
      "or optional dependencies were left out (--omit=optional, or a lock file of another system)",
  );
} else {
  run(program);
}
