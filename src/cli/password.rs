//! A password from the terminal or from a pipe; never from the command line, where other users of the machine can read it.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::Context;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

/// Asks twice on a terminal, without showing what is typed; reads the first line otherwise.
pub(super) fn read() -> anyhow::Result<String> {
    if !io::stdin().is_terminal() {
        return line();
    }
    let first = ask("Password: ")?;
    let second = ask("The same again: ")?;
    anyhow::ensure!(first == second, "the two passwords differ; nothing was changed");
    Ok(first)
}

fn ask(prompt: &str) -> anyhow::Result<String> {
    eprint!("{prompt}");
    io::stderr().flush()?;
    let typed = {
        let _silence = Silence::begin()?;
        line()
    };
    eprintln!();
    typed
}

fn line() -> anyhow::Result<String> {
    let mut text = String::new();
    io::stdin().lock().read_line(&mut text).context("read the password")?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

/// A terminal that does not show what is typed, until this is dropped.
struct Silence(Termios);

impl Silence {
    fn begin() -> anyhow::Result<Self> {
        let before = tcgetattr(io::stdin()).context("ask the terminal how it is set")?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).context("silence the terminal")?;
        Ok(Self(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Err(e) = tcsetattr(io::stdin(), OptionalActions::Flush, &self.0) {
            tracing::warn!(error = %e, "the terminal could not be set back; run: stty echo");
        }
    }
}
