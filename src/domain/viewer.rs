//! The signed-in user of one request, and who is written into the trail.

use std::net::IpAddr;

use super::user::User;

/// Who did something, as the audit trail keeps it: name and address are copied, so that the line outlives the user (R27).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actor {
    /// The user's key; `None` for the program itself and for strangers.
    pub id: Option<i64>,
    /// Name at that moment.
    pub name: Option<String>,
    /// Address at that moment, or the address a stranger typed.
    pub email: Option<String>,
    /// The client's address (R42).
    pub ip: Option<IpAddr>,
    /// The request it was part of.
    pub request_id: Option<String>,
}

impl Actor {
    /// The program itself: a worker, the clean-up, the start.
    pub fn system() -> Self {
        Self::default()
    }

    /// Somebody who is not signed in.
    pub fn stranger(email: Option<&str>, ip: Option<IpAddr>, request_id: Option<String>) -> Self {
        Self { email: email.map(str::to_owned), ip, request_id, ..Self::default() }
    }

    /// A user outside a request, for example the requester of an export that a worker writes.
    pub fn user(user: &User) -> Self {
        Self {
            id: Some(user.id),
            name: Some(user.name.clone()),
            email: Some(user.email.clone()),
            ip: None,
            request_id: None,
        }
    }
}

/// The user behind a request. Rights are those of the database at the start of the request, never those of the session.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// Who.
    pub user: User,
    /// Public id of the session row.
    pub session: String,
    /// The client's address (R42).
    pub ip: Option<IpAddr>,
    /// Id of the request, as in the log.
    pub request_id: String,
}

impl Viewer {
    /// The viewer as the trail names them.
    pub fn actor(&self) -> Actor {
        Actor { ip: self.ip, request_id: Some(self.request_id.clone()), ..Actor::user(&self.user) }
    }

    /// Sees everybody's exports and may cancel them (R1).
    pub fn is_super_admin(&self) -> bool {
        self.user.rights.super_admin
    }

    /// Whether this object is open to the viewer; any other does not exist (R6, R7).
    pub fn may_use(&self, object_id: i64) -> bool {
        self.user.may_use(object_id)
    }

    /// May export, and so may see the log of one's own exports (R2).
    pub fn may_export(&self) -> bool {
        self.user.rights.may_export()
    }
}
