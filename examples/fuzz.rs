//! Calls single parsers with mutated inputs:
//!
//! ```sh
//! cargo run --release --example fuzz -- 20000
//! ```
//!
//! Each input depends only on its number and on the seed, which is printed. To repeat a fault, pass both with `--first`
//! and `--seed`. A fault is a panic, a run of more than 10 seconds, or a result that contradicts another parser,
//! another way of reading the same text, or the input itself.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for testing says what it found"
)]

#[path = "fuzz/converted.rs"]
mod converted;
#[path = "fuzz/inputs.rs"]
mod inputs;
#[path = "fuzz/mutation.rs"]
mod mutation;
#[path = "fuzz/targets.rs"]
mod targets;

use clap::Parser;
use mutation::Numbers;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

/// Calls each parser with N mutated inputs.
#[derive(Debug, Parser)]
struct Arguments {
    /// Number of inputs for each parser
    number: u64,
    /// Names of the parsers to call [default: all]
    targets: Vec<String>,
    /// Seed of the random inputs [default: random]
    #[arg(long)]
    seed: Option<u64>,
    /// Number of the first input
    #[arg(long, default_value_t = 0)]
    first: u64,
}

/// Maximum time for one input.
const LONGEST: Duration = Duration::from_secs(10);

/// Maximum number of faults that are shown for each parser.
const MAX_FAULTS: u64 = 5;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // A new hasher has random keys, so the hash of no data is a random number.
    let seed = arguments.seed.unwrap_or_else(|| RandomState::new().build_hasher().finish());
    let is_wanted = |target: &&Target| {
        arguments.targets.is_empty() || arguments.targets.iter().any(|name| name == target.name)
    };
    let wanted: Vec<&Target> = TARGETS.iter().filter(is_wanted).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("unknown parser, want one or more of {}", names.join(", "));
        return ExitCode::from(2);
    }
    println!("seed {seed}");
    let faults: u64 = wanted.iter().map(|target| run(target, &arguments, seed)).sum();
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Calls a parser with all inputs. Returns the number of faults.
fn run(target: &Target, arguments: &Arguments, seed: u64) -> u64 {
    let known = (target.inputs)();
    let (start, mut faults, mut slowest) = (Instant::now(), 0, Duration::ZERO);
    for number in arguments.first..arguments.first + arguments.number {
        let mut numbers = Numbers::new(seed, number);
        let input = mutation::input(&known, &mut numbers);
        let begun = Instant::now();
        let ended = catch_unwind(AssertUnwindSafe(|| (target.call)(&input)));
        let time = begun.elapsed();
        slowest = slowest.max(time);
        let fault = match ended {
            Err(_) => Some("a panic".to_owned()),
            Ok(Err(fault)) => Some(fault),
            Ok(Ok(())) => (time > LONGEST).then(|| format!("it took {} s", time.as_secs())),
        };
        if let Some(fault) = fault {
            faults += 1;
            let beginning: String = String::from_utf8_lossy(&input).chars().take(500).collect();
            println!(
                "{}: {fault}\n  to repeat: fuzz 1 {} --seed {seed} --first {number}\n  {beginning:?}",
                target.name, target.name
            );
            if faults == MAX_FAULTS {
                break;
            }
        }
    }
    println!(
        "{}: {} inputs from {} texts in {:.1} s, the slowest {} ms; {faults} faults",
        target.name,
        arguments.number,
        known.len(),
        start.elapsed().as_secs_f64(),
        slowest.as_millis()
    );
    faults
}
