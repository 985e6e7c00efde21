//! Describes a finding in words for a terminal: the question, the values of the sides, the sources of each
//! claim, and the possible answers.

use super::case::{
    Case, Cases, Claim, Evidence, Sentence, Side, Source, not_against, on_several_sides, outcomes,
    short_value,
};
use super::located::Locator;
use super::{Report, one_line};
use crate::finding::{EncodedFinding, Finding};
use crate::report::StartFolder;
use crate::words::counted;

/// A question to the person who decides on a finding.
pub struct Question {
    /// The question, or the message of the finding.
    pub title: String,
    /// The reason for the question, or `None` if neither the rule nor its kind gives one.
    pub why: Option<String>,
    /// The value of each side, with its number of sources.
    pub sides: Vec<String>,
    /// Sentences about comparing the numbers of sources; may be empty.
    pub before_counting: String,
    /// The possible answers, most common first.
    pub answers: Vec<QuestionAnswer>,
    /// Lines to print about the claims on the sides and their sources.
    pub claims: Vec<ClaimLine>,
}

/// An answer to a question.
pub struct QuestionAnswer {
    /// The name of the outcome.
    pub outcome: &'static str,
    /// The answer in words.
    pub words: String,
    /// The meaning of the outcome, in one sentence.
    pub sentence: &'static str,
    /// Whether the answer is one of the most common ones.
    pub is_common: bool,
    /// The ids of the claims that the answer names as right.
    pub chosen: Vec<String>,
    /// The ids of the claims that the answer names as wrong.
    pub wrong: Vec<String>,
    /// The answer's effect on the data, or `None` if the answer changes nothing.
    pub effect: Option<String>,
}

/// A line about a claim.
pub struct ClaimLine {
    /// The number of columns by which the line is indented.
    pub indent: usize,
    /// The text.
    pub text: String,
}

/// Returns a finding of a report as a question, or `None` if the report has no dataset.
#[must_use]
pub fn question(report: &Report<'_>, finding: &Finding) -> Option<Question> {
    let locator = Locator::new(report.files, StartFolder::default());
    let cases = Cases::new(report, &locator)?;
    let case = cases.of(finding, None);
    Some(Question {
        title: one_line(&case.title.text()),
        why: case.why.as_ref().map(Sentence::text),
        sides: case.sides.iter().map(|side| describe_side(side, &case)).collect(),
        before_counting: before_counting(&case),
        answers: answers(&case),
        claims: claims(&case),
    })
}

/// Returns, for each finding, sentences on what its number of sources does not say: whether the sides are about
/// different things, and who is on several sides. A text is empty if there is nothing to say.
#[must_use]
pub fn remarks_on_sources(report: &Report<'_>, findings: &[&EncodedFinding]) -> Vec<String> {
    let locator = Locator::new(report.files, StartFolder::default());
    let cases = Cases::new(report, &locator);
    let remark = |finding: &&EncodedFinding| {
        let finding = finding.decode();
        let cases = cases.as_ref().filter(|_| finding.competing.len() > 1);
        cases.map(|cases| before_counting(&cases.of(&finding, None))).unwrap_or_default()
    };
    findings.iter().map(remark).collect()
}

fn before_counting(case: &Case) -> String {
    let on_several_sides = on_several_sides(case).map(|sentence| sentence.text());
    let sentences = not_against(case).into_iter().chain(on_several_sides);
    one_line(&sentences.collect::<Vec<_>>().join(" "))
}

fn describe_side(side: &Side, case: &Case) -> String {
    let statement = side.statement(&short_value(side, case)).text();
    let count = side.independent_sources;
    let at_least = if count.is_exact { "" } else { "at least " };
    let sources = counted(count.number, "independent source");
    one_line(&format!("{}  {statement} ({at_least}{sources})", side.letter))
}

fn answers(case: &Case) -> Vec<QuestionAnswer> {
    let outcomes = outcomes();
    let sentence = |outcome: &str| {
        outcomes.iter().find(|known| known.outcome == outcome).map_or("", |known| known.sentence)
    };
    let answers = case.answers.iter().map(|answer| QuestionAnswer {
        outcome: answer.outcome,
        words: one_line(&match &answer.side {
            Some(letter) => format!("{} ({letter})", answer.words.text()),
            None => answer.words.text(),
        }),
        sentence: sentence(answer.outcome),
        is_common: answer.is_common,
        chosen: answer.chosen.clone(),
        wrong: answer.wrong.clone(),
        effect: answer.effect.as_ref().map(|effect| one_line(&effect.text())),
    });
    let mut answers: Vec<QuestionAnswer> = answers.collect();
    answers.sort_by_key(|answer| !answer.is_common);
    answers
}

/// Returns lines about the claims of the finding with their sources, and lines about the related claims.
fn claims(case: &Case) -> Vec<ClaimLine> {
    let mut lines = Vec::new();
    for side in &case.sides {
        for claim in &side.claims {
            line(&mut lines, 2, &format!("{}  {}", side.letter, statement(claim)));
            line(&mut lines, 5, &format!("claim {}", claim.id));
            claim.evidence.iter().for_each(|evidence| evidence_lines(&mut lines, evidence));
            let more = claim.evidence_total.saturating_sub(claim.evidence.len());
            if more > 0 {
                line(&mut lines, 5, &format!("and {} of evidence", counted(more, "more piece")));
            }
        }
    }
    if !case.related.is_empty() {
        line(&mut lines, 2, "Also in the data, but not part of the question:");
        for claim in &case.related {
            line(&mut lines, 5, &statement(claim));
        }
        let more = case.related_total.saturating_sub(case.related.len());
        if more > 0 {
            line(&mut lines, 5, &format!("and {}", counted(more, "more claim")));
        }
    }
    lines
}

fn line(lines: &mut Vec<ClaimLine>, indent: usize, text: &str) {
    lines.push(ClaimLine { indent, text: one_line(text) });
}

fn statement(claim: &Claim) -> String {
    let phrase = match &claim.phrase {
        Some(phrase) => format!(" {phrase}"),
        None => format!(", {}:", claim.property.name),
    };
    let valid = claim.valid.as_ref().map(|valid| format!(", {valid}")).unwrap_or_default();
    let rank = match claim.rank.as_str() {
        "deprecated" => ", ranked as wrong",
        "preferred" => ", ranked as preferred",
        _ => "",
    };
    let reason = claim.rank_reason.as_ref().map(|reason| format!(": {reason}"));
    let note = claim.note.as_ref().map(|note| format!("; note: {note}"));
    let (reason, note) = (reason.unwrap_or_default(), note.unwrap_or_default());
    format!("{}{phrase} {}{valid}{rank}{reason}{note}", claim.subject.name, claim.value)
}

/// Adds the lines about a piece of evidence: its source with title, link and dates, and the location of the
/// quote.
fn evidence_lines(lines: &mut Vec<ClaimLine>, evidence: &Evidence) {
    let source = &evidence.source;
    let direction = match evidence.direction {
        Some("refutes") => ", refutes it",
        Some("mentions") => ", mentions it",
        _ => "",
    };
    line(lines, 5, &format!("- {}{direction}", cited(source)));
    if let Some(url) = &source.url {
        line(lines, 7, url);
    }
    let published = source.published.as_ref().map_or("unknown", |date| date.words.as_str());
    let retrieved = source.retrieved.as_ref().map(|date| format!(", retrieved {}", date.words));
    line(lines, 7, &format!("published {published}{}", retrieved.unwrap_or_default()));
    let found = match (evidence.is_found, &source.snapshot) {
        (Some(true), _) => "found in the kept copy",
        (Some(false), _) => evidence.doubt.as_deref().unwrap_or("NOT found in the kept copy"),
        (None, None) if source.is_lost => "the kept copy cannot be read",
        (None, None) => "no copy kept",
        (None, Some(_)) => "no quote",
    };
    let paragraphs = evidence.passages.iter().map(|passage| passage.paragraph.to_string());
    let paragraphs: Vec<String> = paragraphs.collect();
    let paragraphs = match paragraphs.as_slice() {
        [] => String::new(),
        [one] => format!(", paragraph {one}"),
        several => format!(", paragraphs {}", several.join(", ")),
    };
    let content = match (&evidence.quote, &evidence.locator) {
        (Some(quote), _) => format!("“{quote}” ({found}{paragraphs})"),
        (None, Some(locator)) => format!("look at: {locator} ({found})"),
        (None, None) => found.to_owned(),
    };
    line(lines, 7, &content);
}

fn cited(source: &Source) -> String {
    let publisher = source.publisher.as_deref().unwrap_or(&source.id);
    match &source.title {
        Some(title) => format!("{publisher}: {title}"),
        None => publisher.to_owned(),
    }
}
