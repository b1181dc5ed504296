//! Threads that take work from the database until they are told to stop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;

use super::presence::{self, Presence};
use super::{deliver_mail, export_records, import_records, upkeep};
use crate::app::App;

/// Tells every worker to come to an end; what it was doing is taken up again by another or after the restart.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    /// How often it may still be looked at before it asks by itself.
    looks: Option<Arc<AtomicUsize>>,
}

impl Stop {
    /// One that asks by itself when it is looked at for the n-th time: how tests break work off at a place they know.
    pub fn at_look(n: usize) -> Self {
        Self { looks: Some(Arc::new(AtomicUsize::new(n))), ..Self::default() }
    }

    /// Asks for the end.
    pub fn now(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    pub fn is_asked(&self) -> bool {
        if let Some(looks) = &self.looks
            && looks.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)) != Ok(1)
        {
            return self.asked.load(Ordering::Relaxed);
        }
        if self.looks.is_some() {
            self.now();
        }
        self.asked.load(Ordering::Relaxed)
    }
}

/// Looks for one piece of work and does it; `true` when there was some, so that the next is looked for at once.
type Turn = fn(&App, &Stop) -> anyhow::Result<bool>;

/// One kind of work: how many threads, how often they look, what they do.
struct Lane {
    name: &'static str,
    threads: usize,
    pause: Duration,
    turn: Turn,
}

/// Running workers.
#[derive(Debug)]
pub struct Workers {
    threads: Vec<JoinHandle<()>>,
    _presence: Presence,
}

impl Workers {
    /// Waits until every worker has come to its end.
    pub fn join(self) {
        for thread in self.threads {
            if thread.join().is_err() {
                tracing::error!("a worker ended in a panic");
            }
        }
    }
}

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
        Lane { name: "mail", threads: 4, pause: Duration::from_millis(100), turn: deliver_mail::turn },
        Lane { name: "upkeep", threads: 1, pause: Duration::from_mins(1), turn: upkeep::turn },
    ]
}

/// Starts the workers of this process.
///
/// # Errors
/// When the operating system gives no thread.
pub fn start(app: &App, stop: &Stop) -> anyhow::Result<Workers> {
    let presence = presence::enter(app)?;
    let mut threads = Vec::new();
    for lane in lanes(app) {
        for n in 0..lane.threads {
            let (app, stop) = (app.clone(), stop.clone());
            let (turn, pause, name) = (lane.turn, lane.pause, lane.name);
            let thread = std::thread::Builder::new()
                .name(format!("{name}-{n}"))
                .spawn(move || work(&app, &stop, name, turn, pause))
                .with_context(|| format!("start a worker for {name}"))?;
            threads.push(thread);
        }
    }
    Ok(Workers { threads, _presence: presence })
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

/// The same for one kind of work: `exports`, `imports`, `mail` or `upkeep`.
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
