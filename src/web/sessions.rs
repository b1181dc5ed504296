//! Sessions in the database, through the session middleware's store trait (R61).
//!
//! The cookie's key is stored as its SHA-256 only. A row that was ended is never brought back: `update` changes a row that
//! is still there, or nothing (SECURITY.md 0.6).

use std::collections::HashMap;

use actix_session::Session;
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use anyhow::anyhow;

use super::error::WebError;
use super::visit::Visit;
use crate::app::App;
use crate::db::DbError;
use crate::db::sessions::{self, NewSession};
use crate::domain::user::User;
use crate::secret;

/// Key of the session's public id in its state.
pub(super) const SESSION_ID: &str = "session";
/// Key of the user's id in the session's state.
pub(super) const USER_ID: &str = "user";
/// Key of the new cookie's own key, from the sign-in until the middleware asks for it; never stored.
const COOKIE: &str = "cookie";

/// A session about to begin. Its row goes into the transaction that lets its user in, and only then its cookie to the browser.
pub(super) struct Beginning {
    /// The row to be created.
    pub(super) row: NewSession,
    cookie: String,
}

impl Beginning {
    /// A session of this browser under a key that nobody has seen.
    pub(super) fn new(visit: &Visit, keep_signed_in: bool) -> Result<Self, WebError> {
        let cookie = secret::public_id()? + &secret::public_id()?;
        let row = NewSession {
            public_id: secret::public_id()?,
            key_hash: secret::sha256_hex(cookie.as_bytes()),
            keep_signed_in,
            ip: visit.ip.map(|ip| ip.to_string()),
            user_agent: visit.user_agent.clone(),
        };
        Ok(Self { row, cookie })
    }

    /// Gives the browser its cookie, whatever cookie it brought (ASVS 7.2.4).
    pub(super) fn hand_over(self, session: &Session, user: &User) -> Result<(), WebError> {
        session.clear();
        session.renew();
        session.insert(SESSION_ID, self.row.public_id).map_err(WebError::internal)?;
        session.insert(USER_ID, user.id).map_err(WebError::internal)?;
        session.insert(COOKIE, self.cookie).map_err(WebError::internal)
    }
}

/// The store.
#[derive(Clone)]
pub(super) struct DbSessions {
    app: App,
}

impl DbSessions {
    /// A store over the program's database.
    pub(super) fn new(app: App) -> Self {
        Self { app }
    }

    /// Replaces the state of a session that is still there. One that was ended meanwhile stays ended: 0 rows changed is no
    /// reason to make one.
    async fn write(&self, key: &SessionKey, state: String) -> Result<(), DbError> {
        let hash = hash(key);
        if !self.app.db.write(move |c| sessions::update(c, &hash, &state)).await? {
            tracing::debug!("a session ended while one of its requests ran");
        }
        Ok(())
    }
}

/// The middleware keeps each value as JSON text.
type State = HashMap<String, String>;

fn hash(key: &SessionKey) -> String {
    secret::sha256_hex(key.as_ref().as_bytes())
}

impl SessionStore for DbSessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (hash, now) = (hash(key), self.app.clock.now());
        let row = self
            .app
            .db
            .look_up(move |c| sessions::find(c, &hash, now))
            .await
            .map_err(|e| LoadError::Other(e.into()))?;
        row.map(|row| serde_json::from_str(row.state())).transpose().map_err(|e| LoadError::Deserialization(e.into()))
    }

    /// The first state of a session whose row the sign-in has made.
    async fn save(&self, mut state: State, _ttl: &Duration) -> Result<SessionKey, SaveError> {
        let cookie: String = state
            .remove(COOKIE)
            .and_then(|cookie| serde_json::from_str(&cookie).ok())
            .ok_or_else(|| SaveError::Other(anyhow!("only somebody who signed in has a session")))?;
        let key: SessionKey = cookie.try_into().map_err(|e| SaveError::Other(anyhow!("{e:?}")))?;
        let text = serde_json::to_string(&state).map_err(|e| SaveError::Serialization(e.into()))?;
        self.write(&key, text).await.map_err(|e| SaveError::Other(e.into()))?;
        Ok(key)
    }

    async fn update(&self, key: SessionKey, state: State, _ttl: &Duration) -> Result<SessionKey, UpdateError> {
        let text = serde_json::to_string(&state).map_err(|e| UpdateError::Serialization(e.into()))?;
        // Only notices are put in or taken out after the sign-in: none is worth the page, whose change is committed.
        if let Err(e) = self.write(&key, text).await {
            tracing::warn!(error = %e, "a notice could not be kept or taken back");
        }
        Ok(key)
    }

    async fn update_ttl(&self, _key: &SessionKey, _ttl: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let hash = hash(key);
        Ok(self.app.db.write(move |c| sessions::end(c, &hash)).await?)
    }
}
