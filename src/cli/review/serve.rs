//! `factlint review serve`: serves a page on this machine, on which people decide on findings.
//!
//! Each connection is handled on a thread, within a time limit. A request that passes the checks in `access` is
//! sent to the [`Desk`]. The desk answers one request after another, on a thread with enough stack to check datasets.

mod access;
mod before;
mod browser;
mod connection;
mod desk;
mod files;
mod http;
mod messages;
mod shown;

use super::super::Exit;
use super::super::context::Stop;
use super::super::terminal::{print, print_warning};
use super::DatasetArguments;
use super::refusal::refuse;
use access::Access;
use clap::Args;
use desk::Desk;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;

/// Arguments of `factlint review serve`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    dataset: DatasetArguments,
    /// Do not open the page in a browser
    #[arg(long)]
    no_open: bool,
    /// Port to listen on, on this machine only [default: a free one]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Who decides [default: the Git user]
    #[arg(long)]
    by: Option<String>,
}

/// Maximum number of attempts to listen on a free port. Another program may take a free port before the server does.
const ATTEMPTS: usize = 8;

/// Runs the command until the process is ended.
pub(super) fn run(arguments: &Arguments) -> Result<Exit, Stop> {
    let mut desk = Desk::open(&arguments.dataset, arguments.by.clone())?;
    let (calls, incoming) = channel();
    let access = listen(arguments.port, |access| http::start(access, &calls))?;
    drop(calls);
    let link = access.link();
    print(&format!("the page for decisions: {link}\nto end it: Ctrl-C\n"))?;
    if !arguments.no_open
        && let Err(reason) = browser::open(&link)
    {
        print_warning(&format!("no browser was opened ({reason}): open the link yourself"));
    }
    for call in incoming {
        let reply = desk.answer(call.request);
        // The reply cannot be sent if the connection has been closed.
        let _ = call.reply.send(reply);
    }
    Ok(Exit::Clean)
}

/// Starts a server on a port, or on a free port if `port` is `None`.
fn listen(
    port: Option<u16>,
    start: impl Fn(&Arc<Access>) -> io::Result<()>,
) -> Result<Arc<Access>, Stop> {
    let failed = |error: io::Error| refuse(&format!("cannot serve the page: {error}"));
    if let Some(port) = port {
        let access = Arc::new(Access::new(port).map_err(failed)?);
        return match start(&access) {
            Ok(()) => Ok(access),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(refuse(&format!(
                "port {port} is in use: choose another one, or leave out --port for a free one"
            ))),
            Err(error) => Err(refuse(&format!("cannot listen on port {port}: {error}"))),
        };
    }
    let mut attempts = 0;
    loop {
        attempts += 1;
        let access = Arc::new(Access::new(free_port().map_err(failed)?).map_err(failed)?);
        match start(&access) {
            Ok(()) => return Ok(access),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && attempts < ATTEMPTS => {}
            Err(error) => return Err(failed(error)),
        }
    }
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
