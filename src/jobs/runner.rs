//! Threads that take work from the database until they are told to stop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::presence::{self, Presence};
use super::stop::Stop;
use super::{bulk_actions, deliver_mail, export_records, import_records, index_search, shape, upkeep};
use crate::app::App;
use crate::db::DbError;

/// Looks for one piece of work and does it; `true` when there was some, so that the next is looked for at once.
type Turn = fn(&App, &Stop) -> anyhow::Result<bool>;

/// One kind of work: how many threads, how often they look, what they do.
struct Lane {
    name: &'static str,
    threads: usize,
    pause: Duration,
    turn: Turn,
}

/// How long a mail that is under way is waited for at the end: a mail server that says nothing must not hold the process up
/// until it is killed. The mail goes out again under the same Message-ID.
const MAIL_PATIENCE: Duration = Duration::from_secs(5);

/// Running workers.
#[derive(Debug)]
pub struct Workers {
    threads: Vec<JoinHandle<()>>,
    mail: Vec<JoinHandle<()>>,
    _presence: Presence,
}

impl Workers {
    /// Waits until every worker has come to its end, and those that hand over mail for some seconds.
    pub fn join(self) {
        let begun = Instant::now();
        while self.mail.iter().any(|thread| !thread.is_finished()) && begun.elapsed() < MAIL_PATIENCE {
            std::thread::sleep(Duration::from_millis(20));
        }
        let (mail, silent): (Vec<_>, Vec<_>) = self.mail.into_iter().partition(JoinHandle::is_finished);
        if !silent.is_empty() {
            tracing::warn!(threads = silent.len(), "a mail server does not answer and is not waited for");
        }
        for thread in self.threads.into_iter().chain(mail) {
            if thread.join().is_err() {
                tracing::error!("a worker ended in a panic");
            }
        }
    }
}

const MAIL: &str = "mail";

/// Lanes of this process. Mails have threads of their own, so that neither a long export nor a silent mail server delays
/// the next mail (R13, R15).
fn lanes(app: &App) -> Vec<Lane> {
    vec![
        Lane {
            name: "exports",
            threads: app.config.workers,
            pause: Duration::from_millis(200),
            turn: export_records::turn,
        },
        // Imports have lanes of their own: a long one never keeps an export waiting (F16).
        Lane {
            name: "imports",
            threads: app.config.workers.div_ceil(2),
            pause: Duration::from_millis(500),
            turn: import_records::turn,
        },
        // So have bulk actions: somebody waits for each of them, and an import may take an hour.
        Lane { name: "bulk_actions", threads: 1, pause: Duration::from_millis(500), turn: bulk_actions::turn },
        Lane { name: MAIL, threads: 4, pause: Duration::from_millis(100), turn: deliver_mail::turn },
        // An index takes minutes to build; what is searched must not wait for it.
        Lane { name: "indexes", threads: 1, pause: Duration::from_secs(2), turn: shape::index },
        Lane { name: "search", threads: 1, pause: Duration::from_secs(1), turn: search },
        Lane { name: "upkeep", threads: 1, pause: Duration::from_mins(1), turn: upkeep::turn },
    ]
}

/// What search reads is derived anew first, as somebody may be waiting for it; then new records go into its index.
fn search(app: &App, stop: &Stop) -> anyhow::Result<bool> {
    Ok(shape::derive(app, stop)? || index_search::turn(app, stop)?)
}

/// Starts the workers of this process.
///
/// # Errors
/// When the operating system gives no thread.
pub fn start(app: &App, stop: &Stop) -> anyhow::Result<Workers> {
    let presence = presence::enter(app)?;
    let (mut threads, mut mail) = (Vec::new(), Vec::new());
    for lane in lanes(app) {
        for n in 0..lane.threads {
            let (app, stop) = (app.clone(), stop.clone());
            let (turn, pause, name) = (lane.turn, lane.pause, lane.name);
            let thread = std::thread::Builder::new()
                .name(format!("{name}-{n}"))
                .spawn(move || work(&app, &stop, name, turn, pause))
                .with_context(|| format!("start a worker for {name}"))?;
            if name == MAIL { mail.push(thread) } else { threads.push(thread) }
        }
    }
    Ok(Workers { threads, mail, _presence: presence })
}

/// Whether a lane only met the gate that is closed while SQLite builds an index: it has waited there already, and nothing went wrong.
fn waits_for_index(e: &anyhow::Error) -> bool {
    matches!(e.downcast_ref(), Some(DbError::Indexing))
}

fn work(app: &App, stop: &Stop, name: &str, turn: Turn, pause: Duration) {
    let mut failures: u32 = 0;
    while !stop.is_asked() {
        match catch_unwind(AssertUnwindSafe(|| turn(app, stop))) {
            Ok(Ok(true)) => failures = 0,
            Ok(Ok(false)) => {
                failures = 0;
                nap(stop, pause);
            }
            Ok(Err(e)) if waits_for_index(&e) => {
                tracing::debug!(lane = name, "a lane waits while an index is built");
                nap(stop, pause);
            }
            Ok(Err(e)) => {
                failures = failures.saturating_add(1);
                tracing::error!(lane = name, error = format!("{e:#}"), "a piece of work failed");
                nap(stop, pause * 2u32.saturating_pow(failures.min(6)));
            }
            Err(_) => {
                tracing::error!(lane = name, "a piece of work panicked");
                nap(stop, Duration::from_secs(1));
            }
        }
    }
}

/// Sleeps, but not past a stop by more than a moment.
fn nap(stop: &Stop, pause: Duration) {
    let step = Duration::from_millis(50);
    let mut left = pause;
    while !stop.is_asked() && !left.is_zero() {
        std::thread::sleep(left.min(step));
        left = left.saturating_sub(step);
    }
}

/// Does everything that is due now, on this thread, and answers how many pieces that were: what tests and the demo call.
///
/// # Errors
/// The first piece that fails.
pub fn run_due(app: &App) -> anyhow::Result<usize> {
    let names: Vec<&str> = lanes(app).iter().map(|lane| lane.name).collect();
    let mut done = 0;
    loop {
        let before = done;
        for name in &names {
            done += run_due_of(app, name)?;
        }
        if done == before {
            return Ok(done);
        }
    }
}

/// The same for one kind of work: `exports`, `imports`, `bulk_actions`, `mail`, `indexes`, `search` or `upkeep`.
///
/// # Errors
/// The first piece that fails.
pub fn run_due_of(app: &App, name: &str) -> anyhow::Result<usize> {
    let stop = Stop::default();
    let mut done = 0;
    for lane in lanes(app).iter().filter(|lane| lane.name == name) {
        while (lane.turn)(app, &stop)? {
            done += 1;
        }
    }
    Ok(done)
}

/// Waits for the signal that ends the process.
///
/// # Errors
/// When signals cannot be waited for.
pub fn until_signal() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut term = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = term.recv() => Ok(()),
            done = tokio::signal::ctrl_c() => done.map_err(anyhow::Error::from),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_waits_a_tenth_of_a_second_at_most_for_a_thread_that_looks_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let config = crate::config::Config::read(folder.path(), |_| None).unwrap();
        let lanes = lanes(&App::build(config, crate::clock::Clock::system()).unwrap());
        let mail = lanes.iter().find(|lane| lane.name == "mail").unwrap();
        // R13 gives two seconds for the pause, the claim and the handing over.
        assert!(mail.pause <= Duration::from_millis(100));
        assert!(mail.threads > 1, "a mail server that is silent to one does not hold up the next");
    }

    #[test]
    fn a_lane_that_meets_a_closed_gate_has_not_failed() {
        assert!(waits_for_index(&DbError::Indexing.into()));
        assert!(waits_for_index(&anyhow::Error::from(DbError::Indexing).context("finish an import")));
        assert!(!waits_for_index(&DbError::Unavailable("gone".into()).into()));
    }
}
