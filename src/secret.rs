//! Randomness from the operating system, and what is derived from the server's secret key.

use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The server's secret key (`WAYBILL_SECRET_KEY`): cookies, form tokens and access links hang on it. Never printed.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

impl SecretKey {
    /// A new key from the operating system.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Reads the text form: 43 characters of base64url, or any text of at least 32 characters, which is hashed.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(bytes) = URL_SAFE_NO_PAD.decode(text)
            && let Ok(bytes) = <[u8; 32]>::try_from(bytes)
        {
            return Some(Self(bytes));
        }
        (text.chars().count() >= 32).then(|| Self(Sha256::digest(text.as_bytes()).into()))
    }

    /// The text form that [`Self::parse`] reads back.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// A token for one purpose and one subject, 43 characters; without the key nobody can make it.
    pub fn token(&self, purpose: &str, subject: &str) -> String {
        URL_SAFE_NO_PAD.encode(self.mac(purpose, subject))
    }

    /// Whether a token was made by [`Self::token`]; compared in constant time.
    pub fn verifies(&self, purpose: &str, subject: &str, token: &str) -> bool {
        self.token(purpose, subject).as_bytes().ct_eq(token.as_bytes()).into()
    }

    /// 64 bytes for the session cookie's signature.
    pub fn cookie_key(&self) -> [u8; 64] {
        let mut key = [0; 64];
        key[..32].copy_from_slice(&self.mac("cookie", "1"));
        key[32..].copy_from_slice(&self.mac("cookie", "2"));
        key
    }

    fn mac(&self, purpose: &str, subject: &str) -> [u8; 32] {
        // A key shorter than SHA-256's block of 64 bytes counts as filled up with zeros (RFC 2104).
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(subject.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

/// A random key for URLs: 128 bits in 22 characters of base64url.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn public_id() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Argon2id with the given memory cost (SECURITY.md 6.3.1); the one place that sets its parameters.
///
/// # Errors
/// When the cost is out of range.
pub fn password_hasher(cost_kib: u32) -> Result<Argon2<'static>, argon2::Error> {
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(cost_kib, 2, 1, None)?))
}

/// A password as it is stored: a PHC string. Takes some tens of milliseconds, on this thread: for the command line and the
/// demo; pages hash off the async threads.
///
/// # Errors
/// When the cost is out of range.
pub fn hash_password(password: &str, cost_kib: u32) -> anyhow::Result<String> {
    let hasher = password_hasher(cost_kib).map_err(|e| anyhow::anyhow!("hash the password: {e}"))?;
    let hash = hasher.hash_password(password.as_bytes()).map_err(|e| anyhow::anyhow!("hash the password: {e}"))?;
    Ok(hash.to_string())
}

/// SHA-256 in hex: how session keys are stored, so that a copy of the database opens no session.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_good_for_its_purpose_and_subject_only() {
        let key = SecretKey::generate().unwrap();
        let token = key.token("form", "session-1");
        assert!(key.verifies("form", "session-1", &token));
        assert!(!key.verifies("form", "session-2", &token));
        assert!(!key.verifies("link", "session-1", &token));
        assert!(!SecretKey::generate().unwrap().verifies("form", "session-1", &token));
        assert_eq!(SecretKey::parse(&key.to_text()).unwrap().token("form", "session-1"), token);
    }

    #[test]
    fn a_short_key_is_refused() {
        assert!(SecretKey::parse("secret").is_none());
        assert!(SecretKey::parse(&"x".repeat(32)).is_some());
    }
}
