//! The integration tests, in one binary: the whole program, the public API of the library, and the conventions of this
//! repository. There is one file per topic. `command`, `repository`, `page` and `expected` have helpers for all tests.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test fails by panicking, and says what it counted"
)]

mod action;
mod architecture;
mod automation;
mod bad_input;
mod baseline;
mod blocks;
mod cases;
mod claims_model;
mod claims_starter;
mod command;
mod confinement;
mod conventions;
mod counted;
mod csaf;
mod csv;
mod decisions;
mod dialogue;
mod diff;
mod documents;
mod edits;
mod expected;
mod extends;
mod facts;
mod fixes;
mod fmt;
mod formats;
mod generated;
mod globs;
mod gone_rulebooks;
mod growth;
mod histories;
mod hostile_text;
mod html_page;
mod idle;
mod independence;
mod inert;
mod init;
mod init_depths;
mod init_layouts;
mod init_mistakes;
mod interpol;
mod interruption;
mod json_parsing;
mod json_schema;
mod jsonpath;
mod language;
mod large;
mod layouts;
mod ledger;
mod ledger_mistakes;
mod ledger_writing;
mod longer_names;
mod machine_formats;
mod many_sides;
mod migration;
mod mutations;
mod names_not_unicode;
mod names_of_files;
mod new_rule;
mod new_user;
mod one_cause;
mod options;
mod other_forms;
mod output_files;
mod outside;
mod page;
mod published_formats;
mod quotes;
mod readme;
mod report_limits;
mod reports;
mod repository;
mod resolved;
mod review;
mod revisions;
mod rows;
mod rule_arguments;
mod rule_cases;
mod rule_pages;
mod rulebook_mistakes;
mod rulebook_mutations;
mod rules;
mod schema;
mod serve;
mod settings;
mod several;
mod shards;
mod shell;
mod sources;
mod stability;
mod standard_input;
mod states;
mod states_of_values;
mod storage;
mod unchecked;
mod unknown;
mod unread_claims;
mod values;
mod yaml;
