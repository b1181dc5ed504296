//! The program itself: the binary, started in an empty folder with the settings given and no others.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Longer than any machine takes; nothing waits for it that goes well.
const PATIENCE: Duration = Duration::from_secs(30);

fn command(folder: &Path, args: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_waybill"));
    command.args(args).env_clear().envs(settings.iter().copied()).current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub(crate) fn run(folder: &Path, args: &[&str], settings: &[(&str, &str)]) -> Output {
    command(folder, args, settings).output().unwrap()
}

/// A running `waybill serve`; it is ended when this is dropped.
pub(crate) struct Program {
    child: Child,
    pub(crate) url: String,
    printed: Arc<Mutex<String>>,
    log: Arc<Mutex<String>>,
    readers: Vec<JoinHandle<()>>,
}

impl Program {
    /// Serves on a free port of the loopback, and answers as soon as it says so.
    pub(crate) fn serve(folder: &Path, settings: &[(&str, &str)]) -> Self {
        Self::serve_and_log_to(folder, settings, Stdio::piped())
    }

    /// The same with another place for its log.
    pub(crate) fn serve_and_log_to(folder: &Path, settings: &[(&str, &str)], place: Stdio) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut settings = settings.to_vec();
        settings.push(("WAYBILL_LISTEN", &free));
        let mut child = command(folder, &["serve"], &settings).stdout(Stdio::piped()).stderr(place).spawn().unwrap();
        let (printed, log) = (Arc::<Mutex<String>>::default(), Arc::<Mutex<String>>::default());
        let mut readers = vec![gather(child.stdout.take().unwrap(), &printed)];
        readers.extend(child.stderr.take().map(|stderr| gather(stderr, &log)));
        let mut program = Self { child, url: format!("http://{free}"), printed, log, readers };
        program.wait_for(|program| program.printed().contains(&program.url));
        program
    }

    /// What it has printed so far.
    pub(crate) fn printed(&self) -> String {
        self.printed.lock().unwrap().clone()
    }

    /// The one-time code of the first start. It stands on a line of its own, after the one that says where the program serves.
    pub(crate) fn code(&self) -> String {
        let begun = Instant::now();
        loop {
            let printed = self.printed();
            if let Some((code, _)) = printed.split_once("one-time code ").and_then(|(_, rest)| rest.split_once('\n')) {
                return code.trim().to_owned();
            }
            assert!(begun.elapsed() < PATIENCE, "no code in {printed}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until something is true of it.
    pub(crate) fn wait_for(&mut self, is_so: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            let (ended, log) = (self.child.try_wait().unwrap(), self.log.lock().unwrap().clone());
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "{ended:?}\n{}\n{log}", self.printed());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends it as an operator does, and answers how it ended and everything it wrote into its log.
    pub(crate) fn stop(mut self) -> (ExitStatus, String) {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        let status = self.child.wait().unwrap();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        let log = self.log.lock().unwrap().clone();
        (status, log)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Reads everything as it comes, so that the program never waits for a reader.
fn gather(stream: impl Read + Send + 'static, into: &Arc<Mutex<String>>) -> JoinHandle<()> {
    let into = into.clone();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            into.lock().unwrap().push_str(&(line + "\n"));
        }
    })
}
