//! Decides which requests the server answers. A request must be for the server's own address, must contain
//! the secret of this run, and must not come from another page.

use data_encoding::HEXLOWER;
use std::io;

/// The port of the server, and the secret of this run.
pub(super) struct Access {
    port: u16,
    secret: String,
}

/// The parts of a request that decide whether it is answered.
pub(super) struct Credentials<'r> {
    /// The value of the header `Host`.
    pub(super) host: Option<&'r str>,
    /// The value of the header `Origin`.
    pub(super) origin: Option<&'r str>,
    /// The values of all headers `Cookie`.
    pub(super) cookies: Vec<&'r str>,
    /// The query of the URL.
    pub(super) query: &'r str,
    /// Whether the request may change something.
    pub(super) changes: bool,
}

/// The reason why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The request names another host.
    Host,
    /// The request comes from another page; or it may change something, and does not say which page it comes from.
    Origin,
    /// The request has no secret, or a wrong one.
    Secret,
}

impl Refused {
    /// Returns the reason as a text for people.
    pub(super) fn reason(self) -> &'static str {
        match self {
            Refused::Host => "Refused: this server only answers requests to its own address.",
            Refused::Origin => "Refused: the request comes from another page.",
            Refused::Secret => {
                "Refused: the secret is missing or wrong. Open the link that `factlint review serve` printed; each run has a new one."
            }
        }
    }
}

/// Length of the secret, in bytes.
const SECRET_BYTES: usize = 32;

impl Access {
    /// Creates a new secret for a server on a port.
    ///
    /// # Errors
    /// The system provides no random bytes.
    pub(super) fn new(port: u16) -> io::Result<Access> {
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Access { port, secret: HEXLOWER.encode(&bytes) })
    }

    /// Returns the port of the server.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Returns the link to the page.
    pub(super) fn link(&self) -> String {
        format!("http://127.0.0.1:{}/?secret={}", self.port, self.secret)
    }

    /// Returns the value of the header `Set-Cookie`, which makes a browser keep the secret until the browser
    /// is closed.
    pub(super) fn cookie(&self) -> String {
        format!("{}={}; HttpOnly; SameSite=Strict; Path=/", self.cookie_name(), self.secret)
    }

    /// Returns the name of the cookie. It contains the port, because all ports of a host share their cookies.
    fn cookie_name(&self) -> String {
        format!("factlint-{}", self.port)
    }

    /// Checks a request.
    ///
    /// # Errors
    /// The reason why the request is refused.
    pub(super) fn check(&self, request: &Credentials<'_>) -> Result<(), Refused> {
        let names = ["127.0.0.1", "localhost"];
        let host = names.iter().find(|name| {
            request.host.is_some_and(|host| {
                host.eq_ignore_ascii_case(&format!("{name}:{}", self.port))
                    || (self.port == 80 && host.eq_ignore_ascii_case(name))
            })
        });
        if host.is_none() {
            return Err(Refused::Host);
        }
        let server = request.host.map(|host| format!("http://{host}"));
        let is_server = |origin: &str| {
            server.as_deref().is_some_and(|server| server.eq_ignore_ascii_case(origin))
        };
        match request.origin {
            Some(origin) if !is_server(origin) => return Err(Refused::Origin),
            None if request.changes => return Err(Refused::Origin),
            Some(_) | None => {}
        }
        if self.has_secret(request) { Ok(()) } else { Err(Refused::Secret) }
    }

    /// Whether a request contains the secret, in a cookie or, if the request changes nothing, in its query.
    fn has_secret(&self, request: &Credentials<'_>) -> bool {
        let name = self.cookie_name();
        let cookies = request.cookies.iter().flat_map(|cookies| cookies.split(';'));
        let mut values = cookies
            .filter_map(|cookie| cookie.trim().split_once('='))
            .filter(|(cookie_name, _)| *cookie_name == name)
            .map(|(_, value)| value);
        let by_cookie = values.any(|value| self.is_secret(value));
        let by_link = !request.changes
            && request.query.split('&').any(|part| {
                part.strip_prefix("secret=").is_some_and(|value| self.is_secret(value))
            });
        by_cookie || by_link
    }

    /// Whether a text is the secret. The time that the comparison takes does not depend on where the two differ.
    fn is_secret(&self, text: &str) -> bool {
        let pairs = self.secret.bytes().zip(text.bytes());
        let difference = pairs.fold(0, |difference, (one, other)| difference | (one ^ other));
        text.len() == self.secret.len() && difference == 0
    }
}

#[cfg(test)]
mod tests {
    use super::{Access, Credentials, Refused};

    fn access() -> Access {
        Access { port: 4321, secret: "abcdef".to_owned() }
    }

    fn own<'r>() -> Credentials<'r> {
        Credentials {
            host: Some("127.0.0.1:4321"),
            origin: Some("http://127.0.0.1:4321"),
            cookies: vec!["other=1; factlint-4321=abcdef"],
            query: "",
            changes: true,
        }
    }

    #[test]
    fn the_page_itself_is_answered() {
        assert_eq!(access().check(&own()), Ok(()));
        let local = Credentials {
            host: Some("localhost:4321"),
            origin: Some("http://localhost:4321"),
            ..own()
        };
        assert_eq!(access().check(&local), Ok(()));
        let link = Credentials {
            origin: None,
            cookies: Vec::new(),
            query: "secret=abcdef",
            changes: false,
            ..own()
        };
        assert_eq!(access().check(&link), Ok(()));
    }

    #[test]
    fn another_host_is_refused() {
        for host in
            [None, Some("evil.example:4321"), Some("127.0.0.1"), Some("127.0.0.1:4322"), Some("")]
        {
            assert_eq!(
                access().check(&Credentials { host, ..own() }),
                Err(Refused::Host),
                "{host:?}"
            );
        }
    }

    #[test]
    fn another_page_is_refused_and_so_is_a_change_from_an_unknown_one() {
        for origin in [
            Some("http://evil.example"),
            Some("null"),
            Some("http://127.0.0.1:80"),
            Some("http://localhost:4321"),
            None,
        ] {
            let request = Credentials { origin, ..own() };
            assert_eq!(access().check(&request), Err(Refused::Origin), "{origin:?}");
        }
    }

    #[test]
    fn a_wrong_secret_is_refused() {
        for cookies in [
            Vec::new(),
            vec!["factlint-4321=abcdeg"],
            vec!["factlint-4321=abcde"],
            vec!["factlint-4321=abcdefg"],
            vec!["factlint-4322=abcdef"],
            vec!["factlint-4321"],
        ] {
            let request = Credentials { cookies: cookies.clone(), ..own() };
            assert_eq!(access().check(&request), Err(Refused::Secret), "{cookies:?}");
        }
        let by_link = Credentials { cookies: Vec::new(), query: "secret=abcdef", ..own() };
        assert_eq!(access().check(&by_link), Err(Refused::Secret), "a change needs the cookie");
    }

    #[test]
    fn each_run_has_its_own_secret() {
        let secrets = [Access::new(1).unwrap().secret, Access::new(1).unwrap().secret];
        assert_eq!(secrets[0].len(), 64);
        assert_ne!(secrets[0], secrets[1]);
    }
}
