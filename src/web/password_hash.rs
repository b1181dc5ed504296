//! Argon2id, off the async threads and a few at a time.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use super::error::WebError;
use crate::secret;

/// Each hash takes some 20 MB: more at once than this wait in line (SECURITY.md 6.3.1).
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(4));

fn hasher(cost_kib: u32) -> Result<Argon2<'static>, WebError> {
    secret::password_hasher(cost_kib).map_err(WebError::internal)
}

/// Hashes a new password into a PHC string.
pub(super) async fn make(password: String, cost_kib: u32) -> Result<String, WebError> {
    run(move || {
        hasher(cost_kib)?.hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(WebError::internal)
    })
    .await
}

/// Whether a password is the one behind a PHC string. Without one a hash is computed all the same, so that the time of the
/// answer does not tell whether the address is known (ASVS 6.3.8).
pub(super) async fn verify(password: String, phc: Option<String>, cost_kib: u32) -> Result<bool, WebError> {
    run(move || {
        let Some(phc) = phc else {
            let _ = hasher(cost_kib)?.hash_password(password.as_bytes()).map_err(WebError::internal)?;
            return Ok(false);
        };
        let hash = PasswordHash::new(&phc).map_err(WebError::internal)?;
        Ok(hasher(cost_kib)?.verify_password(password.as_bytes(), &hash).is_ok())
    })
    .await
}

async fn run<T: Send + 'static>(work: impl FnOnce() -> Result<T, WebError> + Send + 'static) -> Result<T, WebError> {
    let _permit = PERMITS.acquire().await.map_err(WebError::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(WebError::internal)?
}
