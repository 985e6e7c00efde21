//! The HTTP server. It turns requests into calls to the desk, and the desk's replies into responses.

use super::access::{Access, Credentials};
use super::connection::{BodyError, Connection, Head};
use super::messages::{ActionResult, Call, Reply, Request};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Maximum size of a request's body, in bytes.
const MAX_BODY: usize = 256 << 10;

/// Number of threads, each of which handles one connection at a time.
const THREADS: usize = 64;

/// Headers of every response. They keep a browser from storing the page, and other pages from embedding or using it.
const PROTECTION: &str = "cache-control: no-store\r\n\
    connection: close\r\n\
    content-security-policy: frame-ancestors 'none'\r\n\
    referrer-policy: no-referrer\r\n\
    x-content-type-options: nosniff\r\n\
    cross-origin-opener-policy: same-origin\r\n\
    cross-origin-resource-policy: same-origin\r\n";

/// Starts the server. Its threads run until the process ends.
///
/// # Errors
/// The server cannot listen on the port.
pub(super) fn start(access: &Arc<Access>, calls: &Sender<Call>) -> io::Result<()> {
    let listener = Arc::new(TcpListener::bind((Ipv4Addr::LOCALHOST, access.port()))?);
    for _ in 0..THREADS {
        let (listener, access, calls) = (Arc::clone(&listener), Arc::clone(access), calls.clone());
        let serve = move || {
            for stream in listener.incoming().flatten() {
                let mut connection = Connection::new(stream);
                if let Some(response) = respond(&mut connection, &access, &calls) {
                    // The response cannot be sent if the client has closed the connection.
                    let _ = connection.respond(response.as_bytes());
                }
            }
        };
        thread::Builder::new().name("factlint page".to_owned()).spawn(serve)?;
    }
    Ok(())
}

/// A status code of HTTP, with its name.
type HttpStatus = (u16, &'static str);

const OK: HttpStatus = (200, "OK");
const BAD_REQUEST: HttpStatus = (400, "Bad Request");
const FORBIDDEN: HttpStatus = (403, "Forbidden");
const NOT_FOUND: HttpStatus = (404, "Not Found");
const METHOD_NOT_ALLOWED: HttpStatus = (405, "Method Not Allowed");
const CONFLICT: HttpStatus = (409, "Conflict");
const LENGTH_REQUIRED: HttpStatus = (411, "Length Required");
const TOO_LARGE: HttpStatus = (413, "Content Too Large");
const UNSUPPORTED: HttpStatus = (415, "Unsupported Media Type");
const UNAVAILABLE: HttpStatus = (503, "Service Unavailable");

/// The content of a response: a page, a message with a status, or a reply of the desk.
enum Answer {
    Page(String),
    Message(HttpStatus, String),
    Reply(Reply),
}

/// Reads a request, and returns the response, or `None` if the client has sent nothing.
fn respond(connection: &mut Connection, access: &Access, calls: &Sender<Call>) -> Option<String> {
    let request = match connection.head() {
        Ok(head) => request_of(&head, connection, access),
        Err(_) if connection.is_silent() => return None,
        Err(_) => Err(message(BAD_REQUEST, "Refused: the request cannot be read.")),
    };
    let cookie = match request {
        Ok(Request::Page) => format!("set-cookie: {}\r\n", access.cookie()),
        _ => String::new(),
    };
    let answer = match request {
        Err(refused) => refused,
        Ok(request) => match call(request, calls) {
            Some(Reply::Page(page)) => Answer::Page(page),
            Some(reply) => Answer::Reply(reply),
            None => message(UNAVAILABLE, "factlint is ending."),
        },
    };
    let ((code, name), kind, text) = match answer {
        Answer::Page(page) => (OK, "text/html; charset=utf-8", page),
        Answer::Message(status, text) => (status, "text/plain; charset=utf-8", text),
        Answer::Reply(reply) => (status_of(&reply), "application/json", reply.json()),
    };
    let length = text.len();
    Some(format!(
        "HTTP/1.1 {code} {name}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n{PROTECTION}{cookie}\r\n{text}"
    ))
}

fn message(status: HttpStatus, text: &str) -> Answer {
    Answer::Message(status, text.to_owned())
}

/// Sends a request to the desk and waits for its reply. Returns `None` if the desk has ended.
fn call(request: Request, calls: &Sender<Call>) -> Option<Reply> {
    let (reply, replied) = channel();
    calls.send(Call { request, reply }).ok()?;
    replied.recv().ok()
}

fn status_of(reply: &Reply) -> HttpStatus {
    match reply {
        Reply::Done(ActionResult { ok: false, .. }) => CONFLICT,
        _ => OK,
    }
}

/// Checks and reads a request. Returns the request for the desk, or the response that refuses it.
fn request_of(
    head: &Head,
    connection: &mut Connection,
    access: &Access,
) -> Result<Request, Answer> {
    let (path, query) = head.target.split_once('?').unwrap_or((&head.target, ""));
    let credentials = Credentials {
        host: head.header("host"),
        origin: head.header("origin"),
        cookies: head.all("cookie").collect(),
        query,
        changes: head.method != "GET",
    };
    access.check(&credentials).map_err(|refused| message(FORBIDDEN, refused.reason()))?;
    match (head.method.as_str(), path) {
        ("GET", "/") => Ok(Request::Page),
        ("GET", "/state") => Ok(Request::State),
        ("GET", "/overview") => Ok(Request::Overview),
        ("GET", "/statements") => Ok(Request::Statements),
        ("GET", "/card") => Ok(Request::Card(fingerprint_in(query))),
        ("POST", "/decide") => json(head, connection).map(Box::new).map(Request::Decide),
        ("POST", "/apply") => json(head, connection).map(Request::Apply),
        ("POST", "/undo") => json(head, connection).map(Request::Undo),
        (
            _,
            "/" | "/state" | "/overview" | "/statements" | "/card" | "/decide" | "/apply" | "/undo",
        ) => Err(message(
            METHOD_NOT_ALLOWED,
            "Refused: this address does not support the request's method.",
        )),
        _ => Err(message(NOT_FOUND, "There is nothing at this address.")),
    }
}

/// Returns the fingerprint in a query; empty if there is none.
fn fingerprint_in(query: &str) -> String {
    let encoded = query.split('&').find_map(|part| part.strip_prefix("finding="));
    percent_decode_str(encoded.unwrap_or_default()).decode_utf8_lossy().into_owned()
}

/// Reads a body as JSON.
fn json<T: DeserializeOwned>(head: &Head, connection: &mut Connection) -> Result<T, Answer> {
    let kind = head.header("content-type");
    if kind.is_none_or(|kind| !kind.starts_with("application/json")) {
        return Err(message(UNSUPPORTED, "Refused: want JSON."));
    }
    let body = connection.body(head, MAX_BODY).map_err(|error| match error {
        BodyError::NoLength => message(LENGTH_REQUIRED, "Refused: the request has no length."),
        BodyError::TooLong => message(TOO_LARGE, "Refused: the request is too long."),
        BodyError::Incomplete => message(BAD_REQUEST, "Refused: the request is incomplete."),
    })?;
    serde_json::from_slice(&body).map_err(|error| {
        message(BAD_REQUEST, &format!("Refused: the request cannot be read: {error}."))
    })
}
