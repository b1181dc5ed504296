//! What a password must be (R60).

/// Fewest characters.
pub const MIN_CHARS: usize = 12;
/// Most characters; longer ones are refused before they are hashed (ASVS 6.2.9).
pub const MAX_CHARS: usize = 1_024;

/// Why a new password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordError {
    /// Fewer than [`MIN_CHARS`].
    TooShort,
    /// More than [`MAX_CHARS`].
    TooLong,
    /// Only the name, the address or the product's name, perhaps with a few digits (ASVS 6.2.11).
    Guessable,
}

/// Judges a new password. Nothing is trimmed or folded: it is verified exactly as typed (ASVS 6.2.8).
pub fn check(password: &str, name: &str, email: &str) -> Result<(), PasswordError> {
    let chars = password.chars().count();
    if chars < MIN_CHARS {
        return Err(PasswordError::TooShort);
    }
    if chars > MAX_CHARS {
        return Err(PasswordError::TooLong);
    }
    let letters = |text: &str| text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let bare = letters(password);
    let one_character = password.chars().all(|c| password.starts_with(c)) && !password.trim().is_empty();
    let own = [
        letters(name),
        letters(email),
        letters(email.split('@').next().unwrap_or_default()),
        "waybill".into(),
        "password".into(),
        "motdepasse".into(),
    ];
    if one_character || own.iter().any(|word| !word.is_empty() && bare == *word) {
        return Err(PasswordError::Guessable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_decides_and_any_characters_are_welcome() {
        let check = |p: &str| check(p, "Zoë Ångström", "zoe@example.org");
        assert_eq!(check("elevenchars"), Err(PasswordError::TooShort));
        assert_eq!(check("twelve chars"), Ok(()));
        assert_eq!(check("            "), Ok(()));
        assert_eq!(check("🦊🦊🦉🦉🦊🦊🦉🦉🦊🦊🦉🦉"), Ok(()));
        assert_eq!(check(&"ab".repeat(512)), Ok(()));
        assert_eq!(check(&"ab".repeat(513)), Err(PasswordError::TooLong));
    }

    #[test]
    fn ones_own_name_with_digits_is_refused() {
        assert_eq!(check("zoeangstrom2026", "zoe angstrom", "z@example.org"), Err(PasswordError::Guessable));
        assert_eq!(check("Waybill202620", "a", "b@c"), Err(PasswordError::Guessable));
        assert_eq!(check("aaaaaaaaaaaaaa", "a b", "b@c"), Err(PasswordError::Guessable));
    }
}
