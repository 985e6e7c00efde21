//! The lines of a shared run.
//!
//! Each line consists of fields that are separated by tabs. The first field says what the line is; it is chosen so
//! that a sort by bytes puts the lines in the order in which [`settle`](super::settle) needs them. The second field
//! names the plan. Encoded fields are in [`BASE64`], whose order is that of the bytes.
//!
//! - `0` The header: its JSON text ([`Header`]).
//! - `1` A unit: its number and what it is, encoded with postcard.
//! - `2` What a visit yielded besides facts, encoded with postcard.
//! - `3` A fact, or a key that is settled even if it has no facts: the number of the rule; the key; its order among
//!   the facts of the key; its role; the fact. The last three are empty for a key.
//! - `4` Facts whose findings are to be completed, encoded with postcard.
//! - `5` What a later stage added, encoded with postcard.
//!
//! Encoded fields can be read only by the version of the program that wrote them, which the header names.

use super::{Header, ShardError};
use crate::document::FileId;
use crate::engine::shards::{FactOrder, FactToSettle};
use crate::rule::{EncodedFact, Role};
use data_encoding::{Encoding, Specification};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{BufRead, Write};
use std::sync::LazyLock;

/// Base64 whose symbols are in the order of their bytes, so that encoded bytes are sorted as the bytes are.
static BASE64: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    specification.encoding().ok()
});

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Unit,
    Visited,
    Fact,
    ToComplete,
    Added,
}

/// The first field of a header.
const HEADER: &str = "0";

const KINDS: [(Kind, &str); 5] = [
    (Kind::Unit, "1"),
    (Kind::Visited, "2"),
    (Kind::Fact, "3"),
    (Kind::ToComplete, "4"),
    (Kind::Added, "5"),
];

const ROLES: [(Role, &str); 4] =
    [(Role::Plain, "p"), (Role::Answer, "a"), (Role::Contest, "c"), (Role::Always, "s")];

/// One line.
pub(super) struct Line {
    pub(super) kind: Kind,
    number: usize,
    fields: Vec<String>,
}

impl Line {
    /// Decodes the only field.
    pub(super) fn decode<T: DeserializeOwned>(&self) -> Result<T, ShardError> {
        let [field] = self.fields.as_slice() else {
            return Err(self.mistake("want one field after the name of the plan"));
        };
        postcard::from_bytes(&self.bytes(field)?)
            .map_err(|error| self.mistake(&format!("cannot decode it: {error}")))
    }

    /// Decodes a fact.
    pub(super) fn fact(&self) -> Result<FactToSettle, ShardError> {
        let [rule, key, order, role, fact] = self.fields.as_slice() else {
            return Err(self.mistake("want five fields after the name of the plan"));
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

    /// Returns the error of a line that a stage does not read.
    pub(super) fn misplaced(&self, stage: &str) -> ShardError {
        self.mistake(&format!("`shard {stage}` does not read such a line"))
    }

    /// Returns the error of a line that comes too late.
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
    /// The number of lines read.
    read: usize,
}

impl<'r> LineReader<'r> {
    /// Reads the header, which must come first.
    pub(super) fn new(input: &'r mut dyn BufRead) -> Result<LineReader<'r>, ShardError> {
        let mistake = |reason: &str| ShardError::Line { line: 1, reason: reason.to_owned() };
        let mut line = String::new();
        input.read_line(&mut line)?;
        let mut fields = line.trim_end_matches('\n').splitn(3, '\t');
        if fields.next() != Some(HEADER) {
            return Err(mistake("want the header of a plan, which `factlint shard plan` writes"));
        }
        let (name, text) = (fields.next(), fields.next().unwrap_or_default());
        let header = Header::parse(text)?;
        if name != Some(&*header.name()) {
            return Err(mistake("the header of the plan was changed"));
        }
        Ok(LineReader { input, name: header.name(), header, read: 1 })
    }

    /// Returns the header.
    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    /// Checks that the lines are those of a plan.
    pub(super) fn want(&self, header: &Header) -> Result<(), ShardError> {
        match self.name == header.name() {
            true => Ok(()),
            false => Err(ShardError::OtherPlan("the visits are those of another plan".to_owned())),
        }
    }

    /// Reads the next line; `None` at the end. Other headers of the same plan are skipped.
    pub(super) fn next_line(&mut self) -> Result<Option<Line>, ShardError> {
        loop {
            let mut text = String::new();
            if self.input.read_line(&mut text)? == 0 {
                return Ok(None);
            }
            self.read += 1;
            let number = self.read;
            let mistake =
                |reason: &str| ShardError::Line { line: number, reason: reason.to_owned() };
            let Some(text) = text.strip_suffix('\n') else {
                return Err(mistake("it is cut off: a line ends with a line feed"));
            };
            let mut fields = text.split('\t');
            let kind = fields.next().unwrap_or_default();
            if fields.next() != Some(&self.name) {
                return Err(mistake("it belongs to another plan"));
            }
            if kind == HEADER {
                continue;
            }
            let known = KINDS.iter().find(|(_, name)| *name == kind);
            let kind = known.map(|(kind, _)| *kind).ok_or_else(|| mistake("no such line"))?;
            let fields = fields.map(str::to_owned).collect();
            return Ok(Some(Line { kind, number, fields }));
        }
    }
}

/// Writes the lines of one plan.
pub(super) struct LineWriter<'w> {
    output: &'w mut dyn Write,
    header: String,
    name: String,
}

impl<'w> LineWriter<'w> {
    pub(super) fn new(header: &Header, output: &'w mut dyn Write) -> LineWriter<'w> {
        LineWriter { output, header: header.text(), name: header.name() }
    }

    /// Writes the header.
    pub(super) fn header(&mut self) -> Result<(), ShardError> {
        Ok(writeln!(self.output, "{HEADER}\t{}\t{}", self.name, self.header)?)
    }

    /// Writes a value.
    pub(super) fn write(&mut self, kind: Kind, value: &impl Serialize) -> Result<(), ShardError> {
        let encoded = postcard::to_allocvec(value).map_err(std::io::Error::other)?;
        self.fields(kind, &[encode(&encoded)])
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
            // The numbers of rules must have the order of their texts.
            format!("{rule:05}"),
            encode(key),
            order.unwrap_or_default(),
            role.unwrap_or_default().to_owned(),
            content.unwrap_or_default(),
        ];
        self.fields(Kind::Fact, &fields)
    }

    /// Writes a line as it was read.
    pub(super) fn pass(&mut self, line: &Line) -> Result<(), ShardError> {
        self.fields(line.kind, &line.fields)
    }

    fn fields(&mut self, kind: Kind, fields: &[String]) -> Result<(), ShardError> {
        let name = KINDS.iter().find(|(known, _)| *known == kind).map(|(_, name)| *name);
        let (kind, fields) = (name.unwrap_or_default(), fields.join("\t"));
        Ok(writeln!(self.output, "{kind}\t{}\t{fields}", self.name)?)
    }
}

/// Encodes bytes; the order of texts is that of the bytes.
pub(super) fn encode(bytes: &[u8]) -> String {
    BASE64.as_ref().map(|encoding| encoding.encode(bytes)).unwrap_or_default()
}

/// The order of a fact as bytes, which have the same order.
fn bytes_of(order: FactOrder) -> Vec<u8> {
    let FactOrder { file, offset, number } = order;
    let mut bytes = file.0.to_be_bytes().to_vec();
    bytes.extend((offset as u64).to_be_bytes());
    bytes.extend((number as u32).to_be_bytes());
    bytes
}

fn order_of(bytes: &[u8]) -> Option<FactOrder> {
    let (file, rest) = bytes.split_first_chunk()?;
    let (offset, rest) = rest.split_first_chunk()?;
    let number = u32::from_be_bytes(rest.try_into().ok()?) as usize;
    let offset = usize::try_from(u64::from_be_bytes(*offset)).ok()?;
    Some(FactOrder { file: FileId(u32::from_be_bytes(*file)), offset, number })
}
