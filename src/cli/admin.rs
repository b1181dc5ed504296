//! `waybill admin`: a way in that needs no page, for scripts and for those who locked themselves out.

use anyhow::{anyhow, ensure};
use clap::{Args, Subcommand};

use super::password;
use crate::app::App;
use crate::db::users::NewUser;
use crate::db::{account, audit, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::password as rules;
use crate::domain::typed::{is_email, is_name};
use crate::domain::user::Rights;
use crate::domain::viewer::Actor;
use crate::secret;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a super admin; the password is asked for, or read from standard input when that is no terminal
    Create(Create),
}

#[derive(Args)]
pub(super) struct Create {
    /// Full name
    #[arg(long)]
    name: String,
    /// Address to sign in with
    #[arg(long, value_name = "ADDRESS")]
    email: String,
    /// Name of the organisation; needed when the installation is new, and only then
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
}

pub(super) fn run(command: Command, app: &App) -> anyhow::Result<()> {
    let Command::Create(asked) = command;
    check(&asked, app)?;
    let password = password::read()?;
    create(app, asked.name.trim(), asked.email.trim(), asked.organisation.as_deref().map(str::trim), &password)?;
    println!("{} is a super admin now and can sign in as {}.", asked.name.trim(), asked.email.trim());
    Ok(())
}

/// What is wrong before anybody has to type a password.
fn check(asked: &Create, app: &App) -> anyhow::Result<()> {
    ensure!(is_name(&asked.name), "--name is no name: give 1 to 200 characters, none of them invisible");
    ensure!(is_email(asked.email.trim()), "--email is no e-mail address: write for example ada@example.com");
    let known = app.db.read_now(account::name)?;
    match (&asked.organisation, known) {
        (None, None) => Err(anyhow!("this installation is new: name the organisation too, with --organisation")),
        (Some(_), Some(known)) => {
            Err(anyhow!("this installation is that of {known} already: leave out --organisation"))
        }
        (Some(name), None) if !is_name(name) => Err(anyhow!("--organisation is no name: give 1 to 200 characters")),
        _ => Ok(()),
    }
}

/// Makes the super admin, and the installation's row when it is new, in one transaction.
fn create(app: &App, name: &str, email: &str, organisation: Option<&str>, password: &str) -> anyhow::Result<()> {
    rules::check(password, name, email).map_err(|e| {
        anyhow!(match e {
            rules::PasswordError::TooShort =>
                format!("the password is too short: at least {} characters", rules::MIN_CHARS),
            rules::PasswordError::TooLong =>
                format!("the password is too long: at most {} characters", rules::MAX_CHARS),
            rules::PasswordError::Guessable => "the password is easy to guess: choose another one".to_owned(),
        })
    })?;
    let user = NewUser {
        public_id: secret::public_id()?,
        name: name.to_owned(),
        email: email.to_owned(),
        password_hash: Some(secret::hash_password(password, app.config.password_cost_kib)?),
        lang: None,
        time_zone: "UTC".into(),
        rights: Rights::SUPER_ADMIN,
    };
    let (now, hold) = (app.clock.now(), app.config.large_export_hold);
    let made = app.db.write_now(|c| {
        let action = match organisation {
            Some(organisation) => {
                account::create(c, organisation, hold, now)?;
                Action::AccountSetUp
            }
            None => Action::UserCreated,
        };
        let id = users::create(c, &user, now)?;
        let detail = serde_json::json!({ "by": "command line" });
        audit::record(c, &Event::new(action, Actor::system(), now).about(Subject::User(id)).with(detail))
    });
    made.map_err(|e| if e.is_taken() { anyhow!("somebody signs in as {email} already") } else { e.into() })
}

#[cfg(test)]
mod tests;
