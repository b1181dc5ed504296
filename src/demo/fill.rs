//! Fills an empty installation with the sample data: people, records and a log, through the tables of the product.

mod exports;
mod records;

use anyhow::{Context, anyhow};
use chrono::{DateTime, Duration, Utc};

use super::cast::{ORGANISATION, PEOPLE};
use super::log::Object;
use super::{log, people};
use crate::app::App;
use crate::db::users::NewUser;
use crate::db::{account, audit, demo, users};
use crate::domain::audit::{Action, Event, Subject};
use crate::domain::hold::Hold;
use crate::domain::threshold::Threshold;
use crate::domain::user::User;
use crate::domain::viewer::Actor;
use crate::secret;

/// How many records the demo has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People.
    pub contacts: u64,
    /// Firms.
    pub companies: u64,
    /// Sales.
    pub deals: u64,
    /// Questions and complaints.
    pub tickets: u64,
}

impl Size {
    /// What `waybill demo` has.
    pub const FULL: Self = Self { contacts: people::COUNT, companies: 12_000, deals: 8_000, tickets: 4_000 };

    fn of(self, object: Object) -> u64 {
        match object {
            Object::Contacts => self.contacts,
            Object::Companies => self.companies,
            Object::Deals => self.deals,
            Object::Tickets => self.tickets,
        }
    }
}

/// How one of the cast signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Full name.
    pub name: &'static str,
    /// What the person may do, in a few words.
    pub role: &'static str,
    /// Address.
    pub email: &'static str,
    /// Password, random for each demo.
    pub password: String,
}

/// What each of the cast may do, in their order.
const ROLES: [&str; 4] = [
    "super admin, told of exports above 50,000 records; in French",
    "super admin, told of exports above 275,000 records",
    "exports and imports, sees no sensitive data",
    "works with records, may not export",
];

/// Fills the installation and answers how to sign in. `tell` hears how far it is.
///
/// # Errors
/// When anything cannot be written; the demo is then half full and has to be thrown away.
pub fn fill(app: &App, size: Size, tell: &mut dyn FnMut(&str)) -> anyhow::Result<Vec<SignIn>> {
    let now = app.clock.now();
    tell("four people");
    let (cast, sign_ins) = invite(app, now)?;
    for object in [Object::Companies, Object::Deals, Object::Tickets, Object::Contacts] {
        tell(&format!("{} {}", size.of(object), object.as_str()));
        records::insert(app, object, size.of(object), now)?;
    }
    tell(&format!("an export log of {} entries", log::plan().count()));
    let maker = exports::Maker::new(app, &cast, now)?;
    for planned in log::plan() {
        maker.make(planned).with_context(|| format!("make the export “{}”", planned.name))?;
    }
    app.db.write_now(|c| demo::read_old_notifications(c, now))?;
    Ok(sign_ins)
}

/// The organisation and its people, as if they had been there for two years.
fn invite(app: &App, now: DateTime<Utc>) -> anyhow::Result<(Vec<User>, Vec<SignIn>)> {
    let long_ago = now - Duration::days(730);
    app.db.write_now(|c| account::create(c, ORGANISATION, Hold::DEFAULT, long_ago))?;
    let (mut cast, mut sign_ins) = (Vec::new(), Vec::new());
    for (member, role) in PEOPLE.iter().zip(ROLES) {
        let password = secret::public_id()?;
        let user = NewUser {
            public_id: secret::public_id()?,
            name: member.name.to_owned(),
            email: member.email.to_owned(),
            password_hash: Some(secret::hash_password(&password, app.config.password_cost_kib)?),
            lang: Some(member.lang),
            time_zone: member.zone.name().to_owned(),
            rights: member.rights,
        };
        let made = app.db.write_now(|c| {
            let id = users::create(c, &user, long_ago)?;
            let action = if cast.is_empty() { Action::AccountSetUp } else { Action::InvitationAccepted };
            audit::record(c, &Event::new(action, Actor::system(), long_ago).about(Subject::User(id)))?;
            let user = users::find(c, id)?;
            if let (Some(user), Some(threshold)) = (&user, member.threshold.and_then(Threshold::new)) {
                demo::set_threshold(c, user, threshold, long_ago)?;
            }
            Ok(user)
        })?;
        cast.push(made.ok_or_else(|| anyhow!("{} is not there", member.name))?);
        sign_ins.push(SignIn { name: member.name, role, email: member.email, password });
    }
    Ok((cast, sign_ins))
}
