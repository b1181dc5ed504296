//! The running product.

use std::net::TcpListener;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use argon2::password_hash::PasswordHasher;
use chrono::{DateTime, TimeZone, Utc};
use waybill::app::App;
use waybill::clock::Clock;
use waybill::config::Config;
use waybill::db::users::NewUser;
use waybill::db::{account, users};
use waybill::domain::hold::Hold;
use waybill::domain::lang::Lang;
use waybill::domain::user::Rights;
use waybill::mail::{Mail, Mailer};
use waybill::{secret, web};

use super::browser::Browser;
use super::database::TestDatabase;

/// The password of everybody in the tests.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// One product with a database, a clock that stands still and a mailbox of its own. Everything goes when it is dropped.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    /// The one-time code of the setup.
    pub(crate) code: String,
    pub(crate) folder: tempfile::TempDir,
    server: Option<(ServerHandle, JoinHandle<()>)>,
    database: super::database::OwnDatabase,
}

/// Thursday, 16 October 2025, 08:23 UTC: when most tests play.
pub(crate) fn start_of_time() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 10, 16, 8, 23, 0).unwrap()
}

impl TestApp {
    /// An installation that is set up, with nobody in it.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::before_setup(change).set_up().await
    }

    async fn set_up(self) -> Self {
        let now = self.clock.now();
        self.app
            .db
            .write(move |c| account::create(c, "Halle Logistics", Hold::from_seconds(60).unwrap(), now))
            .await
            .unwrap();
        self
    }

    /// The same on the system's clock: for what runs in threads of its own.
    pub(crate) async fn on_real_time(change: impl FnOnce(&mut Config)) -> Self {
        Self::begin(change, Clock::system()).set_up().await
    }

    /// An installation as it is at its first start.
    pub(crate) fn before_setup(change: impl FnOnce(&mut Config)) -> Self {
        Self::begin(change, Clock::set_to(start_of_time()))
    }

    fn begin(change: impl FnOnce(&mut Config), clock: Clock) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = TestDatabase::chosen().make(folder.path());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let mut config = Config::read(folder.path(), |name| match name {
            "WAYBILL_LISTEN" => Some(address.to_string()),
            "DATABASE_URL" => Some(database.url.clone()),
            "WAYBILL_SECRET_KEY" => Some("a secret key for tests, long enough".into()),
            _ => None,
        })
        .unwrap();
        config.password_cost_kib = 64;
        change(&mut config);
        let mut app = App::build(config, clock.clone()).unwrap();
        if app.config.smtp.is_none() {
            app.mailer = Mailer::memory("waybill@halle.example").unwrap().into();
        }
        let code = secret::public_id().unwrap();
        let server = serve(app.clone(), listener, code.clone());
        Self { app, clock, url: format!("http://{address}"), code, folder, server: Some(server), database }
    }

    /// Another process of this installation: a server, workers and connections of its own; the same database, file store, key
    /// and clock.
    pub(crate) fn second_process(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let config = Config { listen: address, data: folder.path().into(), ..(*self.app.config).clone() };
        let mut app = App::build(config, self.clock.clone()).unwrap();
        app.mailer = Mailer::memory("waybill@halle.example").unwrap().into();
        let server = serve(app.clone(), listener, self.code.clone());
        Self {
            app,
            clock: self.clock.clone(),
            url: format!("http://{address}"),
            code: self.code.clone(),
            folder,
            server: Some(server),
            database: self.database.shared(),
        }
    }

    /// Whether this test runs on SQLite.
    pub(crate) fn is_on_sqlite(&self) -> bool {
        matches!(self.app.config.database, waybill::config::DatabaseUrl::Sqlite(_))
    }

    /// From now on the database takes no change: the server is gone, or the file's medium can only be read.
    pub(crate) fn break_database(&self) {
        if self.is_on_sqlite() {
            self.sql("PRAGMA query_only = ON");
        } else {
            self.database.drop_now();
        }
    }

    /// A browser with nobody signed in.
    pub(crate) fn stranger(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// A user with these rights, who has not signed in yet.
    pub(crate) async fn user(&self, name: &str, rights: Rights) -> i64 {
        let user = NewUser {
            public_id: secret::public_id().unwrap(),
            name: name.into(),
            email: address_of(name),
            password_hash: Some(cheap_hash(PASSWORD)),
            lang: Some(Lang::En),
            time_zone: "Europe/Paris".into(),
            rights,
        };
        let now = self.clock.now();
        self.app.db.write(move |c| users::create(c, &user, now)).await.unwrap()
    }

    /// Keeps the password of a user in a form that takes about a second to check.
    pub(crate) async fn set_slow_password(&self, name: &str) {
        self.sql(format!(
            "UPDATE users SET password_hash = '{}' WHERE email = '{}'",
            hash(PASSWORD, SLOW_PASSES),
            address_of(name)
        ));
    }

    /// Somebody with these rights, signed in.
    pub(crate) async fn signed_in(&self, name: &str, rights: Rights) -> Browser {
        self.user(name, rights).await;
        self.sign_in(name).await
    }

    /// An existing user, signed in in a browser of their own.
    pub(crate) async fn sign_in(&self, name: &str) -> Browser {
        let mut browser = self.stranger();
        let page = browser.open("/sign-in").await;
        page.form("/sign-in").fill("email", &address_of(name)).fill("password", PASSWORD).submit(&mut browser).await;
        browser
    }

    /// A super admin, signed in.
    pub(crate) async fn super_admin(&self, name: &str) -> Browser {
        self.signed_in(name, Rights::SUPER_ADMIN).await
    }

    /// A super admin who has not signed in yet.
    pub(crate) async fn super_admin_unseen(&self, name: &str) -> i64 {
        self.user(name, Rights::SUPER_ADMIN).await
    }

    /// Somebody who may view and export, signed in.
    pub(crate) async fn exporter(&self, name: &str) -> Browser {
        self.signed_in(name, Rights { view: true, export: true, ..Rights::default() }).await
    }

    /// Somebody who may view and nothing else, signed in.
    pub(crate) async fn member(&self, name: &str) -> Browser {
        self.signed_in(name, Rights { view: true, ..Rights::default() }).await
    }

    /// Does everything that is due now: exports, imports, mails, upkeep.
    pub(crate) fn run_jobs(&self) -> usize {
        waybill::jobs::run_due(&self.app).unwrap()
    }

    /// Does what is due of one kind of work: `exports`, `imports`, `mail` or `upkeep`.
    pub(crate) fn run_lane(&self, name: &str) -> usize {
        waybill::jobs::run_due_of(&self.app, name).unwrap()
    }

    /// Every mail that left.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        match &*self.app.mailer {
            Mailer::Memory(memory) => memory.sent(),
            _ => panic!("this test sends its mails elsewhere"),
        }
    }

    /// Makes of the imports or bulk actions that a stopped worker gave back what a killed one leaves: their leases run on.
    pub(crate) fn leave_as_killed(&self, table: &str) {
        let until = (self.now() + chrono::Duration::seconds(30)).format("%F %T%.6f");
        self.sql(format!("UPDATE {table} SET lease_until = '{until}' WHERE lease_until IS NOT NULL"));
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, time: chrono::Duration) {
        self.clock.advance(time);
    }
}

/// The address of somebody in the tests.
pub(crate) fn address_of(name: &str) -> String {
    format!("{}@halle.example", name.to_lowercase().replace(' ', "."))
}

/// Passes over the memory of a hash that takes about a second.
const SLOW_PASSES: u32 = 20_000;

fn cheap_hash(password: &str) -> String {
    hash(password, 2)
}

fn hash(password: &str, passes: u32) -> String {
    let params = argon2::Params::new(64, passes, 1, None).unwrap();
    argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params)
        .hash_password(password.as_bytes())
        .unwrap()
        .to_string()
}

fn serve(app: App, listener: TcpListener, code: String) -> (ServerHandle, JoinHandle<()>) {
    let (sender, receiver) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = web::server::prepare(app, listener, Some(code), false).unwrap();
            sender.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    (receiver.recv_timeout(Duration::from_secs(20)).unwrap(), thread)
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            let ended = thread.join();
            if !std::thread::panicking() {
                ended.unwrap();
            }
        }
    }
}
