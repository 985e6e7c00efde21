//! The lines of a shared run.
//!
//! Each line consists of fields that are separated by tabs. The first field is the kind of the line. A sort by bytes
//! puts the kinds in the order that [`settle`](super::settle) needs. The last field is a [`Checksum`] of the other
//! fields with the key of the plan. It detects changed lines and lines of other plans. Encoded fields are in
//! [`BASE64`], which sorts like the bytes that it encodes.
//!
//! - `0` The header: its name and its JSON text ([`Header`]). It has no checksum, because its name is a hash
//!   of the text.
//! - `1` A unit: its number and its contents, encoded with postcard.
//! - `2` The results of a visit, without the facts, encoded with postcard.
//! - `3` A fact, or a key that is settled even if it has no facts. The fields are the number of the rule, the key, the
//!   order of the fact among the facts of the key, the role of the fact, and the fact. For a key without a fact, the
//!   last three fields are empty.
//! - `4` Facts whose findings have to be completed, and the places of the records and values that completing them
//!   reads, encoded with postcard.
//! - `5` Output of a rule that a later stage adds, encoded with postcard.
//! - `6` The sums of the lines that a stage has read and written ([`Balance`]). [`report`](super::report)
//!   uses them to detect missing and repeated lines.
//! - `7` What [`complete`](super::complete) reads: the place of the dataset in its storage, or an answer of the
//!   storage ([`RecordLine`](super::records::RecordLine)), encoded with postcard. No sum counts these lines, because a
//!   missing answer is an error anyway.
//!
//! Only the version of the program that wrote an encoded field can read it. The header contains this version.

use super::{Header, ShardError};
use crate::document::FileId;
use crate::engine::shards::{FactOrder, FactToSettle};
use crate::rule::{EncodedFact, Role, keyed_hash};
use data_encoding::{Encoding, Specification};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Read, Write};
use std::sync::LazyLock;

/// A variant of Base64 with symbols in ASCII order, so an encoded text sorts like the bytes that it encodes.
static BASE64: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    specification.encoding().ok()
});

/// The kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Unit,
    Visited,
    Fact,
    ToComplete,
    Added,
    Balance,
    Record,
}

/// The first field of a header.
const HEADER: &str = "0";

/// Maximum length of a line, in bytes. Without a limit, a line without an end would fill the memory.
const MAX_LINE: u64 = 1 << 30;

/// The reason for refusing a line whose checksum does not fit it.
const FOREIGN: &str = "it belongs to another plan, or was changed";

const KINDS: [(Kind, &str); 7] = [
    (Kind::Unit, "1"),
    (Kind::Visited, "2"),
    (Kind::Fact, "3"),
    (Kind::ToComplete, "4"),
    (Kind::Added, "5"),
    (Kind::Balance, "6"),
    (Kind::Record, "7"),
];

const ROLES: [(Role, &str); 4] =
    [(Role::Plain, "p"), (Role::Answer, "a"), (Role::Contest, "c"), (Role::Always, "s")];

/// The hash of a line.
pub(super) type Checksum = u64;

/// The sums of the checksums of the lines that a stage has read and written, with one sum per kind of line.
/// A sum does not depend on the order of the lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Balance {
    /// The sum of the facts that were written, minus the sum of those that were settled.
    pub(super) facts: u64,
    /// The sum of the facts to complete that were written, minus the sum of those that were completed.
    pub(super) to_complete: u64,
    /// The sum of the output that later stages added.
    pub(super) added: u64,
    /// Whether the findings were completed.
    pub(super) is_completed: bool,
}

/// One line.
pub(super) struct Line {
    pub(super) kind: Kind,
    pub(super) checksum: Checksum,
    number: usize,
    fields: Vec<String>,
}

impl Line {
    /// Decodes the only field of a line.
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, ShardError> {
        let [field] = self.fields.as_slice() else {
            return Err(self.mistake("want one field"));
        };
        postcard::from_bytes(&self.bytes(field)?)
            .map_err(|error| self.mistake(&format!("the field cannot be decoded: {error}")))
    }

    /// Decodes a fact.
    pub(super) fn fact(&self) -> Result<FactToSettle, ShardError> {
        let [rule, key, order, role, fact] = self.fields.as_slice() else {
            return Err(self.mistake("want five fields"));
        };
        let rule = rule.parse().map_err(|_| self.mistake("want the number of a rule"))?;
        let key = self.bytes(key)?;
        if role.is_empty() {
            return Ok(FactToSettle { rule, key, order: None, fact: None });
        }
        let known = ROLES.iter().find(|(_, name)| name == role);
        let role = known.map(|(role, _)| *role).ok_or_else(|| self.mistake("unknown role"))?;
        let order = order_of(&self.bytes(order)?).ok_or_else(|| self.mistake("want an order"))?;
        let fact = EncodedFact { key: key.clone(), role, fact: self.bytes(fact)? };
        Ok(FactToSettle { rule, key, order: Some(order), fact: Some(fact) })
    }

    /// Returns the error for a line that a stage does not read.
    pub(super) fn misplaced(&self, stage: &str) -> ShardError {
        self.mistake(&format!("`shard {stage}` does not read such a line"))
    }

    /// Returns the error for a line that follows a fact, but must come before all facts.
    pub(super) fn unsorted(&self) -> ShardError {
        self.mistake("want this line before all facts: sort the lines with `LC_ALL=C sort`")
    }

    fn mistake(&self, reason: &str) -> ShardError {
        ShardError::Line { line: self.number, reason: reason.to_owned() }
    }

    fn bytes(&self, field: &str) -> Result<Vec<u8>, ShardError> {
        let decoded = BASE64.as_ref().and_then(|encoding| encoding.decode(field.as_bytes()).ok());
        decoded.ok_or_else(|| self.mistake("a field is not encoded as it should be"))
    }
}

/// Reads the lines of one plan.
pub(super) struct LineReader<'r> {
    input: &'r mut dyn BufRead,
    header: Header,
    name: String,
    lines_read: usize,
}

impl<'r> LineReader<'r> {
    /// Reads the header, which must come first.
    pub(super) fn new(input: &'r mut dyn BufRead) -> Result<LineReader<'r>, ShardError> {
        let mistake = |reason: &str| ShardError::Line { line: 1, reason: reason.to_owned() };
        let no_header = "want the header of a plan, which `factlint shard plan` writes";
        let line = read_line(input, 1, no_header)?.unwrap_or_default();
        let mut fields = line.trim_end_matches('\n').splitn(3, '\t');
        if fields.next() != Some(HEADER) {
            return Err(mistake(no_header));
        }
        let (name, text) = (fields.next(), fields.next().unwrap_or_default());
        let header = Header::parse(text)?;
        let expected = header.name();
        if name != Some(&*expected) {
            return Err(mistake("the header of the plan was changed"));
        }
        Ok(LineReader { input, name: expected, header, lines_read: 1 })
    }

    /// Returns the header.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// Checks that the lines belong to the plan with this header.
    pub(super) fn check_plan(&self, header: &Header) -> Result<(), ShardError> {
        match self.name == header.name() {
            true => Ok(()),
            false => Err(ShardError::OtherPlan("the visits are those of another plan".to_owned())),
        }
    }

    /// Reads the next line, or returns `None` at the end. Skips further headers of the same plan.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>, ShardError> {
        loop {
            let line = read_line(self.input, self.lines_read + 1, FOREIGN)?;
            let Some(text) = line else { return Ok(None) };
            self.lines_read += 1;
            let number = self.lines_read;
            let mistake =
                |reason: &str| ShardError::Line { line: number, reason: reason.to_owned() };
            let Some(text) = text.strip_suffix('\n') else {
                return Err(mistake("it is cut off: a line ends with a line feed"));
            };
            if let Some(header) = text.strip_prefix("0\t") {
                match header.split('\t').next() == Some(&self.name) {
                    true => continue,
                    false => return Err(mistake("it begins another plan")),
                }
            }
            let (text, written_checksum) = text.rsplit_once('\t').unwrap_or_default();
            let checksum = keyed_hash(text.as_bytes());
            if written_checksum != encode(&checksum.to_be_bytes()) {
                return Err(mistake(FOREIGN));
            }
            let mut fields = text.split('\t');
            let kind = fields.next().unwrap_or_default();
            let known = KINDS.iter().find(|(_, name)| *name == kind);
            let kind = known.map(|(kind, _)| *kind).ok_or_else(|| mistake("no such line"))?;
            let fields = fields.map(str::to_owned).collect();
            return Ok(Some(Line { kind, checksum, number, fields }));
        }
    }
}

/// Reads a line with its line feed, or returns `None` at the end of the input. `number` is the number of the line.
///
/// # Errors
/// The line does not begin with a digit and a tab, for the reason `unknown`. Nothing more of it is read. Or it is
/// longer than [`MAX_LINE`], or not UTF-8.
fn read_line(
    input: &mut dyn BufRead,
    number: usize,
    unknown: &str,
) -> Result<Option<String>, ShardError> {
    let mistake = |reason: &str| ShardError::Line { line: number, reason: reason.to_owned() };
    let mut bytes = Vec::new();
    Read::take(&mut *input, 2).read_until(b'\n', &mut bytes)?;
    match bytes.as_slice() {
        [] => return Ok(None),
        [b'0'..=b'9', b'\t'] => {}
        _ => return Err(mistake(unknown)),
    }
    let rest = Read::take(&mut *input, MAX_LINE).read_until(b'\n', &mut bytes)?;
    if rest as u64 == MAX_LINE {
        return Err(mistake("it is longer than 1 GiB"));
    }
    let text = String::from_utf8(bytes);
    Ok(Some(text.map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8"))?))
}

/// Writes the lines of one plan.
pub(super) struct LineWriter<'w> {
    output: &'w mut dyn Write,
    header: String,
    name: String,
    /// The sums of the lines written so far, minus the sums of the lines that the stage has settled or completed.
    pub(super) balance: Balance,
}

impl<'w> LineWriter<'w> {
    pub(super) fn new(header: &Header, output: &'w mut dyn Write) -> LineWriter<'w> {
        LineWriter {
            output,
            header: header.text(),
            name: header.name(),
            balance: Balance::default(),
        }
    }

    /// Writes the header.
    pub(super) fn header(&mut self) -> Result<(), ShardError> {
        Ok(writeln!(self.output, "{HEADER}\t{}\t{}", self.name, self.header)?)
    }

    /// Writes a line with one field, the encoded value.
    pub(super) fn write(&mut self, kind: Kind, value: &impl Serialize) -> Result<(), ShardError> {
        let encoded = postcard::to_allocvec(value).map_err(std::io::Error::other)?;
        let checksum = self.fields(kind, &[encode(&encoded)])?;
        match kind {
            Kind::ToComplete => add(&mut self.balance.to_complete, checksum),
            Kind::Added => add(&mut self.balance.added, checksum),
            Kind::Unit | Kind::Visited | Kind::Fact | Kind::Balance | Kind::Record => {}
        }
        Ok(())
    }

    /// Writes the balance, which is the last line of a stage.
    pub(super) fn end(mut self) -> Result<(), ShardError> {
        let balance = self.balance;
        self.write(Kind::Balance, &balance)
    }

    /// Writes a fact.
    pub(super) fn fact(&mut self, fact: &FactToSettle) -> Result<(), ShardError> {
        let FactToSettle { rule, key, order, fact } = fact;
        let role = fact.as_ref().and_then(|fact| {
            ROLES.iter().find(|(role, _)| *role == fact.role).map(|(_, name)| *name)
        });
        let order = order.map(|order| encode(&bytes_of(order)));
        let content = fact.as_ref().map(|fact| encode(&fact.fact));
        let fields = [
            // The leading zeros make rule numbers sort correctly as texts.
            format!("{rule:05}"),
            encode(key),
            order.unwrap_or_default(),
            role.unwrap_or_default().to_owned(),
            content.unwrap_or_default(),
        ];
        let checksum = self.fields(Kind::Fact, &fields)?;
        add(&mut self.balance.facts, checksum);
        Ok(())
    }

    /// Writes a line as it was read.
    pub(super) fn copy(&mut self, line: &Line) -> Result<(), ShardError> {
        self.fields(line.kind, &line.fields).map(drop)
    }

    /// Writes a line, and returns its checksum.
    fn fields(&mut self, kind: Kind, fields: &[String]) -> Result<Checksum, ShardError> {
        let name = KINDS.iter().find(|(known, _)| *known == kind).map(|(_, name)| *name);
        let line = format!("{}\t{}", name.unwrap_or_default(), fields.join("\t"));
        let checksum = keyed_hash(line.as_bytes());
        writeln!(self.output, "{line}\t{}", encode(&checksum.to_be_bytes()))?;
        Ok(checksum)
    }
}

/// Adds a checksum to a sum.
fn add(sum: &mut u64, checksum: Checksum) {
    *sum = sum.wrapping_add(checksum);
}

impl Balance {
    /// Adds the balance of another process.
    pub(super) fn add(&mut self, more: Balance) {
        add(&mut self.facts, more.facts);
        add(&mut self.to_complete, more.to_complete);
        add(&mut self.added, more.added);
        self.is_completed |= more.is_completed;
    }

    /// Describes the first problem with missing or repeated lines, or returns `None` if the stages have read each line
    /// exactly once. `added` is the sum of the checksums of all lines of kind [`Kind::Added`].
    pub(super) fn mistake(&self, added: u64) -> Option<&'static str> {
        if self.facts != 0 {
            return Some("facts were not settled, or settled twice");
        }
        if !self.is_completed {
            return Some("the findings were not completed");
        }
        if self.to_complete != 0 {
            return Some("facts were not completed, or completed twice");
        }
        let is_complete = self.added == added;
        (!is_complete).then_some("output of `settle` or `complete` is missing or there twice")
    }

    /// Records that a fact was settled.
    pub(super) fn settled(&mut self, checksum: Checksum) {
        self.facts = self.facts.wrapping_sub(checksum);
    }

    /// Records that facts were completed.
    pub(super) fn completed(&mut self, checksum: Checksum) {
        self.to_complete = self.to_complete.wrapping_sub(checksum);
    }
}

/// Encodes bytes as text. The text sorts like the bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64.as_ref().map(|encoding| encoding.encode(bytes)).unwrap_or_default()
}

/// Converts the order of a fact to bytes that sort in the same way.
fn bytes_of(order: FactOrder) -> Vec<u8> {
    let FactOrder { file, offset, number } = order;
    let mut bytes = Vec::new();
    for number in [u64::from(file.0), offset as u64, number as u64] {
        add_number(number, &mut bytes);
    }
    bytes
}

/// Converts the result of [`bytes_of`] back, or returns `None` for other bytes.
fn order_of(bytes: &[u8]) -> Option<FactOrder> {
    let (file, rest) = split_number(bytes)?;
    let (offset, rest) = split_number(rest)?;
    let (number, rest) = split_number(rest)?;
    let (offset, number) = (usize::try_from(offset).ok()?, usize::try_from(number).ok()?);
    let file = FileId(u32::try_from(file).ok()?);
    rest.is_empty().then_some(FactOrder { file, offset, number })
}

/// Appends a number as 1 to 9 bytes that sort like the number. The first byte begins with a one bit for each byte that
/// follows it, and then a zero bit unless 8 bytes follow. The remaining bits are the number, with its high bits first.
fn add_number(number: u64, bytes: &mut Vec<u8>) {
    let bits = u64::BITS - number.leading_zeros();
    let following = (1..=8).find(|length| bits <= 7 * length).map_or(8, |length| length - 1);
    let start = bytes.len();
    bytes.push(0xFF_u8.checked_shl(8 - following).unwrap_or_default());
    let all = number.to_be_bytes();
    bytes.extend(all.get(all.len() - following as usize..).unwrap_or_default());
    if let (Some(first), Some(high)) = (bytes.get_mut(start), number.checked_shr(8 * following)) {
        *first |= high as u8;
    }
}

/// Splits off a number that [`add_number`] appended, or returns `None` if there are too few bytes.
fn split_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let following = first.leading_ones();
    let high = first & 0x7F_u8.checked_shr(following).unwrap_or_default();
    let (low, rest) = rest.split_at_checked(following as usize)?;
    let number = low.iter().fold(u64::from(high), |number, byte| number << 8 | u64::from(*byte));
    Some((number, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_order_is_read_as_it_was_written_and_sorts_alike(
            left in any::<(u32, u64, u32)>(),
            right in any::<(u32, u64, u32)>(),
            shift in 0..64_u32,
        ) {
            let order = |(file, offset, number): (u32, u64, u32)| FactOrder {
                file: FileId(file >> shift.min(31)),
                offset: (offset >> shift) as usize,
                number: (number >> shift.min(31)) as usize,
            };
            let [left, right] = [left, right].map(order);
            let bytes = [left, right].map(bytes_of);
            prop_assert_eq!(order_of(&bytes[0]), Some(left));
            prop_assert_eq!(bytes[0].cmp(&bytes[1]), left.cmp(&right));
        }
    }
}
