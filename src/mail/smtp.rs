//! Mail to a mail server, with a limit on the time in total.

use std::future::Future;
use std::thread;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::{self, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::{Message, transport::smtp::Error};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Mail, MailerError, SendError, message};
use crate::domain::smtp_url::{Security, SmtpUrl};

/// How long a server that has taken the mail may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// Talks to one mail server. Each mail has a connection of its own: mails are few, and a broken one then
/// concerns nobody else.
#[derive(Clone)]
pub struct SmtpMailer {
    url: SmtpUrl,
    tls: Option<TlsParameters>,
    from: Mailbox,
    timeout: Duration,
}

impl SmtpMailer {
    pub(super) fn new(url: &SmtpUrl, from: Mailbox, timeout: Duration) -> Result<Self, MailerError> {
        let tls = match url.security() {
            Security::Plain => None,
            Security::StartTls | Security::Implicit => Some(tls(url)?),
        };
        Ok(Self { url: url.clone(), tls, from, timeout })
    }

    pub(super) fn send(&self, mail: &Mail) -> Result<(), SendError> {
        let message = message::build(mail, &self.from)?;
        within_own_runtime(async {
            let deadline = Instant::now() + self.timeout;
            match timeout_at(deadline, self.deliver(&message)).await {
                Ok(Ok(mut connection)) => {
                    // The server has taken the mail; how the talk ends can't change that (F51).
                    let patience = GOODBYE.min(deadline.saturating_duration_since(Instant::now()));
                    drop(timeout(patience, connection.quit()).await);
                    Ok(())
                }
                Ok(Err(error)) => Err(error),
                Err(_) => Err(SendError::Transient(format!(
                    "{} did not answer within {}.",
                    self.server(),
                    seconds(self.timeout)
                ))),
            }
        })
    }

    async fn deliver(&self, message: &Message) -> Result<AsyncSmtpConnection, SendError> {
        let mut connection = self.connect().await?;
        let (sender, recipients) = (message.envelope().from(), message.envelope().to());
        let mut options = Vec::new();
        if !sender.into_iter().chain(recipients).all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SendError::Permanent(format!("{} takes only plain ASCII addresses.", self.server())));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        let refused = |error| self.refused(&error);
        connection.command(commands::Mail::new(sender.cloned(), options)).await.map_err(refused)?;
        for recipient in recipients {
            connection.command(commands::Rcpt::new(recipient.clone(), vec![])).await.map_err(refused)?;
        }
        connection.command(commands::Data).await.map_err(refused)?;
        connection.message(&message.formatted()).await.map_err(refused)?;
        Ok(connection)
    }

    /// Connected, protected and let in as the settings say. Whatever fails here is not this mail's fault, so it
    /// may be tried again once the network or the settings are mended.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let hello = ClientId::default();
        let address = (self.url.host(), self.url.port());
        let from_the_start = self.tls.clone().filter(|_| self.url.security() == Security::Implicit);
        // A third per address: a host may have a second one that answers.
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(address, Some(self.timeout / 3), &hello, from_the_start, None)
                .await
                .map_err(|error| self.unreachable(&error))?;
        if let (Security::StartTls, Some(tls)) = (self.url.security(), &self.tls) {
            if !connection.can_starttls() {
                return Err(SendError::Transient(format!(
                    "{} does not offer STARTTLS, so nothing was sent.",
                    self.server()
                )));
            }
            connection.starttls(tls.clone(), &hello).await.map_err(|error| self.unreachable(&error))?;
        }
        if let Some(given) = self.url.credentials() {
            let given = authentication::Credentials::new(given.user.clone(), given.password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &given).await.map_err(|error| {
                // The answer is left out: some servers repeat what they were sent.
                let code = error.status().map_or(String::new(), |code| format!(" ({code})"));
                SendError::Transient(format!("{} did not accept the user name and password{code}.", self.server()))
            })?;
        }
        Ok(connection)
    }

    fn unreachable(&self, error: &Error) -> SendError {
        SendError::Transient(format!("{} can't be used: {}.", self.server(), cause(error)))
    }

    /// 530 asks for a password: that is a setting, not this mail.
    fn refused(&self, error: &Error) -> SendError {
        let text = format!("{} did not take the mail: {}.", self.server(), cause(error));
        match error.status() {
            Some(code) if error.is_permanent() && u16::from(code) != 530 => SendError::Permanent(text),
            _ => SendError::Transient(text),
        }
    }

    fn server(&self) -> String {
        format!("The mail server {}", self.url.host())
    }
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer").field("url", &self.url).field("timeout", &self.timeout).finish_non_exhaustive()
    }
}

fn tls(url: &SmtpUrl) -> Result<TlsParameters, MailerError> {
    let mut builder = TlsParameters::builder(url.host().to_owned());
    if let Some(path) = url.ca() {
        builder = builder.add_root_certificate(
            certificate(path)
                .map_err(|reason| MailerError::Certificate { path: path.display().to_string(), reason })?,
        );
    }
    builder.build_rustls().map_err(|error| MailerError::Tls(cause(&error)))
}

fn certificate(path: &std::path::Path) -> Result<Certificate, String> {
    let pem = std::fs::read(path).map_err(|error| error.to_string())?;
    // A file without a certificate would be taken for an empty list.
    if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
        return Err("it holds no certificate".to_owned());
    }
    Certificate::from_pem(&pem).map_err(|error| cause(&error))
}

/// What went wrong, on one line and not longer than a line: part of it was written by the server.
fn cause(error: &Error) -> String {
    let text: String = message::one_line(&error.to_string()).chars().take(300).collect();
    text.trim_end_matches('.').to_owned()
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        1 => "1 second".to_owned(),
        n => format!("{n} seconds"),
    }
}

/// A thread and a runtime for one mail: callers may stand inside a runtime, where a second one panics, and a
/// name lookup that hangs must not outlive the time-out.
fn within_own_runtime<F>(work: F) -> Result<(), SendError>
where
    F: Future<Output = Result<(), SendError>> + Send,
{
    let no_resources =
        |error: &dyn std::fmt::Display| SendError::Transient(format!("No mail can be sent now: {error}."));
    thread::scope(|scope| {
        let sending = thread::Builder::new().name("mail".to_owned()).spawn_scoped(scope, || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| no_resources(&error))?;
            let result = runtime.block_on(work);
            runtime.shutdown_background();
            result
        });
        sending
            .map_err(|error| no_resources(&error))?
            .join()
            .unwrap_or_else(|_| Err(no_resources(&"sending stopped unexpectedly")))
    })
}
