//! A real mail server inside the test: takes mail, keeps it, refuses when told to.
#![allow(dead_code, reason = "each test binary uses its share")]

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use mailin_embedded::response::{AUTH_OK, INVALID_CREDENTIALS, OK};
use mailin_embedded::{AuthMechanism, Handler, Response, Server, SslConfig};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// One mail that the server said yes to.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// The mail as it was before it travelled: leading dots are single again.
    pub raw: Vec<u8>,
}

/// Where an answer may be put into the server's mouth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Sender,
    Recipient,
    End,
}

/// A mail server on a port of its own; it lives as long as the test process.
pub struct SmtpServer {
    pub port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    answers: VecDeque<(Step, u16)>,
    login: Option<(String, String)>,
}

impl SmtpServer {
    /// Without TLS and without a password.
    pub fn start() -> Self {
        Self::run(None, None)
    }

    /// With STARTTLS, and a password when one is given.
    pub fn start_tls(certificate: &TestCertificate, login: Option<(&str, &str)>) -> Self {
        Self::run(Some(certificate), login)
    }

    /// With TLS from the first byte.
    pub fn start_implicit_tls(certificate: &TestCertificate) -> Self {
        let inner = Self::start();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (config, target) = (certificate.server_config(), inner.port);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = config.clone();
                thread::spawn(move || unwrap_tls(stream, config, target));
            }
        });
        Self { port, state: inner.state }
    }

    /// The mails taken so far, oldest first.
    pub fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// Answers the next such step with that code instead of yes; further calls queue up.
    pub fn answer_next(&self, step: Step, code: u16) {
        self.state.lock().unwrap().answers.push_back((step, code));
    }

    fn run(certificate: Option<&TestCertificate>, login: Option<(&str, &str)>) -> Self {
        let known = login.map(|(user, password)| (user.to_owned(), password.to_owned()));
        let state = Arc::new(Mutex::new(State { login: known, ..State::default() }));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut server = Server::new(Desk { state: state.clone(), open: None });
        server.with_name("mail.test").with_tcp_listener(listener);
        if let Some(certificate) = certificate {
            server.with_ssl(certificate.ssl()).unwrap();
        }
        if login.is_some() {
            server.with_auth(AuthMechanism::Plain);
        }
        thread::spawn(move || server.serve().map_err(|error| error.to_string()));
        Self { port, state }
    }
}

/// A certificate that nobody trusts unless told to.
pub struct TestCertificate {
    folder: tempfile::TempDir,
}

impl TestCertificate {
    pub fn for_name(name: &str) -> Self {
        install_provider();
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        std::fs::write(folder.path().join("cert.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        Self { folder }
    }

    /// The PEM file to name in `?ca=`.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("cert.pem")
    }

    fn ssl(&self) -> SslConfig {
        let text = |name| self.folder.path().join(name).to_str().unwrap().to_owned();
        SslConfig::SelfSigned { cert_path: text("cert.pem"), key_path: text("key.pem") }
    }

    fn server_config(&self) -> Arc<ServerConfig> {
        let certificate = CertificateDer::from_pem_file(self.path()).unwrap();
        let key = PrivateKeyDer::from_pem_file(self.folder.path().join("key.pem")).unwrap();
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key);
        Arc::new(config.unwrap())
    }
}

/// Two rustls providers may be linked into one test binary; without a choice the first use of one panics.
pub fn install_provider() {
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
}

#[derive(Clone)]
struct Desk {
    state: Arc<Mutex<State>>,
    open: Option<Received>,
}

impl Desk {
    fn answer(&self, step: Step) -> Response {
        let mut state = self.state.lock().unwrap();
        match state.answers.front() {
            Some((at, code)) if *at == step => {
                let code = *code;
                state.answers.pop_front();
                Response::custom(code, format!("scripted {step:?}"))
            }
            _ => OK,
        }
    }
}

impl Handler for Desk {
    fn mail(&mut self, _ip: IpAddr, _domain: &str, _from: &str) -> Response {
        self.answer(Step::Sender)
    }

    fn rcpt(&mut self, _to: &str) -> Response {
        self.answer(Step::Recipient)
    }

    fn data_start(&mut self, _domain: &str, from: &str, _is8bit: bool, to: &[String]) -> Response {
        self.open = Some(Received { from: from.to_owned(), to: to.to_vec(), raw: Vec::new() });
        OK
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        if let Some(open) = &mut self.open {
            open.raw.extend_from_slice(line);
        }
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let answer = self.answer(Step::End);
        if let (false, Some(mail)) = (answer.is_error, self.open.take()) {
            self.state.lock().unwrap().received.push(mail);
        }
        answer
    }

    fn auth_plain(&mut self, _authorization: &str, user: &str, password: &str) -> Response {
        match &self.state.lock().unwrap().login {
            Some((name, secret)) if name == user && secret == password => AUTH_OK,
            _ => INVALID_CREDENTIALS,
        }
    }
}

/// Carries bytes between a TLS client and the plain server, both ways by turns, until one side is done.
fn unwrap_tls(client: TcpStream, config: Arc<ServerConfig>, port: u16) {
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    for stream in [&client, &server] {
        stream.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    }
    let mut client = StreamOwned::new(ServerConnection::new(config).unwrap(), client);
    while pass(&mut server, &mut client) && pass(&mut client, &mut server) {}
}

fn pass(from: &mut impl Read, to: &mut impl Write) -> bool {
    let mut buffer = [0; 4096];
    match from.read(&mut buffer) {
        Ok(0) => false,
        Ok(n) => to.write_all(&buffer[..n]).and_then(|()| to.flush()).is_ok(),
        Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}
