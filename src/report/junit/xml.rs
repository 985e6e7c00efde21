//! Writes the XML of a JUnit report. Texts must not contain control characters other than line breaks.

use std::io::{self, Write};

/// The result of a test case.
pub(super) enum Status {
    Passed,
    /// The test case was skipped, for this reason.
    Skipped(String),
    /// The test case could not be run, with this message.
    Error(String),
    Failed {
        message: String,
        level: &'static str,
        details: String,
    },
}

/// A test case.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) class: String,
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) properties: Vec<(&'static str, String)>,
    pub(super) status: Status,
    pub(super) output: Option<String>,
}

/// The numbers of test cases.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    tests: usize,
    skipped: usize,
    errors: usize,
    failures: usize,
}

impl Counts {
    /// Counts one more test case, with this status.
    pub(super) fn with(self, status: &Status) -> Counts {
        let counts = Counts { tests: self.tests + 1, ..self };
        match status {
            Status::Passed => counts,
            Status::Skipped(_) => Counts { skipped: self.skipped + 1, ..counts },
            Status::Error(_) => Counts { errors: self.errors + 1, ..counts },
            Status::Failed { .. } => Counts { failures: self.failures + 1, ..counts },
        }
    }

    /// Counts one more test case, which has failed.
    pub(super) fn with_failure(self) -> Counts {
        Counts { tests: self.tests + 1, failures: self.failures + 1, ..self }
    }

    /// Returns the sums of both counts.
    pub(super) fn and(self, other: Counts) -> Counts {
        Counts {
            tests: self.tests + other.tests,
            skipped: self.skipped + other.skipped,
            errors: self.errors + other.errors,
            failures: self.failures + other.failures,
        }
    }
}

/// Begins the report.
pub(super) fn open(output: &mut dyn Write, name: &str, counts: Counts) -> io::Result<()> {
    let Counts { tests, skipped, errors, failures } = counts;
    writeln!(output, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        output,
        r#"<testsuites name="{}" tests="{tests}" skipped="{skipped}" failures="{failures}" errors="{errors}">"#,
        escaped(name)
    )
}

/// Ends the report.
pub(super) fn close(output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "</testsuites>")
}

/// Begins a suite.
pub(super) fn open_suite(output: &mut dyn Write, name: &str, counts: Counts) -> io::Result<()> {
    let Counts { tests, skipped, errors, failures } = counts;
    writeln!(
        output,
        r#"    <testsuite name="{}" tests="{tests}" skipped="{skipped}" errors="{errors}" failures="{failures}">"#,
        escaped(name)
    )
}

/// Ends a suite.
pub(super) fn close_suite(output: &mut dyn Write) -> io::Result<()> {
    writeln!(output, "    </testsuite>")
}

impl Case {
    /// Writes the test case.
    pub(super) fn write(&self, output: &mut dyn Write) -> io::Result<()> {
        let (name, class) = (escaped(&self.name), escaped(&self.class));
        write!(output, r#"        <testcase name="{name}" classname="{class}""#)?;
        for (name, value) in &self.attributes {
            write!(output, r#" {name}="{}""#, escaped(value))?;
        }
        writeln!(output, ">")?;
        self.write_properties(output)?;
        self.status.write(output)?;
        if let Some(text) = &self.output {
            writeln!(output, "            <system-out>{}</system-out>", escaped(text))?;
        }
        writeln!(output, "        </testcase>")
    }

    fn write_properties(&self, output: &mut dyn Write) -> io::Result<()> {
        if self.properties.is_empty() {
            return Ok(());
        }
        writeln!(output, "            <properties>")?;
        for (name, value) in &self.properties {
            let value = escaped(value);
            writeln!(output, r#"                <property name="{name}" value="{value}"/>"#)?;
        }
        writeln!(output, "            </properties>")
    }
}

impl Status {
    fn write(&self, output: &mut dyn Write) -> io::Result<()> {
        match self {
            Status::Passed => Ok(()),
            Status::Skipped(reason) => {
                writeln!(output, r#"            <skipped message="{}"/>"#, escaped(reason))
            }
            Status::Error(message) => {
                writeln!(output, r#"            <error message="{}"/>"#, escaped(message))
            }
            Status::Failed { message, level, details } => writeln!(
                output,
                r#"            <failure message="{}" type="{level}">{}</failure>"#,
                escaped(message),
                escaped(details)
            ),
        }
    }
}

/// Escapes a text for an element or an attribute.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\'' => escaped.push_str("&apos;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
