//! Chromium under WebDriver: one browser per test, on a port and in a folder of its own, gone when the test ends.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::command::Post;

/// The widths at which every page is looked at: a desk, a telephone, the narrowest that is promised.
pub(crate) const WIDTHS: [u32; 3] = [1440, 390, 320];

/// The theme that the system asks for (`prefers-color-scheme`); a theme chosen in the profile stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

/// A running browser. `client` is fantoccini's; what is not in WebDriver itself stands here.
pub(crate) struct Browser {
    pub(crate) client: Client,
    // Ends the browser when it is dropped, also when a test panics.
    _driver: Driver,
}

impl Browser {
    /// Starts Chromium with an empty profile, 1440 pixels wide, that asks for pages in the given languages ("fr,en").
    pub(crate) async fn start(languages: &str) -> Self {
        let driver = Driver::start();
        let capabilities = json!({
            "goog:loggingPrefs": { "browser": "ALL" },
            "goog:chromeOptions": {
                "binary": program("WAYBILL_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"]),
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                    "--hide-scrollbars", "--force-color-profile=srgb",
                    // Chromium ends by itself when the driver is gone, however that came about.
                    "--remote-debugging-pipe",
                ],
                "prefs": { "intl.accept_languages": languages },
            },
        });
        let capabilities = capabilities.as_object().expect("an object").clone();
        let address = format!("http://127.0.0.1:{}", driver.port);
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&address).await;
        let browser = Self { client: client.expect("start Chromium"), _driver: driver };
        browser.resize(WIDTHS[0], 900).await;
        browser
    }

    /// Gives the page exactly this room (a real window cannot be narrower than some 500 pixels).
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Makes the system ask for a light or a dark page.
    pub(crate) async fn prefer(&self, theme: Theme) {
        let value = if theme == Theme::Dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// How many pixels of the page stand out of the window on the right; 0 when nothing must be scrolled sideways.
    pub(crate) async fn overflow(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        self.client.execute(script, vec![]).await.expect("measure the page").as_i64().expect("a number")
    }

    /// Errors on the console since the last call: scripts that failed, files not found, what the CSP refused.
    /// Ask before axe runs, whose own doings may add lines.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        let post = Post { path: "se/log".to_owned(), body: json!({ "type": "browser" }) };
        let entries = self.client.issue_cmd(post).await.expect("read the console");
        let entries = entries.as_array().expect("a list of entries").iter();
        let errors = entries.filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Saves the whole page as `<name>.png` in the folder WAYBILL_SCREENSHOTS, if that is set.
    pub(crate) async fn screenshot(&self, name: &str) {
        let Some(folder) = env::var_os("WAYBILL_SCREENSHOTS").map(PathBuf::from) else { return };
        let size = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let (width, height) = (&size["cssContentSize"]["width"], &size["cssContentSize"]["height"]);
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height, "scale": 1 });
        let options = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let image = self.devtools("Page.captureScreenshot", options).await;
        let image = BASE64_STANDARD.decode(image["data"].as_str().expect("an image")).expect("base64");
        fs::create_dir_all(&folder).expect("the folder for screenshots");
        fs::write(folder.join(format!("{name}.png")), image).expect("save the screenshot");
    }

    /// A command of Chromium's developer tools, for what WebDriver does not know.
    pub(crate) async fn devtools(&self, method: &str, params: Value) -> Value {
        let post = Post { path: "goog/cdp/execute".to_owned(), body: json!({ "cmd": method, "params": params }) };
        self.client.issue_cmd(post).await.unwrap_or_else(|error| panic!("{method}: {error}"))
    }
}

/// A chromedriver on a port that it chose itself.
struct Driver {
    process: Child,
    port: u16,
    // The browser's profile lives in here.
    _folder: TempDir,
}

impl Driver {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("waybill-browser.").tempdir().expect("a folder");
        let mut process = Command::new(program("WAYBILL_CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"]))
            .args(["--port=0", "--log-level=SEVERE"])
            .env("TMPDIR", folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("start chromedriver");
        let mut output = BufReader::new(process.stdout.take().expect("its output"));
        let port = announced_port(&mut output);
        // Read on, so that it never waits for somebody to listen.
        thread::spawn(move || output.read_to_end(&mut Vec::new()));
        Self { process, port, _folder: folder }
    }
}

impl Drop for Driver {
    /// Asks the driver to close its browser and end; kills it when it does not within five seconds.
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) {
            let request =
                format!("GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port);
            drop(stream.write_all(request.as_bytes()));
        }
        let patience = Instant::now() + Duration::from_secs(5);
        while Instant::now() < patience {
            if matches!(self.process.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// "ChromeDriver was started successfully on port 40781."
fn announced_port(output: &mut impl BufRead) -> u16 {
    let mut lines = output.lines().map_while(Result::ok);
    let port = lines.find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok());
    port.expect("chromedriver ended without naming its port")
}

/// The program that a variable names, else the first of these names on PATH.
fn program(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(named) = env::var_os(variable).filter(|value| !value.is_empty()) {
        return named.into();
    }
    let folders = env::var_os("PATH").map(|path| env::split_paths(&path).collect::<Vec<_>>()).unwrap_or_default();
    let found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = found.into_iter().find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{names:?}: none is on PATH; install one or name it in {variable}"))
}
