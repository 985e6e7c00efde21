//! A connection: one request and its response, each within a time limit, so that a slow client cannot occupy one of the
//! server's threads for longer.

use httparse::{EMPTY_HEADER, Status};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Maximum size of the head of a request, which is its first line and its headers, in bytes.
const MAX_HEAD: usize = 16 << 10;

/// Maximum number of headers of a request.
const MAX_HEADERS: usize = 64;

/// Maximum number of bytes of a request's body that are read after the response has been sent. A browser shows the
/// reason for a refusal only if the server has read the whole body of the request.
const MAX_REST: usize = 16 << 20;

/// The time in which a request must arrive as a whole.
const REQUEST_TIME: Duration = Duration::from_secs(5);

/// The time for reading the rest of a request's body after the response has been sent.
const REST_TIME: Duration = Duration::from_secs(2);

/// The time in which a response must be sent as a whole.
const RESPONSE_TIME: Duration = Duration::from_secs(30);

/// A connection to a client.
pub(super) struct Connection {
    stream: TcpStream,
    /// The bytes that have been read, but not yet returned as part of the head or the body.
    buffer: Vec<u8>,
    deadline: Instant,
    /// Whether the head has been read, so that a body may follow.
    has_head: bool,
}

/// The first line and the headers of a request.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) method: String,
    /// The path and the query.
    pub(super) target: String,
    /// The names, in lower case, and the values.
    headers: Vec<(String, String)>,
}

/// The reason why a body cannot be read.
#[derive(Debug)]
pub(super) enum BodyError {
    /// The request does not state the length of its body.
    NoLength,
    /// The body is longer than the limit.
    TooLong,
    /// The body has not arrived in time, or not as a whole.
    Incomplete,
}

impl Head {
    /// Returns the value of the first header with this name, which must be in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Returns the values of all headers with this name, which must be in lower case.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.headers.iter().filter(move |(header, _)| header == name);
        named.map(|(_, value)| value.as_str())
    }
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Connection {
        let deadline = Instant::now() + REQUEST_TIME;
        Connection { stream, buffer: Vec::new(), deadline, has_head: false }
    }

    /// Reads the head of the request.
    ///
    /// # Errors
    /// The head has not arrived in time, is too long, or is not HTTP.
    pub(super) fn head(&mut self) -> io::Result<Head> {
        let malformed = |_| io::Error::from(ErrorKind::InvalidData);
        loop {
            let mut headers = [EMPTY_HEADER; MAX_HEADERS];
            let mut request = httparse::Request::new(&mut headers);
            if ends_head(&self.buffer)
                && let Status::Complete(length) = request.parse(&self.buffer).map_err(malformed)?
            {
                let head = Head {
                    method: request.method.unwrap_or_default().to_owned(),
                    target: request.path.unwrap_or_default().to_owned(),
                    headers: request.headers.iter().map(to_strings).collect(),
                };
                self.buffer.drain(..length);
                self.has_head = true;
                return Ok(head);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(ErrorKind::InvalidData.into());
            }
            if self.read_more()? == 0 {
                return Err(ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Whether the client has not sent anything. A browser opens connections that it may not use.
    pub(super) fn is_silent(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Reads the body of the request, which may have at most `max` bytes.
    ///
    /// # Errors
    /// The body is too long, has no length, or has not arrived in time.
    pub(super) fn body(&mut self, head: &Head, max: usize) -> Result<Vec<u8>, BodyError> {
        if head.header("transfer-encoding").is_some() {
            return Err(BodyError::NoLength);
        }
        let length = head.header("content-length").and_then(|length| length.parse::<usize>().ok());
        let length = length.ok_or(BodyError::NoLength)?;
        if length > max {
            return Err(BodyError::TooLong);
        }
        while self.buffer.len() < length {
            match self.read_more() {
                Ok(0) | Err(_) => return Err(BodyError::Incomplete),
                Ok(_) => {}
            }
        }
        let rest = self.buffer.split_off(length);
        Ok(std::mem::replace(&mut self.buffer, rest))
    }

    /// Sends a response, reads the rest of the request, and closes the connection.
    ///
    /// # Errors
    /// The client has closed the connection, or does not read the response in time.
    pub(super) fn respond(mut self, response: &[u8]) -> io::Result<()> {
        self.deadline = Instant::now() + RESPONSE_TIME;
        let mut unsent = response;
        while !unsent.is_empty() {
            self.stream.set_write_timeout(Some(self.time_left()?))?;
            let written = self.stream.write(unsent)?;
            unsent = unsent.get(written..).unwrap_or_default();
        }
        self.stream.shutdown(Shutdown::Write)?;
        self.deadline = Instant::now() + REST_TIME;
        let mut rest = 0;
        while self.has_head && rest < MAX_REST {
            self.buffer.clear();
            match self.read_more()? {
                0 => break,
                read => rest += read,
            }
        }
        Ok(())
    }

    /// Reads some bytes, and returns their number; 0 at the end.
    fn read_more(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 8 << 10];
        self.stream.set_read_timeout(Some(self.time_left()?))?;
        let read = self.stream.read(&mut bytes)?;
        self.buffer.extend_from_slice(bytes.get(..read).unwrap_or_default());
        Ok(read)
    }

    fn time_left(&self) -> io::Result<Duration> {
        let time = self.deadline.saturating_duration_since(Instant::now());
        if time.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(time) }
    }
}

/// Whether the bytes contain an empty line, which ends the head of a request.
fn ends_head(bytes: &[u8]) -> bool {
    bytes.windows(2).any(|pair| pair == b"\n\n") || bytes.windows(3).any(|end| end == b"\n\r\n")
}

fn to_strings(header: &httparse::Header<'_>) -> (String, String) {
    (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).into_owned())
}
