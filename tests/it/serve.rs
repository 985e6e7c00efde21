//! Tests `factlint review serve`: which requests are answered, and which decisions are recorded. `ci/browser` tests the
//! page itself in a browser.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use crate::command::budget::{DATA, EMPTY, RULEBOOK, SHORT, undecided};
use crate::command::{Folder, TODAY};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const BY: &str = "Ada <ada@example.org>";

/// A server that is stopped at the end of the test.
struct Served {
    process: Child,
    output: BufReader<ChildStdout>,
    port: u16,
    secret: String,
}

/// A response: the status, the headers, and the body.
struct Response {
    status: u16,
    head: String,
    body: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(folder: &Folder, arguments: &[&str]) -> Command {
    let fixed = ["review", "serve", "--today", TODAY, "--by", BY];
    let mut command = folder.program(&[&fixed, arguments].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn started(mut command: Command) -> Served {
    let mut process = command.spawn().expect("the program");
    let mut output = BufReader::new(process.stdout.take().expect("the output"));
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    let link = line.trim().strip_prefix("the page for decisions: http://127.0.0.1:");
    let (port, secret) = link.expect("a link").split_once("/?secret=").expect("a secret");
    let (port, secret) = (port.parse().expect("a port"), secret.to_owned());
    Served { process, output, port, secret }
}

fn serve(folder: &Folder) -> Served {
    started(command(folder, &["--no-open"]))
}

impl Served {
    /// Sends the bytes of a request, and returns the response.
    fn send(&self, request: &[u8]) -> Response {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("the server");
        stream.write_all(request).expect("to be read");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("a response");
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).expect("a status").parse().expect("a number");
        Response { status, head: head.to_owned(), body: body.to_owned() }
    }

    fn cookie(&self) -> String {
        format!("Cookie: factlint-{}={}\r\n", self.port, self.secret)
    }

    fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\n", self.port)
    }

    fn origin(&self) -> String {
        format!("Origin: http://127.0.0.1:{}\r\n", self.port)
    }

    fn get_with(&self, path: &str, headers: &str) -> Response {
        self.send(format!("GET {path} HTTP/1.1\r\n{headers}\r\n").as_bytes())
    }

    fn get(&self, path: &str) -> Response {
        self.get_with(path, &(self.host() + &self.cookie()))
    }

    fn post_with(&self, path: &str, headers: &str, body: &str) -> Response {
        let length = body.len();
        let kind = "Content-Type: application/json";
        let head =
            format!("POST {path} HTTP/1.1\r\n{headers}{kind}\r\nContent-Length: {length}\r\n\r\n");
        self.send((head + body).as_bytes())
    }

    fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let headers = self.host() + &self.cookie() + &self.origin();
        let response = self.post_with(path, &headers, &body.to_string());
        (response.status, serde_json::from_str(&response.body).expect("JSON"))
    }

    fn state(&self) -> Value {
        serde_json::from_str(&self.get("/state").body).expect("JSON")
    }

    fn overview(&self) -> Value {
        serde_json::from_str(&self.get("/overview").body).expect("JSON")
    }

    /// Returns a decision on the only finding, with the data that the page would send at this moment.
    fn decision(&self) -> Value {
        let queue = self.overview()["queue"].as_str().expect("a queue").to_owned();
        let attribute = |name: &str| {
            let row = queue.split("<li ").find(|row| row.contains(&format!("data-f=\"{SHORT}")))?;
            let (_, rest) = row.split_once(&format!("{name}=\""))?;
            Some(rest.split_once('"')?.0.to_owned())
        };
        json!({
            "fingerprint": attribute("data-f"), "state": attribute("data-state"),
            "seen": attribute("data-seen"), "outcome": "resolved-prefer", "chosen": ["b"],
            "wrong": [], "reason": "The Office pays \"it\"", "by": "Bob", "until": null,
            "evidence": ["https://example.org/letter", "  "],
            "words": "1,300 is right",
        })
    }
}

fn said(answer: &Value) -> &str {
    answer["message"].as_str().expect("words")
}

#[test]
fn the_link_leads_to_the_page_and_the_cookie_to_all_else() {
    let folder = undecided();
    let served = serve(&folder);
    let page = served.get_with(&format!("/?secret={}", served.secret), &served.host());
    assert_eq!(page.status, 200);
    let cookie = format!(
        "set-cookie: factlint-{}={}; HttpOnly; SameSite=Strict; Path=/",
        served.port, served.secret
    );
    for header in [
        cookie.as_str(),
        "cache-control: no-store",
        "content-security-policy: frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
    ] {
        assert!(page.head.contains(header), "{header}: {}", page.head);
    }
    assert!(page.body.contains("connect-src 'self'"));
    assert!(!page.body.contains(&served.secret), "the page does not show the secret");
    assert!(!page.body.contains("<article"), "cards come when they are asked for");
    let decision = served.decision();
    let path = format!("/card?finding={}", decision["fingerprint"].as_str().unwrap());
    let card: Value = serde_json::from_str(&served.get(&path).body).unwrap();
    let card = card["part"].as_str().unwrap();
    assert!(card.contains("Save the decision"), "{card}");
    assert!(!card.contains("factlint review decide"), "the page records it itself");
    let gone: Value = serde_json::from_str(&served.get("/card?finding=0000").body).unwrap();
    assert_eq!(said(&gone), "This finding is gone.");
}

#[test]
fn a_request_without_the_secret_is_refused() {
    let folder = undecided();
    let served = serve(&folder);
    let wrong = "0".repeat(64);
    for path in ["/", "/state", "/overview", "/card?finding=3293", "/other"] {
        let response = served.get_with(path, &served.host());
        assert_eq!(response.status, 403, "{path}");
        assert!(response.body.contains("Open the link that `factlint review serve` printed"));
        assert!(!response.head.contains("set-cookie"), "{path}");
        let cookie = format!("Cookie: factlint-{}={wrong}\r\n", served.port);
        assert_eq!(served.get_with(path, &(served.host() + &cookie)).status, 403, "{path}");
    }
    assert_eq!(served.get_with(&format!("/?secret={wrong}"), &served.host()).status, 403);
    let decision = served.decision().to_string();
    let without = served.post_with("/decide", &(served.host() + &served.origin()), &decision);
    assert_eq!(without.status, 403);
    let by_link = format!("/decide?secret={}", served.secret);
    let by_link = served.post_with(&by_link, &(served.host() + &served.origin()), &decision);
    assert_eq!(by_link.status, 403, "a change needs the cookie");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn another_host_and_another_page_are_refused() {
    let folder = undecided();
    let served = serve(&folder);
    let decision = served.decision().to_string();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:80"] {
        let headers = format!("Host: {host}\r\n{}", served.cookie());
        assert_eq!(served.get_with("/", &headers).status, 403, "{host}");
        let posted = served.post_with("/decide", &(headers + &served.origin()), &decision);
        assert_eq!(posted.status, 403, "{host}");
    }
    for origin in ["Origin: http://evil.example\r\n", "Origin: null\r\n", ""] {
        let headers = served.host() + &served.cookie() + origin;
        assert_eq!(served.post_with("/decide", &headers, &decision).status, 403, "{origin}");
    }
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn a_body_that_is_too_long_or_no_decision_is_refused() {
    let folder = undecided();
    let served = serve(&folder);
    let headers = served.host() + &served.cookie() + &served.origin();
    let huge = served.post_with("/decide", &headers, &"x".repeat(2 << 20));
    assert_eq!((huge.status, huge.body.as_str()), (413, "Refused: the request is too long."));
    let head = format!(
        "POST /decide HTTP/1.1\r\n{headers}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let chunk = format!("80000\r\n{}\r\n", "x".repeat(0x80000));
    let chunked = served.send((head + &chunk + "0\r\n\r\n").as_bytes());
    assert_eq!(chunked.status, 411, "also without a length");
    let mut unknown = served.decision();
    unknown["other"] = json!(1);
    for body in ["", "{", "[]", &unknown.to_string()] {
        assert_eq!(served.post_with("/decide", &headers, body).status, 400, "{body}");
    }
    let plain = format!(
        "POST /decide HTTP/1.1\r\n{headers}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{{}}"
    );
    assert_eq!(served.send(plain.as_bytes()).status, 415, "a form of another page has no JSON");
    assert_eq!(served.get("/other").status, 404);
    assert_eq!(served.get("/decide").status, 405);
    assert_eq!(served.state()["version"], "1", "it still answers");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn the_page_records_what_the_terminal_records() {
    let folder = undecided();
    let served = serve(&folder);
    let (status, answer) = served.post("/decide", &served.decision());
    assert_eq!((status, said(&answer)), (200, "Saved in reviews.toml: “1,300 is right”, by Bob."));
    let other = undecided();
    let words = ["--outcome", "resolved-prefer", "--chosen", "b", "--by", "Bob"];
    let reason = ["--reason", "The Office pays \"it\"", "--evidence", "https://example.org/letter"];
    let decide = ["review", "decide", SHORT, "--today", TODAY];
    other.factlint(&[&decide[..], &words, &reason].concat()).assert_code(0);
    assert_eq!(folder.read("reviews.toml"), other.read("reviews.toml"));
    let card = served
        .get(&format!("/card?finding={}", served.decision()["fingerprint"].as_str().unwrap()));
    assert!(card.body.contains("value=\\\"Bob\\\""), "who decides is asked once");
}

#[test]
fn the_last_decisions_are_taken_back_one_by_one() {
    let folder = undecided();
    let served = serve(&folder);
    assert_eq!(served.overview()["undo"], json!([]));
    served.post("/decide", &served.decision());
    let first = folder.read("reviews.toml");
    let mut again = served.decision();
    again["reason"] = json!("on second thought");
    assert_eq!(served.post("/decide", &again).0, 200, "what was seen is replaced");
    assert_ne!(folder.read("reviews.toml"), first);
    let undo = || served.post("/undo", &json!({ "fingerprint": served.decision()["fingerprint"] }));
    assert_eq!(said(&undo().1), "Taken back: “1,300 is right”, in reviews.toml.");
    assert_eq!(folder.read("reviews.toml"), first);
    assert_eq!(undo().0, 200);
    assert_eq!(folder.read("reviews.toml"), EMPTY);
    assert_eq!(said(&undo().1), "There is nothing to undo.");
}

#[test]
fn only_the_decision_that_is_named_is_taken_back() {
    let folder = undecided();
    let served = serve(&folder);
    served.post("/decide", &served.decision());
    let decided = folder.read("reviews.toml");
    let (status, answer) = served.post("/undo", &json!({ "fingerprint": "of another finding" }));
    assert_eq!((status, said(&answer)), (409, "There is nothing to undo."));
    assert_eq!(folder.read("reviews.toml"), decided);
}

#[test]
fn a_decision_that_somebody_changed_is_not_taken_back() {
    let folder = undecided();
    let served = serve(&folder);
    served.post("/decide", &served.decision());
    folder.replace("reviews.toml", "= \"Bob\"", "= \"Eve\"");
    let changed = folder.read("reviews.toml");
    let (status, answer) =
        served.post("/undo", &json!({ "fingerprint": served.decision()["fingerprint"] }));
    assert_eq!(status, 409);
    assert!(said(&answer).contains("in the meantime, Eve decided"), "{answer}");
    assert_eq!(folder.read("reviews.toml"), changed);
}

#[test]
fn a_decision_on_facts_that_have_changed_is_not_recorded() {
    let folder = undecided();
    let served = serve(&folder);
    let decision = served.decision();
    folder.replace("data.json", "1300", "1301");
    let (status, answer) = served.post("/decide", &decision);
    assert_eq!(status, 409);
    assert!(said(&answer).starts_with("The facts have changed in the meantime; nothing was saved"));
    folder.replace("data.json", "1301", "900");
    let (_, answer) = served.post("/decide", &decision);
    assert!(said(&answer).starts_with("This finding is gone"), "{answer}");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn a_decision_that_another_person_took_meanwhile_is_not_replaced_unseen() {
    let folder = undecided();
    let served = serve(&folder);
    let decision = served.decision();
    let words = ["--outcome", "accepted", "--by", "Eve", "--reason", "known"];
    folder
        .factlint(&[&["review", "decide", SHORT, "--today", TODAY][..], &words].concat())
        .assert_code(0);
    let theirs = folder.read("reviews.toml");
    let (status, answer) = served.post("/decide", &decision);
    assert_eq!(status, 409);
    assert_eq!(
        said(&answer),
        "In the meantime, Eve decided `accepted`: known; nothing was saved: to replace that decision, save again."
    );
    assert_eq!(folder.read("reviews.toml"), theirs);
    assert_eq!(served.post("/decide", &served.decision()).0, 200, "once it was seen");
}

#[test]
fn a_change_of_a_file_is_noticed() {
    let folder = undecided();
    let served = serve(&folder);
    assert_eq!(served.state()["version"], "1");
    folder.replace("data.json", "1300", "13000");
    assert_eq!(served.state()["version"], "2");
    assert_eq!(served.state()["version"], "2", "once");
    assert!(served.overview()["queue"].as_str().unwrap().contains("13,000"));
}

#[test]
fn a_ledger_with_a_mistake_is_reported_and_left_alone() {
    let folder = undecided();
    let served = serve(&folder);
    let decision = served.decision();
    let broken = format!("{EMPTY}verdict = 1\n");
    folder.write("reviews.toml", &broken);
    let problem = served.state()["problem"].clone();
    let want = "The files have changed, and cannot be read now. reviews.toml:3:";
    assert!(problem.as_str().is_some_and(|problem| problem.starts_with(want)), "{problem}");
    let (status, answer) = served.post("/decide", &decision);
    assert_eq!(status, 409);
    assert!(said(&answer).starts_with("reviews.toml:3:"), "{answer}");
    assert_eq!(folder.read("reviews.toml"), broken);
    folder.write("reviews.toml", EMPTY);
    assert_eq!(served.state()["problem"], Value::Null);
    assert_eq!(served.post("/decide", &decision).0, 200);
}

#[test]
fn a_decision_that_the_ledger_would_refuse_is_not_recorded() {
    let folder = undecided();
    let served = serve(&folder);
    for (key, value, want) in [
        ("outcome", json!("other"), "There is no outcome `other`."),
        ("chosen", json!([]), "Missing: chosen."),
        ("chosen", json!(["c"]), "Nothing was written: `c` is not one of the claims"),
        ("reason", json!(" "), "Missing: reason."),
        ("by", json!(""), "Missing: by."),
        ("until", json!("tomorrow"), "Nothing was written: "),
    ] {
        let mut decision = served.decision();
        decision[key] = value;
        let (status, answer) = served.post("/decide", &decision);
        assert_eq!(status, 409, "{answer}");
        assert!(said(&answer).starts_with(want), "{answer}");
    }
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn a_file_that_cannot_be_written_is_reported() {
    let folder = undecided();
    let served = serve(&folder);
    let path = folder.path("reviews.toml");
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    let (status, answer) = served.post("/decide", &served.decision());
    assert_eq!(status, 409);
    assert!(said(&answer).ends_with("it is read-only; the file is unchanged."), "{answer}");
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn the_edit_of_a_decision_is_made_as_review_apply_makes_it() {
    let folder = undecided();
    let served = serve(&folder);
    let decision = served.decision();
    let (_, answer) = served.post("/decide", &decision);
    let edit = answer["apply"].clone();
    let mut other = edit.clone();
    other["state"] = json!("other");
    let (status, refused) = served.post("/apply", &other);
    let want = "The data has changed in the meantime; nothing was edited.";
    assert_eq!((status, said(&refused)), (409, want));
    assert_eq!(folder.read("data.json"), DATA);
    let by_terminal = undecided();
    by_terminal.write("reviews.toml", folder.read("reviews.toml"));
    let (status, answer) = served.post("/apply", &edit);
    assert_eq!((status, said(&answer)), (200, "The data is edited: rank `a` deprecated."));
    assert!(folder.read("data.json").contains("\"rank\": \"deprecated\""));
    let applied = by_terminal.factlint(&["review", "apply", SHORT, "--today", TODAY]);
    assert_eq!(applied.stderr, "edited data.json: 1 unsafe edit\n");
    applied.assert_code(0);
    assert_eq!(by_terminal.read("data.json"), folder.read("data.json"));
    assert_eq!(served.post("/apply", &edit).0, 409, "once");
    let undo = json!({ "fingerprint": decision["fingerprint"] });
    let (status, undone) = served.post("/undo", &undo);
    assert_eq!((status, said(&undone)), (409, "There is nothing to undo."), "the edit would stay");
    let undo_edit = json!({ "fingerprint": edit["fingerprint"] });
    let (status, undone) = served.post("/undo", &undo_edit);
    assert_eq!((status, said(&undone)), (200, "The edit is undone: rank `a` deprecated."));
    assert_eq!(undone["fingerprint"], decision["fingerprint"], "whose card is shown");
    assert_eq!(folder.read("data.json"), DATA);
    assert_eq!(served.post("/undo", &undo).0, 200);
    assert_eq!(folder.read("reviews.toml"), EMPTY);
}

#[test]
fn an_edit_is_not_undone_if_its_document_has_changed_since() {
    let folder = undecided();
    let served = serve(&folder);
    let (_, answer) = served.post("/decide", &served.decision());
    let edit = answer["apply"].clone();
    assert_eq!(served.post("/apply", &edit).0, 200);
    folder.replace("data.json", "900", "901");
    let data = folder.read("data.json");
    let undo = json!({ "fingerprint": edit["fingerprint"] });
    let (status, refused) = served.post("/undo", &undo);
    let want = "Data.json has changed since the edit; nothing was undone: change it by hand.";
    assert_eq!((status, said(&refused)), (409, want));
    assert_eq!(folder.read("data.json"), data);
}

#[test]
fn the_new_hash_of_a_changed_snapshot_is_not_recorded_with_one_click() {
    let folder = undecided();
    folder.write("paper.txt", "The budget is 900.\n");
    let snapshot = format!(
        "\"The Paper\", \"snapshot\": {{ \"path\": \"paper.txt\", \"sha256\": \"{}\" }}",
        "0".repeat(64)
    );
    folder.replace("data.json", "\"The Paper\"", &snapshot);
    let served = serve(&folder);
    let report = folder.check(&["--format", "json"]).report();
    let findings = report["findings"].as_array().expect("findings");
    let changed = findings.iter().find(|finding| finding["kind"] == "snapshot").expect("a finding");
    assert_eq!(changed["case"]["apply"], Value::Null);
    let fingerprint = changed["fingerprint"].as_str().expect("a fingerprint");
    let card = served.get(&format!("/card?finding={fingerprint}"));
    assert!(card.body.contains("factlint source update SOURCE FILE"), "{}", card.body);
    assert!(!card.body.contains("Make this edit"), "{}", card.body);
    let queue = served.overview()["queue"].as_str().expect("a queue").to_owned();
    let row = queue.split("<li ").find(|row| row.contains(fingerprint)).expect("a row");
    let state = row.split("data-state=\"").nth(1).and_then(|rest| rest.split('"').next());
    let data = folder.read("data.json");
    let edit = json!({ "fingerprint": fingerprint, "state": state });
    let (status, refused) = served.post("/apply", &edit);
    assert_eq!(
        (status, said(&refused)),
        (409, "This edit needs a look at the file first; nothing was edited.")
    );
    assert_eq!(folder.read("data.json"), data);
}

#[test]
fn what_the_dataset_says_and_its_sources_are_served_on_request() {
    let folder = Folder::with_the_dataset();
    let served = started(command(&folder, &["dataset", "--no-open"]));
    assert!(!served.overview()["queue"].as_str().expect("a queue").contains("Egmont"));
    let part = served.get("/statements").body;
    assert!(part.contains("137 claims about 28 subjects"), "{part}");
    assert!(part.contains("Source: <a href"), "the kept copy");
}

#[test]
fn a_port_in_use_is_reported() {
    let folder = undecided();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let outcome = command(&folder, &["--no-open", "--port", &port]).output().unwrap();
    assert_eq!(outcome.status.code(), Some(2));
    let error = String::from_utf8(outcome.stderr).unwrap();
    let want = format!(
        "error: port {port} is in use: choose another one, or leave out --port for a free one\n"
    );
    assert_eq!(error, want);
    drop(taken);
    let served = started(command(&folder, &["--no-open", "--port", &port]));
    assert_eq!(served.port.to_string(), port);
}

#[test]
fn without_a_browser_the_link_is_still_printed_and_the_page_served() {
    let folder = undecided();
    let mut without = command(&folder, &[]);
    without.env("PATH", folder.path("nothing"));
    let mut served = started(without);
    assert_eq!(served.get("/").status, 200);
    let mut line = String::new();
    served.output.read_line(&mut line).unwrap();
    assert_eq!(line, "to end it: Ctrl-C\n");
    let mut warning = String::new();
    BufReader::new(served.process.stderr.take().unwrap()).read_line(&mut warning).unwrap();
    assert!(warning.starts_with("warning: no browser was opened ("), "{warning}");
    assert!(warning.ends_with("): open the link yourself\n"), "{warning}");
}

#[test]
fn a_dataset_that_cannot_be_read_is_not_served() {
    let folder = Folder::new(&[("factlint.toml", RULEBOOK), ("data.json", DATA)]);
    let outcome = command(&folder, &["--no-open"]).output().unwrap();
    assert_eq!(outcome.status.code(), Some(2));
    assert!(!String::from_utf8(outcome.stdout).unwrap().contains("http:"));
}

#[cfg(unix)]
#[test]
fn an_interruption_ends_the_server() {
    let folder = undecided();
    let mut served = serve(&folder);
    let id = served.process.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(served.process.wait().unwrap().code(), Some(130));
}

#[test]
fn slow_clients_do_not_keep_others_from_the_page() {
    let folder = undecided();
    let served = serve(&folder);
    let address = (Ipv4Addr::LOCALHOST, served.port);
    let mut slow: Vec<TcpStream> =
        (0..64).map(|_| TcpStream::connect(address).expect("the server")).collect();
    let start = Instant::now();
    // One byte from time to time, so that no connection is silent.
    let drip = thread::spawn(move || {
        while start.elapsed() < Duration::from_secs(9) {
            for stream in &mut slow {
                let _ = stream.write_all(b"G");
            }
            thread::sleep(Duration::from_millis(500));
        }
    });
    assert_eq!(served.state()["version"], "1");
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    drip.join().expect("the slow clients");
}

#[test]
fn a_request_that_is_not_http_is_refused() {
    let folder = undecided();
    let served = serve(&folder);
    let long = format!("GET / HTTP/1.1\r\n{}X: {}\r\n\r\n", served.host(), "x".repeat(64 << 10));
    for request in ["GET\r\n\r\n", "{}\n\n", "GET / HTTP/1.1\r\nHost 1\r\n\r\n", &long] {
        assert_eq!(served.send(request.as_bytes()).status, 400, "{}", &request[..4]);
    }
    assert_eq!(served.state()["version"], "1", "it still answers");
}
