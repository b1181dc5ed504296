//! Sessions in the database, through the session middleware's store trait (R61).
//!
//! The cookie's key is stored as its SHA-256 only. A row that was ended is never brought back: `update` changes a row that
//! is still there, or nothing (SECURITY.md 0.6).

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration;
use anyhow::{Context, anyhow};

use crate::app::App;
use crate::db::sessions::{self, NewSession};
use crate::secret;

/// Key of the session's public id in its state.
pub(super) const SESSION_ID: &str = "session";
/// Key of the user's id in the session's state.
pub(super) const USER_ID: &str = "user";
/// Key of the wish to stay signed in, at sign-in only.
pub(super) const KEEP: &str = "keep";
/// Key of the address at sign-in.
pub(super) const IP: &str = "ip";
/// Key of the browser at sign-in.
pub(super) const USER_AGENT: &str = "agent";

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
}

/// The middleware keeps each value as JSON text.
type State = HashMap<String, String>;

fn hash(key: &SessionKey) -> String {
    secret::sha256_hex(key.as_ref().as_bytes())
}

/// A value of the state as the middleware handed it over.
fn value<T: serde::de::DeserializeOwned>(state: &State, key: &str) -> Option<T> {
    state.get(key).and_then(|value| serde_json::from_str(value).ok())
}

impl SessionStore for DbSessions {
    async fn load(&self, key: &SessionKey) -> Result<Option<State>, LoadError> {
        let (hash, now) = (hash(key), self.app.clock.now());
        let row =
            self.app.db.read(move |c| sessions::find(c, &hash, now)).await.map_err(|e| LoadError::Other(e.into()))?;
        row.map(|row| serde_json::from_str(row.state())).transpose().map_err(|e| LoadError::Deserialization(e.into()))
    }

    async fn save(&self, state: State, _ttl: &Duration) -> Result<SessionKey, SaveError> {
        let (Some(public_id), Some(user_id)) = (value(&state, SESSION_ID), value(&state, USER_ID)) else {
            return Err(SaveError::Other(anyhow!("only somebody who signed in has a session")));
        };
        let random = secret::public_id()
            .and_then(|a| secret::public_id().map(|b| a + &b))
            .context("make a session key")
            .map_err(SaveError::Other)?;
        let key: SessionKey = random.try_into().map_err(|e| SaveError::Other(anyhow!("{e:?}")))?;
        let session = NewSession {
            public_id,
            key_hash: hash(&key),
            user_id,
            keep_signed_in: value(&state, KEEP).unwrap_or_default(),
            ip: value(&state, IP),
            user_agent: value(&state, USER_AGENT).unwrap_or_default(),
            state: serde_json::to_string(&state).map_err(|e| SaveError::Serialization(e.into()))?,
        };
        let now = self.app.clock.now();
        self.app.db.write(move |c| sessions::create(c, &session, now)).await.map_err(|e| SaveError::Other(e.into()))?;
        Ok(key)
    }

    async fn update(&self, key: SessionKey, state: State, _ttl: &Duration) -> Result<SessionKey, UpdateError> {
        let hash = hash(&key);
        let state = serde_json::to_string(&state).map_err(|e| UpdateError::Serialization(e.into()))?;
        // A session that was ended meanwhile stays ended: 0 rows changed is no reason to make one.
        match self.app.db.write(move |c| sessions::update(c, &hash, &state)).await {
            Ok(true) => {}
            Ok(false) => tracing::debug!("a session ended while one of its requests ran"),
            // Only notices are put in or taken out after the sign-in: none is worth the page, whose change is committed.
            Err(e) => tracing::warn!(error = %e, "a notice could not be kept or taken back"),
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
