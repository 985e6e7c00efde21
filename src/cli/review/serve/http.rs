//! The HTTP server. It turns requests into calls to the desk, and the desk's replies into responses.

use super::access::{Access, Credentials};
use super::messages::{ActionResult, Call, Reply, Request};
use oxhttp::Server;
use oxhttp::model::header::{
    CACHE_CONTROL, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use oxhttp::model::{
    Body, HeaderMap, HeaderName, HeaderValue, Method, Request as HttpRequest,
    Response as HttpResponse, StatusCode,
};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use std::io::{self, Read, copy, sink};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// Maximum size of a request's body, in bytes.
const MAX_BODY: u64 = 256 << 10;

/// Maximum number of bytes that are read from the rest of a request's body after the response has been made.
/// A browser shows the reason for a refusal only if the whole body of its request has been read.
const MAX_READ: u64 = 16 << 20;

/// Time after which a silent connection is closed.
const TIMEOUT: Duration = Duration::from_secs(30);

const MAX_CONNECTIONS: usize = 64;

/// Starts the server. Its threads run until the process ends.
///
/// # Errors
/// The server cannot listen on the port.
pub(super) fn start(access: Arc<Access>, calls: Sender<Call>) -> io::Result<()> {
    let address = (Ipv4Addr::LOCALHOST, access.port());
    let server = Server::new(move |request| {
        // Each connection is closed after one response, so that no thread waits for another request.
        request.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        let mut body = std::mem::take(request.body_mut());
        let response = respond(request, &mut body, &access, &calls);
        let _ = copy(&mut body.take(MAX_READ), &mut sink());
        response
    });
    server
        .bind(address)
        .with_global_timeout(TIMEOUT)
        .with_max_concurrent_connections(MAX_CONNECTIONS)
        .spawn()
        .map(drop)
}

/// A response: a page, a message with a status, or a reply of the desk.
enum Answer {
    Page(String),
    Message(StatusCode, String),
    Reply(Reply),
}

fn respond(
    request: &HttpRequest<Body>,
    body: &mut Body,
    access: &Access,
    calls: &Sender<Call>,
) -> HttpResponse<Body> {
    let asked = request_of(request, body, access);
    let sets_cookie = matches!(asked, Ok(Request::Page));
    let answer = match asked {
        Err(refused) => refused,
        Ok(request) => match call(request, calls) {
            Some(Reply::Page(page)) => Answer::Page(page),
            Some(reply) => Answer::Reply(reply),
            None => message(StatusCode::INTERNAL_SERVER_ERROR, "factlint is ending."),
        },
    };
    let (status, kind, text) = match answer {
        Answer::Page(page) => (StatusCode::OK, "text/html; charset=utf-8", page),
        Answer::Message(status, text) => (status, "text/plain; charset=utf-8", text),
        Answer::Reply(reply) => (status_of(&reply), "application/json", reply.json()),
    };
    let mut response = HttpResponse::new(Body::from(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    protect(headers);
    if sets_cookie && let Ok(cookie) = HeaderValue::try_from(access.cookie()) {
        headers.insert(SET_COOKIE, cookie);
    }
    response
}

/// Adds headers that forbid storing the page, embedding it in a frame, and using it from another page.
fn protect(headers: &mut HeaderMap) {
    let fixed = [
        (CACHE_CONTROL, "no-store"),
        (CONNECTION, "close"),
        (CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

fn message(status: StatusCode, text: &str) -> Answer {
    Answer::Message(status, text.to_owned())
}

/// Sends a request to the desk and waits for its reply. Returns `None` if the desk has ended.
fn call(request: Request, calls: &Sender<Call>) -> Option<Reply> {
    let (reply, replied) = channel();
    calls.send(Call { request, reply }).ok()?;
    replied.recv().ok()
}

fn status_of(reply: &Reply) -> StatusCode {
    match reply {
        Reply::Done(ActionResult { ok: false, .. }) => StatusCode::CONFLICT,
        _ => StatusCode::OK,
    }
}

/// Checks a request. Returns the request for the desk, or the response that refuses it.
fn request_of(
    request: &HttpRequest<Body>,
    body: &mut Body,
    access: &Access,
) -> Result<Request, Answer> {
    let is_change = request.method() != Method::GET;
    let query = request.uri().query().unwrap_or_default();
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let cookies = request.headers().get_all(COOKIE).iter();
    let credentials = Credentials {
        host: header(HOST),
        origin: header(ORIGIN),
        cookies: cookies.filter_map(|value| value.to_str().ok()).collect(),
        query,
        changes: is_change,
    };
    access
        .check(&credentials)
        .map_err(|refused| message(StatusCode::FORBIDDEN, refused.reason()))?;
    let path = request.uri().path();
    match (request.method(), path) {
        (&Method::GET, "/") => Ok(Request::Page),
        (&Method::GET, "/state") => Ok(Request::State),
        (&Method::GET, "/overview") => Ok(Request::Overview),
        (&Method::GET, "/statements") => Ok(Request::Statements),
        (&Method::GET, "/card") => Ok(Request::Card(finding_of(query))),
        (&Method::POST, "/decide") => json(request, body).map(Box::new).map(Request::Decide),
        (&Method::POST, "/apply") => json(request, body).map(Request::Apply),
        (&Method::POST, "/undo") => json(request, body).map(Request::Undo),
        (
            _,
            "/" | "/state" | "/overview" | "/statements" | "/card" | "/decide" | "/apply" | "/undo",
        ) => Err(message(
            StatusCode::METHOD_NOT_ALLOWED,
            "Refused: this address does not support the request's method.",
        )),
        _ => Err(message(StatusCode::NOT_FOUND, "There is nothing at this address.")),
    }
}

/// Returns the fingerprint in a query, or an empty string if there is none.
fn finding_of(query: &str) -> String {
    let named = query.split('&').find_map(|part| part.strip_prefix("finding="));
    percent_decode_str(named.unwrap_or_default()).decode_utf8_lossy().into_owned()
}

/// Reads a body as JSON.
fn json<T: DeserializeOwned>(request: &HttpRequest<Body>, body: &mut Body) -> Result<T, Answer> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_none_or(|kind| !kind.starts_with("application/json")) {
        return Err(message(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Refused: want JSON."));
    }
    let too_long = || message(StatusCode::PAYLOAD_TOO_LARGE, "Refused: the request is too long.");
    if body.len().is_some_and(|length| length > MAX_BODY) {
        return Err(too_long());
    }
    let mut text = Vec::new();
    let read = body.by_ref().take(MAX_BODY + 1).read_to_end(&mut text);
    if read.is_err() {
        return Err(message(StatusCode::BAD_REQUEST, "Refused: the request is incomplete."));
    }
    if text.len() as u64 > MAX_BODY {
        return Err(too_long());
    }
    serde_json::from_slice(&text).map_err(|error| {
        message(StatusCode::BAD_REQUEST, &format!("Refused: the request cannot be read: {error}."))
    })
}
